package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.apiserver.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** A running server without nodes, and a small HTTP client. Every test has a namespace of its own. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {"glassplane.nodes=", "glassplane.demo-app=false"})
abstract class ServerTest {

    static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Value("${local.server.port}")
    int port;
    /** Made anew for each test. */
    String namespace;

    @BeforeEach
    void makeNamespace() {
        namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);
        Reply reply = post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + namespace + "\"}}");
        assertThat(reply.code()).as(reply.text()).isEqualTo(201);
    }

    /** An answer. */
    record Reply(int code, String text, java.net.http.HttpHeaders headers) {

        JsonNode json() {
            return Json.MAPPER.readTree(text);
        }

        String message() {
            return json().path("message").asString("");
        }

        String revision() {
            return json().path("metadata").path("resourceVersion").asString("");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String configMaps() {
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    String configMap(String name, String data) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\",\"labels\":{\"app\":\"" + data
                + "\"}},\"data\":{\"k\":\"" + data + "\"}}";
    }

    Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Reply put(String path, String body) {
        return send("PUT", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    Reply patch(String path, String type, String body) {
        return send("PATCH", path, body, "Content-Type", type);
    }

    /** @param headers names and values by turns; JSON is the default Content-Type */
    Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method,
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body(), response.headers());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
