package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** Ingresses as a user meets them: objects in, an address in the status, requests traced through the load balancer. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class IngressEndToEndTests extends EndToEnd {

    private static final String CLASSES = "/apis/networking.k8s.io/v1/ingressclasses";
    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/demo/ingresses";
    private static final String INGRESS = """
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: %1$s, annotations: {alb.ingress.kubernetes.io/scheme: internet-facing,
              alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/actions.old:
              '{"type":"redirect","redirectConfig":{"host":"new.example.com","statusCode":"HTTP_302"}}'}}, spec: {ingressClassName: %1$s, rules: [{host: shop.example.com,
              http: {paths: [{path: /old, pathType: Prefix, backend: {service: {name: old, port: {name: use-annotation}}}},
              {path: /web, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}}""";

    private JsonNode trace(String from, String path) throws Exception {
        return get("/glassplane/v1/trace?from=" + from + "&to=ingress/demo/" + path + "&headers=" + URLEncoder.encode("Host: shop.example.com", StandardCharsets.UTF_8));
    }

    private void serve(String name, String controller) throws Exception {
        String made = "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: " + name + "}, spec: {controller: " + controller + "}}";
        create(CLASSES, made);
        create(INGRESSES, INGRESS.formatted(name));
    }

    @Test
    void anAlbForwardsRedirectsAndGoesAway() throws Exception {
        serve("alb", "ingress.k8s.aws/alb");
        await().atMost(Duration.ofSeconds(30)).until(() -> get(INGRESSES + "/alb").path("status").path("loadBalancer").path("ingress").size() == 1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(trace("external", "alb/web/x").path("verdict").path("device").asString("")).startsWith("pod demo/web-"));
        JsonNode turned = trace("pod/demo/client", "alb/web/x");
        assertThat(turned.path("clientSees").asString("")).as("a pod by way of the internet gateway: %s", turned).isEqualTo("http-2xx");
        JsonNode redirected = trace("external", "alb/old");
        assertThat(redirected.path("answer").path("status").asInt()).isEqualTo(302);
        assertThat(redirected.path("answer").path("headers").toString()).contains("http://new.example.com:80/old");
        assertThat(trace("external", "alb/other").path("answer").path("status").asInt()).isEqualTo(404);
        assertThat(send("DELETE", INGRESSES + "/alb", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> send("GET", INGRESSES + "/alb", "").statusCode() == 404);
        assertThat(get("/apis/elbv2.k8s.aws/v1beta1/namespaces/demo/targetgroupbindings").path("items")).isEmpty();
    }

    @Test
    void aProxyInTheClusterServesItsClass() throws Exception {
        serve("inside", "glassplane.dev/ingress");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(trace("pod/demo/client", "inside/web/x").path("verdict").path("device").asString("")).startsWith("pod demo/web-"));
        assertThat(trace("pod/demo/client", "inside/other").path("answer").path("status").asInt()).isEqualTo(404);
        assertThat(send("DELETE", CLASSES + "/inside", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> send("GET", "/api/v1/namespaces/kube-system/services/inside-ingress", "").statusCode() == 404);
        send("DELETE", INGRESSES + "/inside", "");
    }
}
