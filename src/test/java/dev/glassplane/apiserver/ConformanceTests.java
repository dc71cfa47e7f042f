package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Discovery and table columns beside what was read from a real kube-apiserver, where that is at hand. */
class ConformanceTests extends ServerTest {

    private static final Path OBSERVED = Path.of("../shared/conformance/kube-api");
    private static final JsonMapper JSON = new JsonMapper();
    /** Subresources that need a running container or a proxy; they answer, but discovery leaves them out. Bindings are a subresource here. */
    private static final Set<String> LEFT_OUT = Set.of("bindings", "nodes/proxy", "pods/attach", "pods/ephemeralcontainers", "pods/exec",
            "pods/portforward", "pods/proxy", "pods/resize", "services/proxy");

    @BeforeEach
    void needsObservations() {
        Assumptions.assumeTrue(Files.isDirectory(OBSERVED), () -> "no observations of a real kube-apiserver at " + OBSERVED);
    }

    @Test
    void discoveryListsTheSameResources() throws Exception {
        JsonNode observed = JSON.readTree(Files.readString(OBSERVED.resolve("discovery.json")));
        Map<String, String> real = new TreeMap<>();
        Map<String, String> ours = new TreeMap<>();
        observed.properties().forEach(groupVersion -> {
            groupVersion.getValue().forEach(each -> real.put(groupVersion.getKey() + " " + each.path("name").asString(), line(each)));
            get(groupVersion.getKey()).json().path("resources").forEach(each -> ours.put(groupVersion.getKey() + " " + each.path("name").asString(), line(each)));
        });
        real.keySet().removeIf(key -> LEFT_OUT.contains(key.substring(key.indexOf(' ') + 1)) || !ours.containsKey(whole(key)));
        ours.keySet().retainAll(real.keySet());
        real.entrySet().removeIf(each -> each.getValue().equals(ours.get(each.getKey())));
        ours.keySet().retainAll(real.keySet());
        assertThat(ours).as("what differs").isEqualTo(real);
    }

    /** The resource of a subresource. */
    private static String whole(String key) {
        int slash = key.indexOf('/', key.indexOf(' '));
        return slash < 0 ? key : key.substring(0, slash);
    }

    private static String line(JsonNode resource) {
        return List.of(resource.path("kind").asString(), resource.path("singularName").asString(), resource.path("namespaced").asBoolean(),
                new TreeSet<>(texts(resource.path("verbs"))), texts(resource.path("shortNames")), texts(resource.path("categories"))).toString();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void tablesHaveTheSameColumns() throws Exception {
        JsonNode observed = JSON.readTree(Files.readString(OBSERVED.resolve("columns.json")));
        Map<String, List<String>> real = new TreeMap<>();
        Map<String, List<String>> ours = new TreeMap<>();
        observed.properties().stream().filter(path -> get(path.getKey()).code() == 200).forEach(path -> {
            real.put(path.getKey(), path.getValue().valueStream().map(each -> each.path(0).asString() + " " + each.path(1).asString() + " "
                    + each.path(2).asString() + " " + each.path(3).asInt()).toList());
            ours.put(path.getKey(), get(path.getKey(), "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").json().path("columnDefinitions")
                    .valueStream().map(each -> each.path("name").asString() + " " + each.path("type").asString() + " "
                            + each.path("format").asString() + " " + each.path("priority").asInt()).toList());
        });
        real.entrySet().removeIf(each -> each.getValue().equals(ours.get(each.getKey())));
        ours.keySet().retainAll(real.keySet());
        assertThat(ours).as("what differs").isEqualTo(real);
    }
}
