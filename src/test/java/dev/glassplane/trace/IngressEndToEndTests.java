package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Ingresses as a user meets them: objects in, an address in the status, requests traced through the load balancer. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class IngressEndToEndTests {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final String CLASSES = "/apis/networking.k8s.io/v1/ingressclasses";
    private static final String INGRESSES = "/apis/networking.k8s.io/v1/namespaces/demo/ingresses";
    private static final String INGRESS = """
            {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: %1$s, annotations: {alb.ingress.kubernetes.io/scheme: internet-facing,
              alb.ingress.kubernetes.io/target-type: ip, alb.ingress.kubernetes.io/actions.old:
              '{"type":"redirect","redirectConfig":{"host":"new.example.com","statusCode":"HTTP_302"}}'}}, spec: {ingressClassName: %1$s, rules: [{host: shop.example.com,
              http: {paths: [{path: /old, pathType: Prefix, backend: {service: {name: old, port: {name: use-annotation}}}},
              {path: /web, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}}""";

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void waitUntilReadyAndClean() throws Exception {
        await().atMost(Duration.ofSeconds(90)).until(() -> send("GET", "/readyz", "").statusCode() == 200);
        assertThat(send("POST", "/glassplane/v1/reset", "{}").statusCode()).as("other tests use the same server").isEqualTo(200);
    }

    private HttpResponse<String> send(String method, String path, String yaml) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).method(method, yaml.isEmpty()
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(new YAMLMapper().readTree(yaml).toString()));
        return CLIENT.send(request.header("Content-Type", "application/json").build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        return JsonMapper.shared().readTree(send("GET", path, "").body());
    }

    private JsonNode trace(String from, String path) throws Exception {
        return get("/glassplane/v1/trace?from=" + from + "&to=ingress/demo/" + path + "&headers=" + URLEncoder.encode("Host: shop.example.com", StandardCharsets.UTF_8));
    }

    private void create(String name, String controller) throws Exception {
        String made = "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: " + name + "}, spec: {controller: " + controller + "}}";
        assertThat(send("POST", CLASSES, made).statusCode()).isEqualTo(201);
        HttpResponse<String> response = send("POST", INGRESSES, INGRESS.formatted(name));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }

    @Test
    void anAlbForwardsRedirectsAndGoesAway() throws Exception {
        create("alb", "ingress.k8s.aws/alb");
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
        create("inside", "glassplane.dev/ingress");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(trace("pod/demo/client", "inside/web/x").path("verdict").path("device").asString("")).startsWith("pod demo/web-"));
        assertThat(trace("pod/demo/client", "inside/other").path("answer").path("status").asInt()).isEqualTo(404);
        assertThat(send("DELETE", CLASSES + "/inside", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> send("GET", "/api/v1/namespaces/kube-system/services/inside-ingress", "").statusCode() == 404);
        send("DELETE", INGRESSES + "/inside", "");
    }
}
