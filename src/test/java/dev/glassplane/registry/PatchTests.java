package dev.glassplane.registry;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.store.Stored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PatchTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private final TestRegistry registry = new TestRegistry();
    private final Kind deployments = registry.kinds().named("deployments.apps");

    @BeforeEach
    void deployment() {
        registry.create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, finalizers: [a.example.com/x, b.example.com/y]}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                        - {name: a, image: a:1, env: [{name: X, value: "1"}, {name: Y, value: "2"}], command: [one, two]}
                        - {name: b, image: b:1}
                      volumes: [{name: v, emptyDir: {}}]
                """);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    private JsonNode strategic(String patch) {
        return apply(new Patch.StrategicMerge(YAML.readTree(patch)));
    }

    private JsonNode json(String operations) {
        return apply(new Patch.Json(YAML.readTree(operations)));
    }

    private JsonNode apply(Patch patch) {
        return registry.objects().patch(deployments, "shop", "web", patch, by()).object();
    }

    private static String names(JsonNode list) {
        return String.join(" ", list.valueStream().map(item -> item.path("name").asString()).toList());
    }

    @Test
    void strategicMergeFindsItemsByTheirKey() {
        JsonNode pod = strategic("spec: {template: {spec: {containers: [{name: b, image: b:2}, {name: c, image: c:1}]}}}").at("/spec/template/spec");
        assertThat(names(pod.path("containers"))).isEqualTo("a b c");
        assertThat(pod.at("/containers/1/image").asString()).isEqualTo("b:2");
        JsonNode nested = strategic("spec: {template: {spec: {containers: [{name: a, env: [{name: Y, value: \"3\"}]}]}}}");
        assertThat(nested.at("/spec/template/spec/containers/0/env").toString())
                .isEqualTo("[{\"name\":\"X\",\"value\":\"1\"},{\"name\":\"Y\",\"value\":\"3\"}]");
    }

    @Test
    void listsWithoutAKeyAreReplaced() {
        JsonNode pod = strategic("spec: {template: {spec: {containers: [{name: a, command: [three]}]}}}").at("/spec/template/spec");
        assertThat(pod.at("/containers/0/command").toString()).isEqualTo("[\"three\"]");
    }

    @Test
    void directivesDeleteAndReplace() {
        JsonNode deleted = strategic("spec: {template: {spec: {containers: [{name: a, $patch: delete}]}}}");
        assertThat(names(deleted.at("/spec/template/spec/containers"))).isEqualTo("b");
        JsonNode replaced = strategic("spec: {template: {spec: {containers: [{$patch: replace}, {name: z, image: z:1}]}}}");
        assertThat(names(replaced.at("/spec/template/spec/containers"))).isEqualTo("z");
        JsonNode whole = strategic("spec: {template: {spec: {volumes: [{name: v, $patch: replace, hostPath: {path: /x}}]}}}");
        assertThat(whole.at("/spec/template/spec/volumes/0").propertyNames()).containsExactlyInAnyOrder("name", "hostPath");
        assertThatThrownBy(() -> strategic("{$patch: destroy, spec: {}}")).hasMessageContaining("Unknown patch type found");
    }

    @Test
    void primitiveListsMergeAndLoseNamedValues() {
        JsonNode added = strategic("metadata: {finalizers: [c.example.com/z]}");
        assertThat(added.at("/metadata/finalizers")).hasSize(3);
        JsonNode removed = strategic("metadata: {$deleteFromPrimitiveList/finalizers: [a.example.com/x]}");
        assertThat(removed.at("/metadata/finalizers").toString()).isEqualTo("[\"b.example.com/y\",\"c.example.com/z\"]");
    }

    @Test
    void theOrderOfItemsCanBeSet() {
        JsonNode pod = strategic("spec: {template: {spec: {$setElementOrder/containers: [{name: b}, {name: n}, {name: a}], "
                + "containers: [{name: n, image: n:1}]}}}").at("/spec/template/spec");
        assertThat(names(pod.path("containers"))).isEqualTo("b n a");
    }

    @Test
    void retainedKeysClearTheOthers() {
        JsonNode spec = strategic("spec: {strategy: {$retainKeys: [type], type: Recreate}}").path("spec");
        assertThat(spec.path("strategy").toString()).isEqualTo("{\"type\":\"Recreate\"}");
        assertThat(apply(new Patch.StrategicMerge(yaml("{spec: {replicas: null}}"))).at("/spec/replicas").asInt()).isEqualTo(1);
    }

    @Test
    void itemsNeedTheirKey() {
        assertThatThrownBy(() -> strategic("spec: {template: {spec: {containers: [{image: x}]}}}"))
                .hasMessageContaining("does not contain declared merge key: name");
    }

    @Test
    void jsonPatchAppliesAllOrNothing() {
        JsonNode patched = json("""
                [{op: test, path: /spec/replicas, value: 1}, {op: replace, path: /spec/replicas, value: 4},
                 {op: add, path: /metadata/labels, value: {a: b}}, {op: remove, path: /spec/template/spec/containers/1}]""");
        assertThat(patched.at("/spec/replicas").asInt()).isEqualTo(4);
        assertThat(names(patched.at("/spec/template/spec/containers"))).isEqualTo("a");
        for (String bad : new String[] {"[{op: replace, path: /spec/replicas, value: 9}, {op: test, path: /spec/replicas, value: 1}]",
                "[{op: remove, path: /spec/nope}]", "[{op: replace, path: /spec/nope/x, value: 1}]", "[{op: jump, path: /spec}]"}) {
            assertThatThrownBy(() -> json(bad)).isInstanceOfSatisfying(ApiException.class, e -> {
                assertThat(e.code()).isEqualTo(422);
                assertThat(e.getMessage()).isEqualTo("the server rejected our request due to an error in our request");
            });
        }
        assertThat(registry.get("deployments.apps", "web").at("/spec/replicas").asInt()).isEqualTo(4);
    }

    @Test
    void aJsonPatchHasALimit() {
        ArrayNode operations = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i <= 10_000; i++) {
            operations.addObject().put("op", "test").put("path", "/spec/replicas").put("value", 1);
        }
        assertThatThrownBy(() -> apply(new Patch.Json(operations)))
                .hasMessage("Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001");
    }

    @Test
    void patchesAreDocumentsOfTheirKind() {
        assertThatThrownBy(() -> json("{a: b}")).hasMessageContaining("error decoding patch: json: cannot unmarshal object");
        assertThatThrownBy(() -> apply(new Patch.Merge(YAML.readTree("[1]")))).hasMessageContaining("cannot unmarshal array");
        assertThatThrownBy(() -> apply(new Patch.Merge(yaml("{metadata: {name: other}}"))))
                .hasMessage("the name of the object (other) does not match the name on the URL (web)");
    }

    @Test
    void scaleChangesReplicasOnly() {
        Patch patch = new Patch.Merge(yaml("{spec: {replicas: 7, paused: true}}"));
        Stored scaled = registry.objects().patch(deployments, "shop", "web", patch, by().on("scale"));
        assertThat(scaled.object().at("/spec/replicas").asInt()).isEqualTo(7);
        assertThat(scaled.object().path("spec").has("paused")).isFalse();
        assertThat(scaled.object().at("/metadata/generation").asInt()).isEqualTo(2);
        assertThatThrownBy(() -> registry.objects().patch(deployments, "shop", "web", new Patch.Merge(yaml("{spec: {replicas: -1}}")),
                by().on("scale"))).hasMessage("Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than "
                + "or equal to 0");
    }

    @Test
    void specAndStatusAreApart() {
        Stored status = registry.objects().patch(deployments, "shop", "web",
                new Patch.Merge(yaml("{spec: {replicas: 9}, status: {replicas: 1, readyReplicas: 1}}")), by().on("status"));
        assertThat(status.object().at("/spec/replicas").asInt()).isEqualTo(1);
        assertThat(status.object().at("/status/readyReplicas").asInt()).isEqualTo(1);
        assertThat(status.object().at("/metadata/generation").asInt()).isEqualTo(1);
        Stored spec = registry.merge("deployments.apps", "web", "{spec: {replicas: 9}, status: {replicas: 5}}");
        assertThat(spec.object().at("/status/replicas").asInt()).isEqualTo(1);
        assertThat(spec.object().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void aSemanticallyEqualPatchWritesNothing() {
        Stored before = registry.objects().get(deployments, "shop", "web").orElseThrow();
        apply(new Patch.StrategicMerge(yaml("{spec: {template: {spec: {terminationGracePeriodSeconds: 30, containers: [{name: a, image: 'a:1'}]}}}}")));
        assertThat(registry.log().current()).isEqualTo(before.revision());
    }
}
