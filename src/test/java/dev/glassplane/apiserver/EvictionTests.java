package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Evictions and the disruption budgets that they ask. */
class EvictionTests extends ServerTest {

    private String path(String group, String plural) {
        return "/" + group + "/namespaces/" + namespace + "/" + plural;
    }

    private void pod(String name) {
        String pods = path("api/v1", "pods");
        assertThat(post(pods, "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"app\":\"web\"}},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}")
                .code()).isEqualTo(201);
        assertThat(patch(pods + "/" + name + "/status", "application/merge-patch+json",
                "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}").code()).isEqualTo(200);
    }

    private void budget(String spec) {
        Reply made = post(path("apis/policy/v1", "poddisruptionbudgets"), "{\"metadata\":{\"name\":\"b\"},\"spec\":" + spec + "}");
        assertThat(made.code()).as(made.text()).isEqualTo(201);
    }

    private Reply evict(String name) {
        return post(path("api/v1", "pods") + "/" + name + "/eviction", "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + name
                + "\"},\"deleteOptions\":{\"gracePeriodSeconds\":0}}");
    }

    private void awaitStatus(int healthy, int allowed) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var status = get(path("apis/policy/v1", "poddisruptionbudgets") + "/b").json().path("status");
            assertThat(status.path("currentHealthy").asInt() + "/" + status.path("disruptionsAllowed").asInt()).isEqualTo(healthy + "/" + allowed);
        });
    }

    @Test
    void aBudgetLetsOnePodGoAndKeepsTheNext() {
        pod("one");
        pod("two");
        budget("{\"minAvailable\":1,\"selector\":{\"matchLabels\":{\"app\":\"web\"}}}");
        awaitStatus(2, 1);
        assertThat(evict("one").code()).isEqualTo(201);
        awaitStatus(1, 0);
        Reply refused = evict("two");
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.json().path("reason").asString()).isEqualTo("TooManyRequests");
        assertThat(refused.json().at("/details/causes/0/reason").asString()).isEqualTo("DisruptionBudget");
        assertThat(refused.json().at("/details/causes/0/message").asString()).isEqualTo("The disruption budget b needs 1 healthy pods and has 1 currently");
        assertThat(get(path("api/v1", "pods") + "/two").code()).isEqualTo(200);
    }

    @Test
    void withoutABudgetAPodGoes() {
        pod("free");
        assertThat(evict("free").code()).isEqualTo(201);
        assertThat(get(path("api/v1", "pods") + "/free").code()).isEqualTo(404);
    }

    @Test
    void aBudgetIsChecked() {
        Reply both = post(path("apis/policy/v1", "poddisruptionbudgets"), "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"minAvailable\":1,\"maxUnavailable\":\"200%\"}}");
        assertThat(both.message()).contains("minAvailable and maxUnavailable cannot be both set").contains("must not be greater than 100%");
    }

    @Test
    void eventsAreTheSameInBothGroups() {
        String events = path("apis/events.k8s.io/v1", "events");
        Reply made = post(events, "{\"metadata\":{\"name\":\"e\"},\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"" + namespace
                + "\"},\"note\":\"hello\",\"reason\":\"Test\",\"type\":\"Normal\",\"reportingController\":\"x\"}");
        assertThat(made.code()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("note").asString()).isEqualTo("hello");
        var core = get(path("api/v1", "events") + "/e").json();
        assertThat(core.path("message").asString()).isEqualTo("hello");
        assertThat(core.at("/involvedObject/name").asString()).isEqualTo("p");
        assertThat(patch(events + "/e", "application/merge-patch+json", "{\"note\":\"changed\"}").code()).isEqualTo(200);
        var listed = get(events).json().path("items").path(0);
        assertThat(listed.path("note").asString()).isEqualTo("changed");
        assertThat(listed.has("message")).isFalse();
        assertThat(get(events + "?fieldSelector=regarding.name%3Dp").json().path("items").size()).isEqualTo(1);
        assertThat(delete(events + "/e").code()).isEqualTo(200);
        assertThat(get(path("api/v1", "events") + "/e").code()).isEqualTo(404);
    }

    @Test
    void addressesOfServicesAreObjects() {
        String services = path("api/v1", "services");
        String ip = post(services, "{\"metadata\":{\"name\":\"s\"},\"spec\":{\"ports\":[{\"port\":80}]}}").json().at("/spec/clusterIP").asString();
        String address = "/apis/networking.k8s.io/v1/ipaddresses/" + ip;
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get(address).code() == 200);
        assertThat(get(address).json().at("/spec/parentRef/namespace").asString()).isEqualTo(namespace);
        assertThat(get(address).json().at("/spec/parentRef/name").asString()).isEqualTo("s");
        delete(services + "/s");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get(address).code() == 404);
        assertThat(get("/apis/networking.k8s.io/v1/servicecidrs/kubernetes").json().at("/spec/cidrs/0").asString()).isEqualTo("10.100.0.0/16");
        assertThat(post("/apis/networking.k8s.io/v1/servicecidrs", "{\"metadata\":{\"name\":\"more\"},\"spec\":{\"cidrs\":[\"10.200.0.0/16\"]}}").message())
                .contains("limit: service-cidrs");
    }

    @Test
    void podsTakeThePriorityOfTheirClass() {
        post("/apis/scheduling.k8s.io/v1/priorityclasses", "{\"metadata\":{\"name\":\"high-" + namespace + "\"},\"value\":1000}");
        String pods = path("api/v1", "pods");
        Reply pod = post(pods, "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"priorityClassName\":\"high-" + namespace
                + "\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}");
        assertThat(pod.json().at("/spec/priority").asInt()).isEqualTo(1000);
        Reply missing = post(pods, "{\"metadata\":{\"name\":\"q\"},\"spec\":{\"priorityClassName\":\"none\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}}");
        assertThat(missing.code()).isEqualTo(403);
        assertThat(missing.message()).isEqualTo("pods \"q\" is forbidden: no PriorityClass with name none was found");
    }
}
