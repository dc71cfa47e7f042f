package dev.glassplane.registry.write;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.dryRun;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.AnsweringKind;
import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.store.Revision;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What other modules add to the write path, and writers that get in each other's way. */
class ExtensionTests {

    private final TestRegistry registry = new TestRegistry(Map.of(), NoRed.class, Echo.class);

    @AfterEach
    void close() {
        registry.close();
    }

    static class NoRed implements Admission {
        @Override
        public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
            if (after.at("/data/colour").asString("").equals("red")) {
                FieldErrors errors = new FieldErrors();
                errors.invalid("data.colour", "red", before.isPresent() ? "may not become red" : "may not be red");
                errors.throwIfAny(kind, after.at("/metadata/name").asString());
            }
        }
    }

    static class Echo implements AnsweringKind {
        @Override
        public String resource() {
            return "packettraces.glassplane.dev";
        }

        @Override
        public ObjectNode answer(ObjectNode object) {
            if (object.has("status")) {
                throw ApiErrors.badRequest("a question has no status");
            }
            ObjectNode out = object.deepCopy();
            out.putObject("status").put("echo", true);
            return out;
        }
    }

    @Test
    void anAdmissionRefusesWrites() {
        assertThatThrownBy(() -> registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {colour: red}}"))
                .hasMessage("ConfigMap \"c\" is invalid: data.colour: Invalid value: \"red\": may not be red");
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {colour: blue}}");
        Revision before = registry.log().current();
        assertThatThrownBy(() -> registry.merge("configmaps", "c", "{data: {colour: red}}")).hasMessageContaining("may not become red");
        assertThatThrownBy(() -> registry.create(yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: d}, data: {colour: red}}"), dryRun()))
                .hasMessageContaining("may not be red");
        assertThat(registry.log().current()).isEqualTo(before);
    }

    @Test
    void oneOfManyModificationsIsNeverLost() throws Exception {
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {n: '0'}}");
        Kind configMaps = registry.kinds().named("configmaps");
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 100; i++) {
                executor.submit(() -> registry.objects().modify(configMaps, "shop", "c", "", object -> {
                    ObjectNode data = (ObjectNode) object.get("data");
                    return (ObjectNode) data.put("n", Integer.toString(Integer.parseInt(data.path("n").asString()) + 1)) == null ? null : object;
                }));
            }
        }
        assertThat(registry.get("configmaps", "c").at("/data/n").asString()).isEqualTo("100");
    }

    @Test
    void modifyingNothingWritesNothing() {
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}");
        Revision before = registry.log().current();
        Kind configMaps = registry.kinds().named("configmaps");
        assertThat(registry.objects().modify(configMaps, "shop", "c", "", object -> object)).isPresent();
        assertThat(registry.objects().modify(configMaps, "shop", "c", "", _ -> null)).isPresent();
        assertThat(registry.objects().modify(configMaps, "shop", "none", "", object -> object)).isEmpty();
        assertThat(registry.log().current()).isEqualTo(before);
    }

    @Test
    void dryRunsStoreNothing() {
        Revision before = registry.log().current();
        ObjectNode shown = registry.create(yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"), dryRun()).object();
        assertThat(shown.at("/metadata/uid").asString()).isNotEmpty();
        assertThat(registry.log().current()).isEqualTo(before);
        registry.create(yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: b}}"), by());
        ObjectNode changed = registry.update(yaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: c}}"), dryRun()).object();
        assertThat(changed.at("/data/a").asString()).isEqualTo("c");
        assertThat(registry.get("configmaps", "c").at("/data/a").asString()).isEqualTo("b");
    }

    @Test
    void aQuestionIsAnsweredAndNotStored() {
        Revision before = registry.log().current();
        Kind traces = registry.kinds().named("packettraces.glassplane.dev");
        assertThat(registry.kinds().verbs(traces)).containsExactly("create");
        ObjectNode question = yaml("{spec: {from: pod/a/b, to: '10.0.0.1:80'}, status: {echo: false}}");
        assertThat(registry.objects().create(traces, "", question, by()).object().at("/status/echo").asBoolean()).isTrue();
        assertThat(registry.log().current()).isEqualTo(before);
        assertThatThrownBy(() -> registry.objects().create(traces, "", yaml("{spec: {from: a}}"), by()))
                .hasMessageContaining("spec.to: Required value");
        assertThatThrownBy(() -> registry.objects().update(traces, "", "x", question, by()))
                .hasMessage("update is not supported on resources of kind \"packettraces.glassplane.dev\"");
    }
}
