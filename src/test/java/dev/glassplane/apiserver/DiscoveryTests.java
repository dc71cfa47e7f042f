package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What clients ask before they ask for objects: discovery, OpenAPI, version, health, kubeconfig. */
class DiscoveryTests extends ServerTest {

    private static final String V2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final String V2_BETA = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

    @Autowired
    private Kinds kinds;

    private static JsonNode named(JsonNode list, String field, String value) {
        return StreamSupport.stream(list.spliterator(), false).filter(entry -> entry.path(field).asString("").equals(value)).findFirst()
                .orElseThrow(() -> new AssertionError("no " + field + " " + value + " in " + list));
    }

    @Test
    void theRoots() {
        assertThat(get("/api").json().path("versions").path(0).asString()).isEqualTo("v1");
        JsonNode apps = named(get("/apis").json().path("groups"), "name", "apps");
        assertThat(apps.path("preferredVersion").path("groupVersion").asString()).isEqualTo("apps/v1");
        assertThat(get("/apis/apps").json().path("kind").asString()).isEqualTo("APIGroup");
        assertThat(get("/apis/").code()).isEqualTo(200);
        assertThat(post("/apis", "{}").code()).isEqualTo(405);
    }

    @Test
    void everyKindIsListed() {
        for (Kind kind : kinds.all()) {
            String path = kind.group().isEmpty() ? "/api/v1" : "/apis/" + kind.apiVersion();
            JsonNode resource = named(get(path).json().path("resources"), "name", kind.plural());
            assertThat(resource.path("kind").asString()).isEqualTo(kind.name());
            assertThat(resource.path("namespaced").asBoolean()).isEqualTo(kind.namespaced());
            assertThat(resource.path("verbs").size()).isEqualTo(kinds.verbs(kind).size());
        }
    }

    @Test
    void pods() {
        JsonNode resources = get("/api/v1").json().path("resources");
        JsonNode pods = named(resources, "name", "pods");
        assertThat(pods.path("shortNames").toString()).isEqualTo("[\"po\"]");
        assertThat(pods.path("categories").toString()).isEqualTo("[\"all\"]");
        assertThat(named(resources, "name", "pods/status").path("verbs").toString()).isEqualTo("[\"get\",\"patch\",\"update\"]");
        JsonNode eviction = named(resources, "name", "pods/eviction");
        assertThat(eviction.path("group").asString() + "/" + eviction.path("version").asString()).isEqualTo("policy/v1");
        assertThat(named(get("/apis/apps/v1").json().path("resources"), "name", "deployments/scale").path("kind").asString()).isEqualTo("Scale");
    }

    @Test
    void aggregated() {
        for (String version : List.of("v2", "v2beta1")) {
            Reply reply = get("/apis", "Accept", (version.equals("v2") ? V2 + "," : "") + V2_BETA + ",application/json");
            assertThat(reply.header("Content-Type")).isEqualTo(
                    "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList");
            assertThat(reply.json().path("apiVersion").asString()).isEqualTo("apidiscovery.k8s.io/" + version);
            JsonNode apps = reply.json().path("items").valueStream()
                    .filter(group -> group.path("metadata").path("name").asString("").equals("apps")).findFirst().orElseThrow();
            JsonNode deployments = named(apps.path("versions").path(0).path("resources"), "resource", "deployments");
            assertThat(deployments.path("scope").asString()).isEqualTo("Namespaced");
            assertThat(named(deployments.path("subresources"), "subresource", "scale").path("responseKind").path("kind").asString())
                    .isEqualTo("Scale");
            assertThat(get("/apis", "Accept", V2, "If-None-Match", get("/apis", "Accept", V2).header("ETag")).code()).isEqualTo(304);
        }
        JsonNode core = get("/api", "Accept", V2).json();
        named(core.path("items").path(0).path("versions").path(0).path("resources"), "resource", "pods");
        assertThat(get("/api", "Accept", "application/json," + V2).json().path("kind").asString()).isEqualTo("APIVersions");
    }

    @Test
    void openApiNamesEveryPatchThatClientsLookFor() {
        JsonNode index = get("/openapi/v3").json().path("paths");
        String url = index.path("apis/apps/v1").path("serverRelativeURL").asString();
        assertThat(url).startsWith("/openapi/v3/apis/apps/v1?hash=");
        JsonNode document = get(url).json();
        JsonNode patch = document.path("paths").path("/apis/apps/v1/namespaces/{namespace}/deployments/{name}").path("patch");
        assertThat(patch.path("x-kubernetes-group-version-kind").toString())
                .isEqualTo("{\"group\":\"apps\",\"version\":\"v1\",\"kind\":\"Deployment\"}");
        named(patch.path("parameters"), "name", "fieldValidation");
        assertThat(index.has("api/v1")).isTrue();
        assertThat(get("/openapi/v3/api/v1", "If-None-Match", get("/openapi/v3/api/v1").header("ETag")).code()).isEqualTo(304);
    }

    @Test
    void openApiOperationsHaveNamesOfTheirOwnAndReferToSchemasThatAreThere() {
        get("/openapi/v3").json().path("paths").properties().forEach(entry -> {
            JsonNode document = get(entry.getValue().path("serverRelativeURL").asString()).json();
            List<String> ids = document.path("paths").valueStream().flatMap(JsonNode::valueStream)
                    .filter(operation -> operation.has("operationId")).map(operation -> operation.path("operationId").asString()).toList();
            assertThat(ids).as(entry.getKey()).doesNotHaveDuplicates();
            assertThat(document.findValuesAsString("$ref")).allSatisfy(reference -> assertThat(document.path("components").path("schemas")
                    .has(reference.substring("#/components/schemas/".length()))).as(reference).isTrue());
        });
    }

    @Test
    void openApiV2ReferToDefinitionsThatAreThere() {
        JsonNode document = get("/openapi/v2").json();
        assertThat(document.path("swagger").asString()).isEqualTo("2.0");
        assertThat(document.findValuesAsString("$ref")).isNotEmpty().allSatisfy(reference ->
                assertThat(document.path("definitions").has(reference.substring("#/definitions/".length()))).as(reference).isTrue());
        Reply protobuf = get("/openapi/v2", "Accept", "application/com.github.proto-openapi.spec.v2@v1.0+protobuf");
        assertThat(protobuf.header("Content-Type")).startsWith("application/com.github.proto-openapi");
        assertThat(protobuf.text()).contains("io.k8s.api.core.v1.Pod");
    }

    @Test
    void versionAndHealth() {
        assertThat(get("/version").json().path("gitVersion").asString()).startsWith("v1.36.0-eks-");
        assertThat(get("/version/").code()).isEqualTo(200);
        assertThat(get("/healthz").text()).isEqualTo("ok");
        assertThat(get("/livez?verbose").text()).isEqualTo("[+]ping ok\nlivez check passed\n");
        assertThat(get("/readyz/ping").text()).isEqualTo("ok");
        assertThat(get("/readyz/absent").code()).isEqualTo(404);
    }

    @Test
    void kubeconfig() {
        Reply reply = get("/kubeconfig");
        assertThat(reply.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(reply.text()).contains("server: http://127.0.0.1:" + port + "\n").contains("current-context: glassplane");
    }
}
