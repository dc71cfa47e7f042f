package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fabric8 client, as applications and operators use it. */
class Fabric8ClientTests extends ServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private KubernetesClient client;

    @BeforeEach
    void connect() {
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:" + port)
                .withNamespace(namespace).withAutoConfigure(false).build()).build();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private ConfigMap map(String name, String value) {
        return new ConfigMapBuilder().withNewMetadata().withName(name).addToLabels("app", "x").endMetadata().addToData("k", value).build();
    }

    @Test
    void objectsGoInAndOut() {
        Service service = client.services().resource(new ServiceBuilder().withNewMetadata().withName("web").endMetadata().withNewSpec()
                .addToSelector("app", "web").addNewPort().withPort(80).withNewTargetPort("http").endPort().endSpec().build()).create();
        assertThat(service.getSpec().getClusterIP()).startsWith("10.100.");
        assertThat(service.getSpec().getPorts().getFirst().getTargetPort().getStrVal()).isEqualTo("http");
        client.services().withName("web").edit(old -> new ServiceBuilder(old).editSpec().withSessionAffinity("ClientIP").endSpec().build());
        assertThat(client.services().withName("web").get().getSpec().getSessionAffinity()).isEqualTo("ClientIP");
        Pod pod = client.pods().resource(new PodBuilder().withNewMetadata().withName("p").endMetadata().withNewSpec().addNewContainer()
                .withName("c").withImage("i").endContainer().endSpec().build()).create();
        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(client.pods().withLabel("absent").list().getItems()).isEmpty();
        assertThat(client.services().withName("web").delete()).hasSize(1);
        assertThat(client.services().withName("web").get()).isNull();
    }

    @Test
    void serverSideApplyTellsOwnersApart() {
        ConfigMap applied = client.configMaps().resource(map("owned", "one")).fieldManager("first").serverSideApply();
        assertThat(applied.getMetadata().getManagedFields()).extracting("manager", "operation")
                .containsExactly(org.assertj.core.groups.Tuple.tuple("first", "Apply"));
        assertThatThrownBy(() -> client.configMaps().resource(map("owned", "two"))
                .patch(new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("second").withForce(false).build()))
                .isInstanceOf(KubernetesClientException.class).hasMessageContaining("conflict with \"first\": .data.k")
                .satisfies(e -> assertThat(((KubernetesClientException) e).getCode()).isEqualTo(409));
        ConfigMap forced = client.configMaps().resource(map("owned", "two")).fieldManager("second").forceConflicts().serverSideApply();
        assertThat(forced.getData()).isEqualTo(Map.of("k", "two"));
    }

    @Test
    void aWatchAndAnInformerSeeEverything() {
        List<String> watched = new CopyOnWriteArrayList<>();
        List<String> informed = new CopyOnWriteArrayList<>();
        client.configMaps().resource(map("before", "1")).create();
        try (Watch watch = client.configMaps().withLabel("app", "x").watch(new Recorder(watched));
             SharedIndexInformer<ConfigMap> informer = client.configMaps().withLabel("app", "x").inform(new Informed(informed))) {
            assertThat(informer.hasSynced()).isTrue();
            client.configMaps().resource(map("a", "1")).create();
            client.configMaps().withName("a").edit(old -> new ConfigMapBuilder(old).addToData("k", "2").build());
            client.configMaps().withName("a").delete();
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(informed)
                    .containsExactly("add before", "add a", "update a", "delete a"));
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(watched)
                    .containsSubsequence("ADDED a", "MODIFIED a", "DELETED a"));
            assertThat(informer.getStore().list()).extracting(each -> each.getMetadata().getName()).containsExactly("before");
        }
    }

    private record Recorder(List<String> seen) implements Watcher<ConfigMap> {
        @Override
        public void eventReceived(Action action, ConfigMap map) {
            seen.add(action + " " + map.getMetadata().getName());
        }

        @Override
        public void onClose(WatcherException cause) {
            seen.add("closed " + cause);
        }
    }

    private record Informed(List<String> seen) implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap map) {
            seen.add("add " + map.getMetadata().getName());
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            seen.add("update " + after.getMetadata().getName());
        }

        @Override
        public void onDelete(ConfigMap map, boolean unknown) {
            seen.add("delete " + map.getMetadata().getName());
        }
    }
}
