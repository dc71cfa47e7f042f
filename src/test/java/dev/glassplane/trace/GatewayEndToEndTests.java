package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** A Gateway as a user meets it: objects in, an address in the status, requests traced through the load balancer and the proxy. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class GatewayEndToEndTests extends EndToEnd {

    private static final String API = "/apis/gateway.networking.k8s.io/v1/namespaces/demo/";
    private static final String GATEWAY = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: shop}, spec: {gatewayClassName: glassplane,
              infrastructure: {annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}}, listeners: [{name: http, port: 80, protocol: HTTP}]}}""";
    private static final String ROUTE = """
            {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: shop}, spec: {parentRefs: [{name: shop}], hostnames: [shop.example.com], rules: [
              {matches: [{path: {value: /old}}], filters: [{type: RequestRedirect, requestRedirect: {hostname: new.example.com, statusCode: 301}}]},
              {matches: [{path: {value: /half}}], backendRefs: [{name: web, port: 80}, {name: absent, port: 80}]},
              {matches: [{path: {value: /web}}], filters: [{type: URLRewrite, urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /}}}], backendRefs: [{name: web, port: 80}]}]}}""";

    private JsonNode trace(String from, String path, String more) throws Exception {
        return get("/glassplane/v1/trace?from=" + from + "&to=gateway/demo/shop/" + path + "&headers=" + URLEncoder.encode("Host: shop.example.com", StandardCharsets.UTF_8) + more);
    }

    @Test
    void aGatewayServesItsRoutesAndGoesAway() throws Exception {
        for (String object : new String[] {"gateways " + GATEWAY, "httproutes " + ROUTE}) {
            String[] parts = object.split(" ", 2);
            HttpResponse<String> made = send("POST", API + parts[0], parts[1]);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        }
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(get(API + "gateways/shop").at("/status/addresses/0/value").asString("")).endsWith(".amazonaws.com"));
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
                assertThat(trace("external", "web/x", "").path("verdict").path("device").asString("")).startsWith("pod demo/web-"));
        JsonNode inside = trace("pod/demo/client", "web/x", "");
        assertThat(inside.toString()).contains("HTTPRoute demo/shop rules[2]", "hears", "GET");
        JsonNode redirected = trace("pod/demo/client", "old/1", "");
        assertThat(redirected.path("answer").path("status").asInt()).isEqualTo(301);
        assertThat(redirected.path("answer").path("headers").toString()).contains("http://new.example.com/old/1");
        assertThat(trace("pod/demo/client", "other", "").path("answer").path("status").asInt()).isEqualTo(404);
        assertThat(trace("pod/demo/client", "half", "&paths=all").toString()).as("half of the requests").contains("BackendNotFound", "1/2");
        assertThat(send("DELETE", API + "gateways/shop", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> send("GET", "/api/v1/namespaces/demo/services/shop-glassplane", "").statusCode() == 404);
        await().atMost(Duration.ofSeconds(30)).until(() -> get(API + "httproutes/shop").path("status").path("parents").isEmpty());
        send("DELETE", API + "httproutes/shop", "");
    }
}
