package dev.glassplane.robustness;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Request;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks servers for ConfigMaps of one namespace, and notes when and what it was told. */
final class Client implements AutoCloseable {

    static final String PATH = "/api/v1/namespaces/default/configmaps";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

    /** @return the operation as it went, empty if nobody was there to ask */
    Optional<Operation> ask(URI server, String key, Request request) throws InterruptedException {
        long call = System.nanoTime();
        try {
            HttpResponse<String> answer = http.send(message(server, key, request), BodyHandlers.ofString());
            return Optional.of(answered(key, request, answer, call));
        } catch (ConnectException _) {
            return Optional.empty();
        } catch (IOException _) {
            return request instanceof Request.Read ? Optional.empty() : Optional.of(new Operation(key, request, new Answer.Unknown(), call, Long.MAX_VALUE));
        }
    }

    private static Operation answered(String key, Request request, HttpResponse<String> answer, long call) throws IOException {
        long returned = System.nanoTime();
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        return switch (answer.statusCode()) {
            case 200, 201 -> new Operation(key, request, found(request, body), call, returned);
            case 404 -> new Operation(key, request, new Answer.Absent(), call, returned);
            case 409 -> new Operation(key, request, new Answer.Conflict(), call, returned);
            default -> throw new IOException("answered " + answer.statusCode() + ": " + answer.body()); // a write may have been made all the same
        };
    }

    private static Answer found(Request request, JsonNode body) {
        return request instanceof Request.Delete ? new Answer.Found("", 0)
                : new Answer.Found(body.at("/data/value").asString(""), Long.parseLong(body.at("/metadata/resourceVersion").asString()));
    }

    private static HttpRequest message(URI server, String key, Request request) {
        HttpRequest.Builder message = HttpRequest.newBuilder().timeout(TIMEOUT).header("Content-Type", "application/json");
        return switch (request) {
            case Request.Read _ -> message.uri(server.resolve(PATH + "/" + key)).GET().build();
            case Request.Create create -> message.uri(server.resolve(PATH)).POST(BodyPublishers.ofString(object(key, create.value(), 0))).build();
            case Request.Update update -> message.uri(server.resolve(PATH + "/" + key)).PUT(BodyPublishers.ofString(object(key, update.value(), update.revision())))
                    .build();
            case Request.Delete delete -> message.uri(server.resolve(PATH + "/" + key))
                    .method("DELETE", BodyPublishers.ofString("{\"preconditions\":{\"resourceVersion\":\"" + delete.revision() + "\"}}")).build();
        };
    }

    private static String object(String key, String value, long revision) {
        ObjectNode object = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = object.putObject("metadata").put("name", key);
        if (revision > 0) {
            metadata.put("resourceVersion", Long.toString(revision));
        }
        object.putObject("data").put("value", value);
        return object.toString();
    }

    /** @return the list of all ConfigMaps */
    JsonNode list(URI server) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(server.resolve(PATH)).timeout(TIMEOUT).build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("list answered " + answer.statusCode() + ": " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body());
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
