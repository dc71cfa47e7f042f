package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** Services of type LoadBalancer as a user meets them: a class by default, a name, targets that become healthy as time goes on, pods that wait for that. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"glassplane.load-balancer-class=service.k8s.aws/nlb", "glassplane.clock=virtual"})
class ServiceEndToEndTests extends EndToEnd {

    private static final String SERVICES = "/api/v1/namespaces/demo/services";
    private static final String PODS = "/api/v1/namespaces/demo/pods";
    private static final String BINDINGS = "/apis/elbv2.k8s.aws/v1beta1/namespaces/demo/targetgroupbindings";

    private void advance(int seconds) throws Exception {
        assertThat(send("POST", "/glassplane/v1/clock:advance?by=" + seconds + "s", "").statusCode()).isEqualTo(200);
    }

    @Test
    void fromTheServiceToItsPodsAndAway() throws Exception {
        create(SERVICES, """
                {apiVersion: v1, kind: Service, metadata: {name: lb, annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing,
                  service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip}}, spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}""");
        assertThat(get(SERVICES + "/lb").path("spec").path("loadBalancerClass").asString("")).isEqualTo("service.k8s.aws/nlb");
        await().atMost(Duration.ofSeconds(30)).until(() -> get(BINDINGS).path("items").path(0).path("status").path("targets").size() > 0);
        advance(30);
        String host = get(SERVICES + "/lb").path("status").path("loadBalancer").path("ingress").path(0).path("hostname").asString("");
        assertThat(host).matches("k8s-demo-lb-[0-9a-f]{10}-[0-9a-f]{16}\\.elb\\.us-east-1\\.amazonaws\\.com");
        assertThat(get("/glassplane/v1/trace?from=external&to=" + host + ":80").path("verdict").path("device").asString("")).startsWith("pod demo/web-");
        aNewPodWaits();
        aTargetGroupIsBoundOnce();
        assertThat(send("DELETE", SERVICES + "/lb", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30)).until(() -> send("GET", SERVICES + "/lb", "").statusCode() == 404);
        assertThat(get(BINDINGS).path("items")).isEmpty();
        assertThat(get("/apis/ec2.services.k8s.aws/v1alpha1/securitygroups").path("items")).isEmpty();
    }

    private void aNewPodWaits() throws Exception {
        send("PATCH", "/api/v1/namespaces/demo", "{metadata: {labels: {elbv2.k8s.aws/pod-readiness-gate-inject: enabled}}}");
        create(PODS, "{apiVersion: v1, kind: Pod, metadata: {name: late, labels: {app: web}}, spec: {containers: [{name: c, image: web}]}}");
        assertThat(get(PODS + "/late").path("spec").path("readinessGates").path(0).path("conditionType").asString("")).startsWith("target-health.elbv2.k8s.aws/k8s-demo-lb-");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(ready()).contains("ReadinessGatesNotReady"));
        advance(30);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(ready()).startsWith("True"));
    }

    private String ready() throws Exception {
        return get(PODS + "/late").path("status").path("conditions").valueStream().filter(each -> each.path("type").asString("").equals("Ready"))
                .map(each -> each.path("status").asString("") + " " + each.path("reason").asString("")).findFirst().orElse("");
    }

    private void aTargetGroupIsBoundOnce() throws Exception {
        JsonNode first = get(BINDINGS).path("items").path(0);
        String arn = first.path("spec").path("targetGroupARN").asString("");
        HttpResponse<String> refused = send("POST", BINDINGS, "{apiVersion: elbv2.k8s.aws/v1beta1, kind: TargetGroupBinding, metadata: {name: again}, "
                + "spec: {targetGroupARN: '" + arn + "', targetType: ip, serviceRef: {name: web, port: 80}}}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("denied the request: TargetGroup " + arn + " is already bound to TargetGroupBinding demo/"
                + first.path("metadata").path("name").asString(""));
    }
}
