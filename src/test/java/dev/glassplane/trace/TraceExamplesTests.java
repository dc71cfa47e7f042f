package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every example of the API document succeeds on a fresh server with the demo cluster. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class TraceExamplesTests {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Set<String> GOOD = Set.of("DELIVERED", "EXITS_NETWORK");

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void waitUntilReady() {
        await().atMost(Duration.ofSeconds(90)).until(() -> get("/readyz", "*/*").statusCode() == 200);
    }

    private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).header("Accept", accept).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private JsonNode document() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(get("/v3/api-docs", "application/json").body()).path("paths");
    }

    private static void assertGood(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = JsonMapper.shared().readTree(response.body());
        assertThat(answer.path("verdict").path("outcome").asString("")).as(response.body()).isIn(GOOD);
        assertThat(answer.path("clientSees").asString("")).as(response.body()).isIn("connected", "http-2xx");
    }

    @Test
    void everyBodyOfTheDocument() throws Exception {
        List<JsonNode> examples = document().path("/glassplane/v1/traces").path("post").path("requestBody").path("content")
                .path("application/json").path("examples").valueStream().toList();
        assertThat(examples).hasSizeGreaterThan(3);
        for (JsonNode example : examples) {
            JsonNode value = example.path("value");
            assertGood(post("/glassplane/v1/traces", value.isString() ? value.asString() : value.toString()));
        }
    }

    @Test
    void everyPairOfTheParameterExamples() throws Exception {
        JsonNode parameters = document().path("/glassplane/v1/trace").path("get").path("parameters");
        for (JsonNode from : parameters.path(0).path("examples").valueStream().toList()) {
            for (JsonNode to : parameters.path(1).path("examples").valueStream().toList()) {
                String sender = from.path("value").asString();
                String target = to.path("value").asString();
                if (!sender.equals("external") || target.startsWith("node/")) { // the internet reaches nothing else
                    assertGood(get("/glassplane/v1/trace?from=" + sender + "&to=" + target, "application/json"));
                }
            }
        }
    }

    @Test
    void packetTraceObjectsAnswerAndAreNotStored() throws Exception {
        HttpResponse<String> created = post("/apis/glassplane.dev/v1/packettraces", """
                {"apiVersion":"glassplane.dev/v1","kind":"PacketTrace","metadata":{"generateName":"t-"},
                 "spec":{"from":"pod/demo/client","to":{"service":"demo/web","port":"http"},"paths":"all"}}""");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        JsonNode status = JsonMapper.shared().readTree(created.body()).path("status");
        assertThat(status.path("verdict").path("outcome").asString()).isEqualTo("DELIVERED");
        assertThat(status.path("paths")).hasSize(3);
        assertThat(get("/apis/glassplane.dev/v1/packettraces", "application/json").statusCode()).isEqualTo(405);
    }

    @Test
    void textForATerminal() throws Exception {
        HttpResponse<String> text = get("/glassplane/v1/trace?from=pod/demo/client&to=service/demo/web", "text/plain");
        assertThat(text.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(text.body()).startsWith("DELIVERED  10.0.").contains("KUBE-SVC-").contains("client sees connected").contains("return:");
    }
}
