package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.Discovery;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official Java client, whose models refuse what they do not know. */
class OfficialJavaClientTests extends ServerTest {

    private ApiClient client;
    private CoreV1Api core;

    @BeforeEach
    void connect() {
        client = Config.fromUrl("http://127.0.0.1:" + port, false).setReadTimeout(0);
        core = new CoreV1Api(client);
    }

    private static V1ConfigMap map(String name, String value) {
        return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).data(Map.of("k", value));
    }

    @Test
    void objectsGoInAndOut() throws Exception {
        V1Service service = core.createNamespacedService(namespace, new V1Service().metadata(new V1ObjectMeta().name("web"))
                .spec(new V1ServiceSpec().selector(Map.of("a", "b"))
                        .addPortsItem(new V1ServicePort().port(80).targetPort(new IntOrString("http"))))).execute();
        assertThat(service.getSpec().getClusterIP()).startsWith("10.100.");
        service.getSpec().setSessionAffinity("ClientIP");
        assertThat(core.replaceNamespacedService("web", namespace, service).execute().getSpec().getSessionAffinity()).isEqualTo("ClientIP");
        assertThat(core.listNamespacedService(namespace).execute().getItems()).hasSize(1);
        assertThat(core.listNode().execute().getKind()).isEqualTo("NodeList");
        assertThat(core.listEventForAllNamespaces().execute().getItems()).isNotNull();
        assertThatThrownBy(() -> core.readNamespacedService("absent", namespace).execute()).isInstanceOf(ApiException.class)
                .satisfies(e -> assertThat(((ApiException) e).getCode()).isEqualTo(404));
        assertThat(new Discovery(client).findAll()).extracting("resourcePlural").contains("services", "deployments");
    }

    @Test
    void serverSideApply() throws Exception {
        String config = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"owned\"},\"data\":{\"k\":\"v\"}}";
        V1ConfigMap applied = PatchUtils.patch(V1ConfigMap.class, () -> core.patchNamespacedConfigMap("owned", namespace, new V1Patch(config))
                .fieldManager("java").force(true).buildCall(null), V1Patch.PATCH_FORMAT_APPLY_YAML, client);
        assertThat(applied.getData()).isEqualTo(Map.of("k", "v"));
        // This client drops what it reads of managedFields.
        assertThat(get(configMaps() + "/owned").json().path("metadata").path("managedFields").path(0).path("manager").asString()).isEqualTo("java");
    }

    @Test
    void anInformerSeesEverything() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        core.createNamespacedConfigMap(namespace, map("before", "1")).execute();
        SharedInformerFactory factory = new SharedInformerFactory(client);
        GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> api =
                new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
        SharedIndexInformer<V1ConfigMap> informer = factory.sharedIndexInformerFor(api, V1ConfigMap.class, 0, namespace);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1ConfigMap map) {
                seen.add("add " + map.getMetadata().getName());
            }

            @Override
            public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
                seen.add("update " + after.getMetadata().getName());
            }

            @Override
            public void onDelete(V1ConfigMap map, boolean unknown) {
                seen.add("delete " + map.getMetadata().getName());
            }
        });
        factory.startAllRegisteredInformers();
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> seen.contains("add before"));
            core.createNamespacedConfigMap(namespace, map("a", "1")).execute();
            core.replaceNamespacedConfigMap("a", namespace, map("a", "2")).execute();
            core.deleteNamespacedConfigMap("a", namespace).execute();
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                    assertThat(seen).containsSubsequence("add a", "update a", "delete a"));
        } finally {
            factory.stopAllRegisteredInformers();
        }
    }
}
