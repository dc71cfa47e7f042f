package dev.glassplane.registry.write;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.strict;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.store.Stored;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RegistryObjectsTests {

    private static final String CONFIG = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: x}}";

    private final TestRegistry registry = new TestRegistry();
    private final Objects objects = registry.objects();
    private final Kind configMaps = registry.kinds().named("configmaps");
    private final Kind pods = registry.kinds().named("pods");

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aNewObjectGetsItsIdentity() {
        ObjectNode metadata = (ObjectNode) registry.create(CONFIG).object().get("metadata");
        assertThat(metadata.path("uid").asString()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(metadata.path("creationTimestamp").asString()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(metadata.path("namespace").asString()).isEqualTo("shop");
        assertThat(metadata.path("resourceVersion").asString()).isEqualTo(registry.log().current().toString());
        assertThat(metadata.has("generation")).isFalse();
    }

    @Test
    void identitiesFollowFromTheSeedButNeverRepeat() {
        String uid = registry.create(CONFIG).object().path("metadata").path("uid").asString();
        objects.delete(configMaps, "shop", "c", DeleteOptions.DEFAULT);
        String next = registry.create(CONFIG).object().path("metadata").path("uid").asString();
        assertThat(next).isNotEqualTo(uid);
        try (TestRegistry other = new TestRegistry()) {
            assertThat(other.create(CONFIG).object().path("metadata").path("uid").asString()).isEqualTo(uid);
        }
    }

    @Test
    void generatedNamesHaveFiveUnambiguousCharacters() {
        String manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {generateName: web-}}";
        String first = registry.create(manifest).key().name();
        String second = registry.create(manifest).key().name();
        assertThat(first).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}").isNotEqualTo(second);
    }

    @Test
    void aWriteThatChangesNothingIsNotMade() {
        Stored created = registry.create(CONFIG);
        Stored updated = registry.update(created.object().deepCopy(), by());
        assertThat(updated.revision()).isEqualTo(created.revision());
        assertThat(registry.log().current()).isEqualTo(created.revision());
    }

    @Test
    void aStaleResourceVersionIsAConflict() {
        ObjectNode stale = registry.create(CONFIG).object().deepCopy();
        registry.merge("configmaps", "c", "{data: {a: y}}");
        ((ObjectNode) stale.get("data")).put("a", "z");
        assertThatThrownBy(() -> registry.update(stale, by())).hasMessage("Operation cannot be fulfilled on configmaps \"c\": the object "
                + "has been modified; please apply your changes to the latest version and try again")
                .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(409));
        assertThat(registry.get("configmaps", "c").path("data").path("a").asString()).isEqualTo("y");
    }

    @Test
    void namesAndNamespacesMustFitTheUrl() {
        registry.create(CONFIG);
        assertThatThrownBy(() -> objects.update(configMaps, "shop", "d", yaml(CONFIG), by()))
                .hasMessage("the name of the object (c) does not match the name on the URL (d)");
        assertThatThrownBy(() -> objects.create(configMaps, "default", yaml("{metadata: {name: c, namespace: shop}}"), by()))
                .hasMessage("the namespace of the provided object does not match the namespace sent on the request");
        assertThatThrownBy(() -> objects.create(configMaps, "nowhere", yaml("{metadata: {name: c}}"), by()))
                .hasMessage("namespaces \"nowhere\" not found");
        assertThatThrownBy(() -> registry.create(CONFIG)).hasMessage("configmaps \"c\" already exists");
    }

    @Test
    void wrongTypesAreNamedAsGoNamesThem() {
        assertThatThrownBy(() -> registry.create("""
                {apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: "http"}]}}"""))
                .hasMessage("Service in version \"v1\" cannot be handled as a Service: json: cannot unmarshal string into Go struct field "
                        + "ServicePort.spec.ports.port of type int32");
    }

    @Test
    void unknownFieldsAreRefusedWarnedAboutOrDropped() {
        ObjectNode manifest = yaml("{apiVersion: v1, kind: Service, metadata: {name: s, labelz: {}}, spec: {foo: 1, ports: [{port: 80, bar: 2}]}}");
        assertThatThrownBy(() -> registry.create(manifest, strict()))
                .hasMessage("Service in version \"v1\" cannot be handled as a Service: strict decoding error: unknown field \"metadata.labelz\", "
                        + "unknown field \"spec.foo\", unknown field \"spec.ports[0].bar\"");
        Stored created = registry.create(manifest, registry.warning());
        assertThat(registry.warnings).containsExactly("unknown field \"metadata.labelz\"", "unknown field \"spec.foo\"",
                "unknown field \"spec.ports[0].bar\"");
        assertThat(created.object().path("spec").has("foo")).isFalse();
    }

    @Test
    void aBoundPodStaysUntilItsGraceIsTakenAway() {
        registry.create("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n, containers: [{name: c, image: i}]}}");
        Objects.Deletion first = objects.delete(pods, "shop", "p", DeleteOptions.DEFAULT);
        assertThat(first.gone()).isFalse();
        assertThat(first.object().object().path("metadata").path("deletionTimestamp").asString()).isEqualTo("2026-03-01T10:00:30Z");
        assertThat(objects.delete(pods, "shop", "p", DeleteOptions.DEFAULT).gone()).isFalse();
        assertThat(objects.delete(pods, "shop", "p", DeleteOptions.NOW).gone()).isTrue();
        assertThat(objects.get(pods, "shop", "p")).isEmpty();
    }

    @Test
    void finalizersKeepAnObjectUntilTheLastIsGone() {
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: f, finalizers: [example.com/hold]}}");
        assertThat(objects.delete(configMaps, "shop", "f", DeleteOptions.DEFAULT).gone()).isFalse();
        assertThatThrownBy(() -> registry.merge("configmaps", "f", "{metadata: {finalizers: [example.com/hold, example.com/more]}}"))
                .hasMessageContaining("metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted");
        registry.merge("configmaps", "f", "{metadata: {finalizers: null}}");
        assertThat(objects.get(configMaps, "shop", "f")).isEqualTo(Optional.empty());
    }

    @Test
    void onlyBindingSetsANode() {
        registry.create("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}");
        assertThatThrownBy(() -> registry.merge("pods", "p", "{spec: {nodeName: n}}")).hasMessageStartingWith(
                "Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
        Patch patch = new Patch.Merge(yaml("{spec: {nodeName: n}}"));
        ObjectNode bound = objects.patch(pods, "shop", "p", patch, by().on("binding")).object();
        assertThat(bound.at("/spec/nodeName").asString()).isEqualTo("n");
        assertThat(bound.at("/status/conditions/0/type").asString()).isEqualTo("PodScheduled");
        assertThat(bound.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThatThrownBy(() -> objects.patch(pods, "shop", "p", patch, by().on("binding")))
                .hasMessage("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n\"");
    }
}
