package dev.glassplane.registry.write;

import static dev.glassplane.registry.TestRegistry.by;
import static dev.glassplane.registry.TestRegistry.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.DeleteOptions.Propagation;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.TestRegistry;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DeletionTests {

    private static final String POD = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {%s containers: [{name: c, image: i}]}}";

    private final TestRegistry registry = new TestRegistry();
    private final Objects objects = registry.objects();
    private final Kind pods = registry.kinds().named("pods");
    private final Kind namespaces = registry.kinds().named("namespaces");
    private final Kind configMaps = registry.kinds().named("configmaps");

    @AfterEach
    void close() {
        registry.close();
    }

    private static DeleteOptions with(Optional<Long> grace, Optional<Propagation> propagation, Optional<String> uid) {
        return new DeleteOptions(grace, propagation, uid, Optional.empty(), false);
    }

    @Test
    void anUnboundOrFinishedPodGoesAtOnce() {
        registry.create(POD.formatted(""));
        assertThat(objects.delete(pods, "shop", "p", DeleteOptions.DEFAULT).gone()).isTrue();
        registry.create(POD.formatted("nodeName: n,"));
        objects.modify(pods, "shop", "p", "status", pod -> {
            ((ObjectNode) pod.get("status")).put("phase", "Succeeded");
            return pod;
        });
        assertThat(objects.delete(pods, "shop", "p", DeleteOptions.DEFAULT).gone()).isTrue();
    }

    @Test
    void graceCanOnlyGetShorter() {
        registry.create(POD.formatted("nodeName: n, terminationGracePeriodSeconds: 60,"));
        objects.delete(pods, "shop", "p", with(Optional.of(20L), Optional.empty(), Optional.empty()));
        objects.delete(pods, "shop", "p", with(Optional.of(40L), Optional.empty(), Optional.empty()));
        ObjectNode metadata = (ObjectNode) registry.get("pods", "p").get("metadata");
        assertThat(metadata.path("deletionGracePeriodSeconds").asInt()).isEqualTo(20);
        assertThat(metadata.path("generation").asInt()).isEqualTo(2);
        objects.delete(pods, "shop", "p", with(Optional.of(5L), Optional.empty(), Optional.empty()));
        assertThat(registry.get("pods", "p").at("/metadata/deletionTimestamp").asString()).isEqualTo("2026-03-01T10:00:05Z");
    }

    @Test
    void propagationBecomesAFinalizer() {
        String manifest = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}";
        registry.create(manifest);
        objects.delete(configMaps, "shop", "c", with(Optional.empty(), Optional.of(Propagation.FOREGROUND), Optional.empty()));
        assertThat(registry.get("configmaps", "c").at("/metadata/finalizers").toString()).isEqualTo("[\"foregroundDeletion\"]");
        objects.delete(configMaps, "shop", "c", with(Optional.empty(), Optional.of(Propagation.ORPHAN), Optional.empty()));
        assertThat(registry.get("configmaps", "c").at("/metadata/finalizers").toString()).isEqualTo("[\"orphan\"]");
        assertThat(objects.delete(configMaps, "shop", "c", with(Optional.empty(), Optional.of(Propagation.BACKGROUND), Optional.empty())).gone())
                .isTrue();
    }

    @Test
    void preconditionsAreKept() {
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");
        String uid = registry.get("configmaps", "c").at("/metadata/uid").asString();
        assertThatThrownBy(() -> objects.delete(configMaps, "shop", "c", with(Optional.empty(), Optional.empty(), Optional.of("other"))))
                .hasMessage("Operation cannot be fulfilled on configmaps \"c\": the UID in the precondition (other) does not match the UID in "
                        + "record (" + uid + "). The object might have been deleted and then recreated");
        assertThatThrownBy(() -> objects.delete(configMaps, "shop", "none", DeleteOptions.DEFAULT)).hasMessage("configmaps \"none\" not found");
        assertThat(objects.get(configMaps, "shop", "c")).isPresent();
    }

    @Test
    void dryRunDeletesNothing() {
        registry.create("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}");
        assertThat(objects.delete(configMaps, "shop", "c",
                new DeleteOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true)).gone()).isTrue();
        assertThat(objects.get(configMaps, "shop", "c")).isPresent();
    }

    @Test
    void aNamespaceTerminatesUntilItIsFinalized() {
        ObjectNode created = registry.create("{apiVersion: v1, kind: Namespace, metadata: {name: going}}").object();
        assertThat(created.at("/metadata/labels/kubernetes.io~1metadata.name").asString()).isEqualTo("going");
        assertThat(created.at("/spec/finalizers").toString()).isEqualTo("[\"kubernetes\"]");
        assertThat(created.at("/status/phase").asString()).isEqualTo("Active");
        Objects.Deletion deletion = objects.delete(namespaces, "", "going", DeleteOptions.DEFAULT);
        assertThat(deletion.gone()).isFalse();
        assertThat(deletion.object().object().at("/status/phase").asString()).isEqualTo("Terminating");
        assertThatThrownBy(() -> objects.create(configMaps, "going", yaml("{metadata: {name: c}}"), by())).hasMessage("configmaps \"c\" is "
                + "forbidden: unable to create new content in namespace going because it is being terminated");
        objects.modify(namespaces, "", "going", "finalize", namespace -> {
            ((ObjectNode) namespace.get("spec")).remove("finalizers");
            return namespace;
        });
        assertThat(objects.get(namespaces, "", "going")).isEmpty();
    }

    @Test
    void someNamespacesLiveForEver() {
        assertThatThrownBy(() -> objects.delete(namespaces, "", "default", DeleteOptions.DEFAULT))
                .hasMessage("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void putsCreateLeasesAndEndpointsOnly() {
        registry.update("{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: l}, spec: {holderIdentity: me}}");
        registry.update("{apiVersion: v1, kind: Endpoints, metadata: {name: e}, subsets: [{addresses: [{ip: 10.0.0.1}], ports: [{port: 80}]}]}");
        assertThat(registry.get("endpoints", "e").at("/subsets/0/ports/0/protocol").asString()).isEqualTo("TCP");
        assertThatThrownBy(() -> registry.update("{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"))
                .hasMessage("configmaps \"c\" not found");
    }
}
