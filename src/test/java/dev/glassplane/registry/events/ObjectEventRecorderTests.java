package dev.glassplane.registry.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.TestRegistry;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ObjectEventRecorderTests {

    private final TestRegistry registry = new TestRegistry();
    private final Kind pods = registry.kinds().named("pods");
    private final ObjectNode pod = registry.create("{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i}]}}")
            .object();

    @AfterEach
    void close() {
        registry.close();
    }

    private void record(String message) {
        registry.events().record(pods, pod, "kubelet", "node-a", EventRecorder.WARNING, "FailedCreatePodSandBox", message);
    }

    private List<Stored> events() {
        return registry.objects().list(registry.kinds().named("events")).objects();
    }

    @Test
    void anEventSaysWhatHappenedToWhom() {
        record("no address");
        ObjectNode event = events().getFirst().object();
        assertThat(event.at("/metadata/name").asString()).matches("p\\.[0-9a-f]+");
        assertThat(event.at("/metadata/namespace").asString()).isEqualTo("shop");
        assertThat(event.at("/involvedObject/uid")).isEqualTo(pod.at("/metadata/uid"));
        assertThat(event.at("/involvedObject/kind").asString()).isEqualTo("Pod");
        assertThat(event.at("/source").toString()).isEqualTo("{\"component\":\"kubelet\",\"host\":\"node-a\"}");
        assertThat(event.at("/type").asString()).isEqualTo("Warning");
        assertThat(event.at("/count").asInt()).isEqualTo(1);
        assertThat(event.at("/firstTimestamp").asString()).isEqualTo("2026-03-01T10:00:00Z");
    }

    @Test
    void aRepeatedEventIsQuietForTenMinutesAndThenCounted() {
        record("no address");
        var revision = registry.log().current();
        record("no address");
        registry.now = registry.now.plus(Duration.ofMinutes(9));
        record("no address");
        assertThat(registry.log().current()).isEqualTo(revision);
        registry.now = registry.now.plus(Duration.ofMinutes(1));
        record("no address");
        assertThat(events()).hasSize(1);
        assertThat(events().getFirst().object().at("/count").asInt()).isEqualTo(2);
        assertThat(events().getFirst().object().at("/lastTimestamp").asString()).isEqualTo("2026-03-01T10:10:00Z");
        record("another message");
        assertThat(events()).hasSize(2);
    }

    @Test
    void eventsOfClusterScopedObjectsLiveInDefault() {
        ObjectNode node = registry.create("{apiVersion: v1, kind: Node, metadata: {name: n}}").object();
        registry.events().record(registry.kinds().named("nodes"), node, "kubelet", "n", EventRecorder.NORMAL, "NodeReady", "ready");
        assertThat(events().getFirst().key().namespace()).isEqualTo("default");
    }

    @Test
    void anEventThatCannotBeStoredIsDropped() {
        ObjectNode gone = pod.deepCopy();
        ((ObjectNode) gone.get("metadata")).put("namespace", "nowhere");
        registry.events().record(pods, gone, "kubelet", "", EventRecorder.NORMAL, "Killing", "bye");
        assertThat(events()).isEmpty();
    }

    @Test
    void anEventThatWasDeletedIsWrittenAnew() {
        record("no address");
        registry.objects().delete(registry.kinds().named("events"), "shop", events().getFirst().key().name(), DeleteOptions.NOW);
        record("no address");
        assertThat(events()).hasSize(1);
    }
}
