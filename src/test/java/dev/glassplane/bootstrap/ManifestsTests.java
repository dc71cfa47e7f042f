package dev.glassplane.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.GlassplaneApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole clusters in and out: reset, export, import, seeds. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ManifestsTests {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String DEMO = "/api/v1/namespaces/demo/";

    @Value("${local.server.port}")
    private int port;
    @TempDir
    private Path folder;

    private HttpResponse<String> send(String method, String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("Content-Type", type)
                .header("User-Agent", "test").method(method, HttpRequest.BodyPublishers.ofString(body)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return new JsonMapper().readTree(send("GET", path, "application/json", "").body());
    }

    /** Other tests may have used the server before. */
    @BeforeEach
    void reset() throws Exception {
        assertThat(send("POST", "/glassplane/v1/reset", "application/json", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aResetTakesTheClusterBack() throws Exception {
        JsonNode service = json(DEMO + "services/web");
        int pods = json(DEMO + "pods").path("items").size();
        send("DELETE", DEMO + "services/web", "application/json", "");
        send("PATCH", "/apis/apps/v1/namespaces/demo/deployments/web/scale", "application/merge-patch+json", "{\"spec\":{\"replicas\":0}}");
        send("POST", "/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"extra\"}}");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> json(DEMO + "pods").path("items").size() < pods);

        assertThat(send("POST", "/glassplane/v1/reset", "application/json", "").statusCode()).isEqualTo(200);

        JsonNode back = json(DEMO + "services/web");
        assertThat(back.path("spec")).isEqualTo(service.path("spec"));
        assertThat(back.path("metadata").path("uid")).isEqualTo(service.path("metadata").path("uid"));
        assertThat(json(DEMO + "pods").path("items").size()).isEqualTo(pods);
        assertThat(json("/apis/apps/v1/namespaces/demo/deployments/web").path("spec").path("replicas").asInt()).isPositive();
        assertThat(send("GET", "/api/v1/namespaces/extra", "application/json", "").statusCode()).isEqualTo(404);
        assertThat(new JsonMapper().readTree(send("POST", "/glassplane/v1/reset", "application/json", "").body()).path("writes").asInt()).isZero();
    }

    @Test
    void anExportHoldsWhatUsersMadeAndCanBeAppliedElsewhere() throws Exception {
        String export = send("GET", "/glassplane/v1/export", "application/json", "").body();
        assertThat(export).contains("kind: Deployment").contains("name: web-nodeport").contains("nodePort: 30080")
                .doesNotContain("uid:").doesNotContain("managedFields").doesNotContain("status:").doesNotContain("clusterIP:")
                .doesNotContain("kind: ReplicaSet").doesNotContain("kube-system").doesNotContain("glassplane.dev/v1");
        send("DELETE", "/api/v1/namespaces/demo", "application/json", "");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() ->
                send("GET", "/api/v1/namespaces/demo", "application/json", "").statusCode() == 404);
        HttpResponse<String> imported = send("POST", "/glassplane/v1/import", "application/yaml", export);
        assertThat(imported.statusCode()).as(imported.body()).isEqualTo(200);
        assertThat(json(DEMO + "services/web-nodeport").path("spec").path("ports").path(0).path("nodePort").asInt()).isEqualTo(30080);
        send("POST", "/glassplane/v1/reset", "application/json", "");
    }

    @Test
    void whatKubectlPrintedComesInWithItsAddresses() throws Exception {
        String recorded = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: apps/v1
                  kind: ReplicaSet
                  metadata: {name: old-1, namespace: demo, uid: 11111111-1111-1111-1111-111111111111, resourceVersion: "7", generation: 3}
                  spec: {replicas: 1, selector: {matchLabels: {app: old}}, template: {metadata: {labels: {app: old}}, spec: {containers: [{name: c, image: i}]}}}
                  status: {replicas: 1}
                - apiVersion: v1
                  kind: Pod
                  metadata:
                    name: old-1-abcde
                    namespace: demo
                    labels: {app: old}
                    uid: 22222222-2222-2222-2222-222222222222
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: old-1, uid: 11111111-1111-1111-1111-111111111111, controller: true}]
                  spec: {nodeName: node-a, containers: [{name: c, image: i}]}
                  status: {phase: Running, podIP: 10.0.1.77, podIPs: [{ip: 10.0.1.77}]}
                """;
        HttpResponse<String> imported = send("POST", "/glassplane/v1/import", "application/yaml", recorded);
        assertThat(imported.body()).isEqualTo("{\"objects\":2}");
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(json(DEMO + "pods/old-1-abcde").path("metadata")
                .path("ownerReferences").path(0).path("uid")).isEqualTo(json("/apis/apps/v1/namespaces/demo/replicasets/old-1").path("metadata").path("uid")));
        assertThat(json(DEMO + "pods/old-1-abcde").path("status").path("podIP").asString()).isEqualTo("10.0.1.77");
        assertThat(json(DEMO + "pods?labelSelector=app%3Dold").path("items").size()).isEqualTo(1);
        send("POST", "/glassplane/v1/reset", "application/json", "");
    }

    @Test
    void aRefusedImportChangesNothing() throws Exception {
        HttpResponse<String> refused = send("POST", "/glassplane/v1/import", "application/yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: good, namespace: demo}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: bad, namespace: demo}
                spec: {ports: [{port: 99999}]}
                """);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("body, document 2 (Service demo/bad)").contains("spec.ports[0].port");
        assertThat(send("GET", DEMO + "configmaps/good", "application/json", "").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/glassplane/v1/import", "application/yaml", "a: [").body()).contains("body, document 1: line 1");
    }

    @Test
    void aSeedThatIsRefusedEndsTheStart() throws Exception {
        Files.writeString(folder.resolve("a.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: seeded}\n");
        Files.writeString(folder.resolve("b.yaml"), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: fine, namespace: seeded}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: wrong, namespace: seeded}
                spec: {containers: [{image: i}]}
                """);
        assertThatThrownBy(() -> new SpringApplicationBuilder(GlassplaneApplication.class)
                .run("--server.port=0", "--glassplane.nodes=", "--glassplane.demo-app=false", "--glassplane.seed-manifests=" + folder).close())
                .rootCause().hasMessageContaining("glassplane.seed-manifests: ").hasMessageContaining("b.yaml, document 2 (Pod seeded/wrong)")
                .hasMessageContaining("spec.containers[0].name: Required value");
        assertThatThrownBy(() -> new SpringApplicationBuilder(GlassplaneApplication.class)
                .run("--server.port=0", "--glassplane.nodes=", "--glassplane.seed-manifests=" + folder.resolve("absent")).close())
                .rootCause().hasMessageContaining("absent: expected a file or a folder of manifests, found neither");
    }
}
