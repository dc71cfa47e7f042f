package dev.glassplane.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI documents of a running server. */
final class ServedDocuments {

    static final JsonMapper MAPPER = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;

    ServedDocuments(int port) {
        server = "http://127.0.0.1:" + port;
    }

    /** @return by file name under {@code openapi/}, our own first */
    SequencedMap<String, JsonNode> all() throws IOException, InterruptedException {
        SequencedMap<String, JsonNode> documents = new TreeMap<>();
        documents.put("glassplane.json", get("/v3/api-docs"));
        for (String groupVersion : get("/openapi/v3").get("paths").propertyNames()) {
            String name = groupVersion.replaceFirst("^api/", "core-").replaceFirst("^apis/", "").replace('/', '-');
            documents.put("kubernetes/" + name + ".json", get("/openapi/v3/" + groupVersion));
        }
        return documents;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return MAPPER.readTree(send("GET", path, null, null, "application/json").body());
    }

    /** @param body null for none */
    HttpResponse<String> send(String method, String path, String contentType, String body, String accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path)).header("Accept", accept)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
