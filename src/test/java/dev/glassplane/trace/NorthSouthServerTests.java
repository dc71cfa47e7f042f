package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Manifests in, a trace out: an ALB, an NLB and a Gateway on a fresh server with the demo cluster. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class NorthSouthServerTests {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void start() throws Exception {
        await().atMost(Duration.ofSeconds(90)).until(() -> send(request("/readyz")).statusCode() == 200);
        assertThat(send(request("/glassplane/v1/reset").POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isLessThan(300);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void create(String path, String yaml) throws Exception {
        HttpResponse<String> response = send(request(path).header("Content-Type", "application/yaml").POST(HttpRequest.BodyPublishers.ofString(yaml)));
        assertThat(response.statusCode()).as(response.body()).isIn(201, 409);
    }

    private JsonNode trace(String query) throws Exception {
        return JsonMapper.shared().readTree(send(request("/glassplane/v1/trace?" + query)).body());
    }

    /** @return the trace, once it arrives */
    private JsonNode arrives(String query) {
        return await().atMost(PATIENCE).until(() -> trace(query), answer -> answer.path("verdict").path("outcome").asString("").equals("DELIVERED")
                && !answer.path("clientSees").asString("").equals("timeout"));
    }

    @Test
    void anIngressWithAnAlb() throws Exception {
        create("/apis/networking.k8s.io/v1/ingressclasses", "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: alb}, spec: {controller: ingress.k8s.aws/alb}}");
        create("/apis/networking.k8s.io/v1/namespaces/demo/ingresses", """
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: shop, namespace: demo, annotations: {alb.ingress.kubernetes.io/scheme: internet-facing, alb.ingress.kubernetes.io/target-type: ip}}
                spec: {ingressClassName: alb, rules: [{http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
                """);

        JsonNode answer = arrives("from=external&to=ingress/demo/shop/api/x");

        assertThat(answer.path("clientSees").asString("")).isEqualTo("http-2xx");
        assertThat(answer.path("paths").get(0).path("connections")).hasSize(2);
        assertThat(trace("from=external&to=ingress/demo/shop/other").path("answer").path("status").intValue()).isEqualTo(404);
        assertThat(send(request("/glassplane/v1/loadbalancers").header("Accept", "text/plain")).body()).contains("Ingress demo/shop").contains("/api/*");
    }

    @Test
    void aServiceWithAnNlb() throws Exception {
        create("/api/v1/namespaces/demo/services", """
                apiVersion: v1
                kind: Service
                metadata:
                  name: nlb
                  namespace: demo
                  annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing, service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true}
                spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
                """);

        JsonNode answer = arrives("from=external&to=service/demo/nlb");

        assertThat(answer.path("clientSees").asString("")).isEqualTo("connected");
        assertThat(answer.path("paths").get(0).path("hops").toString()).contains("\"kind\":\"lb\"");
    }

    @Test
    void aGatewayInTheCluster() throws Exception {
        create("/apis/gateway.networking.k8s.io/v1/namespaces/demo/gateways",
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: demo}
                spec:
                  gatewayClassName: glassplane
                  infrastructure: {annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing}}
                  listeners: [{name: http, port: 80, protocol: HTTP}]
                """);
        create("/apis/gateway.networking.k8s.io/v1/namespaces/demo/httproutes", """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: shop, namespace: demo}
                spec: {parentRefs: [{name: edge}], hostnames: [shop.example.com], rules: [{matches: [{path: {type: PathPrefix, value: /api}}], backendRefs: [{name: web, port: 80}]}]}
                """);

        JsonNode answer = arrives("from=pod/demo/client&to=gateway/demo/edge/api/x");

        assertThat(answer.path("clientSees").asString("")).isEqualTo("http-2xx");
        JsonNode byName = arrives("from=external&to=http://shop.example.com/api");
        assertThat(byName.path("assumptions").toString()).contains("ASSUMED_DNS_RECORD");
        assertThat(byName.path("paths").get(0).path("connections")).hasSize(2);
    }
}
