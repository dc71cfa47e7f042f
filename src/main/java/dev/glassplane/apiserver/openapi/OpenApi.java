package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Hashes;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.image.KubernetesVersion;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Answers {@code /openapi/v3}, {@code /openapi/v3/GROUP_VERSION} and, for kubectl up to 1.28, {@code /openapi/v2} in JSON and protobuf. */
@Component
public class OpenApi {

    private record Document(byte[] bytes, String hash) {}

    private final Kinds kinds;
    private final KubernetesVersion emulated;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();
    private volatile long generation;

    OpenApi(Kinds kinds, KubernetesVersion emulated) {
        this.kinds = kinds;
        this.emulated = emulated;
    }

    /** Answers a path below {@code /openapi}. */
    public void answer(Exchange exchange) throws IOException {
        List<String> path = exchange.segments();
        if (generation != kinds.generation()) {
            generation = kinds.generation();
            documents.clear();
        }
        if (!exchange.method().equals("GET")) {
            throw Statuses.methodNotAllowed();
        }
        if (path.size() == 2 && path.get(1).equals("v3")) {
            exchange.json(200, index());
        } else if (path.size() == 2 && path.get(1).equals("v2")) {
            boolean protobuf = exchange.header("Accept").replace('@', '.').contains(SwaggerProtobuf.MEDIA_TYPE);
            send(exchange, swagger(protobuf), protobuf ? SwaggerProtobuf.MEDIA_TYPE : "application/json");
        } else if (path.size() > 3 && path.get(1).equals("v3") && served(String.join("/", path.subList(2, path.size())))) {
            send(exchange, made(String.join("/", path.subList(2, path.size()))), "application/json");
        } else {
            exchange.pageNotFound();
        }
    }

    private ObjectNode index() {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        kinds.all().stream().map(OpenApi::groupVersion).distinct().forEach(groupVersion -> paths.putObject(groupVersion)
                .put("serverRelativeURL", "/openapi/v3/" + groupVersion + "?hash=" + made(groupVersion).hash));
        return index;
    }

    private static void send(Exchange exchange, Document document, String mediaType) throws IOException {
        String etag = "\"" + document.hash + "\"";
        exchange.response().setHeader("ETag", etag);
        if (exchange.header("If-None-Match").equals(etag)) {
            exchange.response().setStatus(304);
            return;
        }
        exchange.bytes(200, mediaType, document.bytes);
    }

    private boolean served(String groupVersion) {
        return kinds.all().stream().anyMatch(kind -> groupVersion(kind).equals(groupVersion));
    }

    private Document made(String groupVersion) {
        return documents.computeIfAbsent(groupVersion, gv -> document(Json.bytes(tree(gv))));
    }

    private Document swagger(boolean protobuf) {
        return documents.computeIfAbsent(protobuf ? "v2 protobuf" : "v2", _ -> {
            SwaggerDocument swagger = new SwaggerDocument(emulated.release());
            kinds.all().stream().map(OpenApi::groupVersion).distinct().forEach(groupVersion -> swagger.add(tree(groupVersion)));
            return document(protobuf ? SwaggerProtobuf.encode(swagger.document()) : Json.bytes(swagger.document()));
        });
    }

    private ObjectNode tree(String groupVersion) {
        List<Kind> own = kinds.all().stream().filter(kind -> groupVersion(kind).equals(groupVersion)).toList();
        return new GroupVersionDocument(kinds, own, emulated).document();
    }

    private static Document document(byte[] bytes) {
        return new Document(bytes, Hashes.sha512(bytes).substring(0, 32).toUpperCase(java.util.Locale.ROOT));
    }

    private static String groupVersion(Kind kind) {
        return kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.apiVersion();
    }
}
