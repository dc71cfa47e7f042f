package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Value;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A running server that a test speaks to as a user does. Tests of one configuration share it, so each of them finds the cluster as it was after the start. */
abstract class EndToEnd {

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Value("${local.server.port}")
    private int port;

    @BeforeEach
    void waitUntilReadyAndClean() throws Exception {
        await().atMost(Duration.ofSeconds(90)).until(() -> send("GET", "/readyz", "").statusCode() == 200);
        assertThat(send("POST", "/glassplane/v1/reset", "").statusCode()).isEqualTo(200);
    }

    /** @param yaml body, empty for none; a PATCH is a merge patch */
    HttpResponse<String> send(String method, String path, String yaml) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (yaml.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(new YAMLMapper().readTree(yaml).toString()))
                    .header("Content-Type", method.equals("PATCH") ? "application/merge-patch+json" : "application/json");
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonNode get(String path) throws Exception {
        return JsonMapper.shared().readTree(send("GET", path, "").body());
    }

    void create(String path, String yaml) throws Exception {
        HttpResponse<String> response = send("POST", path, yaml);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    }
}
