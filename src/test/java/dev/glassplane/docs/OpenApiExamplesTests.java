package dev.glassplane.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** What the documents propose works on a fresh server: everything is created first, then read, replaced, patched and deleted. */
@DocumentedServer
class OpenApiExamplesTests {

    private static final List<String> ORDER = List.of("post", "get", "list", "put", "patch", "delete", "deletecollection");

    /** Kinds whose operations have no example, and why. */
    private static final Map<String, String> WITHOUT = Map.of("ComponentStatus", "listed only, always empty",
            "ServiceCIDR", "there is one, made at the start; it can be read",
            "NetworkInterface", "the emulated cloud makes them; they can be read",
            "Cluster", "there is one, made at the start; it can be read");

    /** Operations without an example, and why. */
    private static final Map<String, String> OPERATIONS_WITHOUT =
            Stream.of("GlassplaneDevV1PacketTrace", "AuthenticationV1TokenReview", "AuthenticationV1SelfSubjectReview",
                    "AuthorizationV1SelfSubjectAccessReview", "AuthorizationV1SelfSubjectRulesReview", "AuthorizationV1SubjectAccessReview",
                    "AuthorizationV1NamespacedLocalSubjectAccessReview")
                    .collect(Collectors.toMap("patch"::concat, _ -> "there for kubectl's eyes, not served"));

    /** Operations of another pod network than this cluster's: they are refused, saying so. */
    private static final Set<String> OF_ANOTHER_NETWORK = Set.of("bgp", "bird");

    @LocalServerPort
    private int port;

    private ServedDocuments served;
    private List<DocumentedOperation> operations;

    @BeforeEach
    void documents() throws Exception {
        served = new ServedDocuments(port);
        operations = new ArrayList<>();
        for (JsonNode document : served.all().values()) {
            operations.addAll(DocumentedOperation.of(document));
        }
        operations.sort(Comparator.comparingInt(OpenApiExamplesTests::order));
    }

    @Test
    void everyOperationHasAnExample() {
        List<String> missing = operations.stream()
                .filter(operation -> !WITHOUT.containsKey(kind(operation)) && !OPERATIONS_WITHOUT.containsKey(operation.id()))
                .filter(operation -> !operation.missing().isEmpty()).map(operation -> operation.id() + " lacks " + operation.missing()).toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void whatIsExcusedExists() {
        assertThat(operations.stream().map(OpenApiExamplesTests::kind).toList()).containsAll(WITHOUT.keySet());
        assertThat(operations.stream().map(DocumentedOperation::id).toList()).containsAll(OPERATIONS_WITHOUT.keySet()).containsAll(OF_ANOTHER_NETWORK);
    }

    @Test
    void everyExampleSucceeds() throws Exception {
        List<String> failures = new ArrayList<>();
        TreeSet<String> tried = new TreeSet<>();
        for (DocumentedOperation operation : operations) {
            if (!operation.missing().isEmpty()) {
                continue;
            }
            for (DocumentedOperation.Proposal proposal : operation.proposals()) {
                HttpResponse<String> answer = served.send(operation.method(), proposal.path(), proposal.contentType(), proposal.body(), "*/*");
                boolean right = OF_ANOTHER_NETWORK.contains(operation.id()) ? answer.statusCode() == 409 && answer.body().contains("limit: pod-networks")
                        : answer.statusCode() / 100 == 2;
                if (!right) {
                    failures.add("%s (%s): %s %s: %d %s".formatted(operation.id(), proposal.name(), operation.method(), proposal.path(),
                            answer.statusCode(), answer.body()));
                }
                tried.add(operation.id());
            }
        }
        assertThat(failures).as("of %d operations", tried.size()).isEmpty();
        assertThat(tried).contains("trace", "createCoreV1NamespacedPod", "deleteAppsV1NamespacedDeployment", "createGlassplaneDevV1PacketTrace");
    }

    private static String kind(DocumentedOperation operation) {
        return operation.operation().path("x-kubernetes-group-version-kind").path("kind").asString("");
    }

    /** Our own endpoints come before the first write. */
    private static int order(DocumentedOperation operation) {
        return ORDER.indexOf(operation.operation().path("x-kubernetes-action").asString(""));
    }
}
