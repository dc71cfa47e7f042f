package dev.glassplane.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** An operator of the Java Operator SDK against this server, from its definition to its finalizer. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"glassplane.nodes=", "glassplane.demo-app=false"})
class JavaOperatorSdkTests {

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: webapps.operator.example}
            spec:
              group: operator.example
              scope: Namespaced
              names: {plural: webapps, singular: webapp, kind: WebApp}
              versions:
              - name: v1
                served: true
                storage: true
                subresources: {status: {}}
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        x-kubernetes-validations: [{rule: self.port > 0, message: a port is needed}]
                        properties: {message: {type: string}, port: {type: integer}}
                      status:
                        type: object
                        properties: {clusterIp: {type: string}, observedGeneration: {type: integer}}
            """;
    private static final Duration LONG = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Test
    void anOperatorWorks() {
        Config config = Config.empty();
        config.setMasterUrl("http://127.0.0.1:" + port);
        try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
            client.load(new ByteArrayInputStream(DEFINITION.getBytes(StandardCharsets.UTF_8))).create();
            WebAppReconciler reconciler = new WebAppReconciler();
            Operator operator = new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
            operator.register(reconciler);
            operator.start();
            try {
                work(client, reconciler);
            } finally {
                operator.stop();
            }
        }
    }

    private static void work(KubernetesClient client, WebAppReconciler reconciler) {
        WebApp app = new WebApp();
        app.setMetadata(new ObjectMetaBuilder().withName("hello").withNamespace("default").build());
        WebApp.Spec spec = new WebApp.Spec();
        spec.setMessage("one");
        spec.setPort(80);
        app.setSpec(spec);
        client.resource(app).create();
        Awaitility.await().atMost(LONG).untilAsserted(() -> {
            WebApp seen = client.resources(WebApp.class).inNamespace("default").withName("hello").get();
            assertThat(seen.getMetadata().getFinalizers()).containsExactly("webapps.operator.example/finalizer");
            assertThat(seen.getStatus().getClusterIp()).isEqualTo(client.services().inNamespace("default").withName("hello").get().getSpec().getClusterIP());
        });
        client.resources(WebApp.class).inNamespace("default").withName("hello").edit(each -> {
            each.getSpec().setMessage("two");
            return each;
        });
        Awaitility.await().atMost(LONG).untilAsserted(() ->
                assertThat(client.configMaps().inNamespace("default").withName("hello").get().getData()).containsEntry("message", "two"));
        client.configMaps().inNamespace("default").withName("hello").delete();
        Awaitility.await("the informer sees that the ConfigMap is gone").atMost(LONG).untilAsserted(() ->
                assertThat(client.configMaps().inNamespace("default").withName("hello").get()).isNotNull());
        client.resources(WebApp.class).inNamespace("default").withName("hello").delete();
        Awaitility.await().atMost(LONG).untilAsserted(() -> {
            assertThat(client.resources(WebApp.class).inNamespace("default").withName("hello").get()).isNull();
            assertThat(client.services().inNamespace("default").withName("hello").get()).as("garbage collected").isNull();
        });
        assertThat(reconciler.cleaned).hasPositiveValue();
    }
}
