package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.glassplane.image.LabelSelector;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Broken input of every kind: whatever comes, the server answers, soon, and with an error that is the client's. The seed of a run is fixed;
 * {@code -Dglassplane.fuzz.runs=100000} and {@code -Dglassplane.fuzz.seed=7} ask for more.
 */
class FuzzTests extends ServerTest {

    private static final int RUNS = Integer.getInteger("glassplane.fuzz.runs", 400);
    private static final long SEED = Long.getLong("glassplane.fuzz.seed", 1);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final List<String> TYPES = List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf",
            "application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json", "application/apply-patch+yaml", "text/plain");
    private static final List<String> BODIES = List.of(
            "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"f\",\"labels\":{\"a\":\"b\"}},\"spec\":{\"clusterIP\":\"10.100.3.4\","
                    + "\"ports\":[{\"name\":\"http\",\"port\":80,\"targetPort\":\"web\",\"nodePort\":30123}],\"selector\":{\"app\":\"x\"},\"type\":\"NodePort\"}}",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: f}\nspec:\n  containers: &c\n  - {name: a, image: b, resources: {limits: {cpu: 500m}}}\n  initContainers: *c\n",
            "[{\"op\":\"replace\",\"path\":\"/spec/ports/0/port\",\"value\":81},{\"op\":\"move\",\"from\":\"/metadata/labels\",\"path\":\"/a~1b\"}]",
            "{\"spec\":{\"ports\":[{\"$patch\":\"delete\",\"port\":80}],\"$setElementOrder/ports\":[{\"port\":80}]},\"$retainKeys\":[\"a\"]}",
            "{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\"metadata\":{\"name\":\"f\"},\"spec\":{\"podSelector\":{},\"ingress\":[{\"from\":"
                    + "[{\"ipBlock\":{\"cidr\":\"10.0.0.0/8\",\"except\":[\"10.1.0.0/16\"]}}]}]}}");
    private static final List<String> QUERIES = List.of("labelSelector=a in (b,c),!d,e!=f", "fieldSelector=metadata.name=x,spec.type!=y", "limit=5&continue=abc",
            "resourceVersion=7&resourceVersionMatch=Exact", "fieldManager=f&fieldValidation=Strict", "dryRun=All&force=true", "timeout=1s&pretty=true");

    private final Random random = new Random(SEED);
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private byte[] broken(byte[] good) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : good) {
            bytes.add(each);
        }
        for (int edit = random.nextInt(6); edit > 0 && !bytes.isEmpty(); edit--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(5)) {
                case 0 -> bytes.set(at, (byte) random.nextInt(256));
                case 1 -> bytes.remove(at);
                case 2 -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(40)))));
                case 3 -> bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(20))).clear();
                default -> {
                    byte[] word = one(List.of("null", "{}", "[]", "-1", "1e999", "\"\"", "99999999999999999999", "[[[[[[[[", "\u0000", "*c", "%", "~", "\uD83D"))
                            .getBytes(StandardCharsets.UTF_8);
                    for (byte each : word) {
                        bytes.add(at, each);
                    }
                }
            }
        }
        byte[] out = new byte[bytes.size()];
        for (int index = 0; index < out.length; index++) {
            out[index] = bytes.get(index);
        }
        return out;
    }

    private String broken(String good) {
        return new String(broken(good.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void requestsAreAnswered() throws Exception {
        post("/api/v1/namespaces/" + namespace + "/services", BODIES.getFirst());
        for (int run = 0; run < RUNS; run++) {
            String plural = one(List.of("api/v1/namespaces/" + namespace + "/services", "api/v1/namespaces/" + namespace + "/pods",
                    "apis/networking.k8s.io/v1/namespaces/" + namespace + "/networkpolicies", "apis/apps/v1/namespaces/" + namespace + "/deployments"));
            String method = one(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
            String path = "/" + plural + (method.equals("POST") ? "" : one(List.of("", "/f", "/f/status", "/f/scale", "/" + encoded(broken("f")))));
            String query = one(QUERIES).lines().map(this::broken).map(FuzzTests::encodedQuery).findFirst().orElse("");
            byte[] body = broken(one(BODIES).getBytes(StandardCharsets.UTF_8));
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path + (random.nextBoolean() ? "?" + query : ""))).timeout(ANSWER_MAX)
                    .header("Content-Type", one(TYPES)).method(method, HttpRequest.BodyPublishers.ofByteArray(body)).build();
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("run %d of seed %d: %s %s%n%s%n%s", run, SEED, method, request.uri(),
                    new String(body, StandardCharsets.UTF_8), answer.body()).isLessThan(500);
        }
        assertThat(get("/livez").code()).isEqualTo(200);
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text.isEmpty() ? "x" : text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String encodedQuery(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%3D", "=").replace("%26", "&");
    }

    @Test
    void parsersTakeAnything() {
        for (int run = 0; run < RUNS * 10; run++) {
            String address = broken(one(List.of("10.0.0.0/16", "fd00:10:100::/112", "::ffff:1.2.3.4", "255.255.255.255")));
            String selector = broken("{\"matchLabels\":{\"a\":\"b\"},\"matchExpressions\":[{\"key\":\"c\",\"operator\":\"In\",\"values\":[\"d\"]}]}");
            assertThatCode(() -> {
                Ip.tryParse(address);
                Cidr.tryParse(address);
            }).as(address).doesNotThrowAnyException();
            assertThatCode(() -> read(selector)).as(selector).doesNotThrowAnyException();
        }
    }

    private static void read(String selector) {
        try {
            LabelSelector.read(new tools.jackson.databind.json.JsonMapper().readTree(selector));
        } catch (tools.jackson.core.JacksonException _) {
            // no JSON any more
        }
    }
}
