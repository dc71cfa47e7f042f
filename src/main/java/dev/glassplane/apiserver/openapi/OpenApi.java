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

/** Answers {@code /openapi/v3} and {@code /openapi/v3/GROUP_VERSION}. Version 2 is not served: kubectl 1.29 and later do not need it. */
@Component
public class OpenApi {

    private record Document(byte[] bytes, String hash) {}

    private final Kinds kinds;
    private final KubernetesVersion emulated;
    private final Map<String, Document> documents = new ConcurrentHashMap<>();

    OpenApi(Kinds kinds, KubernetesVersion emulated) {
        this.kinds = kinds;
        this.emulated = emulated;
    }

    /** Answers a path below {@code /openapi}. */
    public void answer(Exchange exchange) throws IOException {
        List<String> path = exchange.segments();
        if (!exchange.method().equals("GET")) {
            throw Statuses.methodNotAllowed();
        }
        if (path.size() == 2 && path.get(1).equals("v3")) {
            exchange.json(200, index());
        } else if (path.size() > 3 && path.get(1).equals("v3") && served(String.join("/", path.subList(2, path.size())))) {
            document(exchange, String.join("/", path.subList(2, path.size())));
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

    private void document(Exchange exchange, String groupVersion) throws IOException {
        Document document = made(groupVersion);
        String etag = "\"" + document.hash + "\"";
        exchange.response().setHeader("ETag", etag);
        if (exchange.header("If-None-Match").equals(etag)) {
            exchange.response().setStatus(304);
            return;
        }
        exchange.bytes(200, "application/json", document.bytes);
    }

    private boolean served(String groupVersion) {
        return kinds.all().stream().anyMatch(kind -> groupVersion(kind).equals(groupVersion));
    }

    private Document made(String groupVersion) {
        return documents.computeIfAbsent(groupVersion, gv -> {
            List<Kind> own = kinds.all().stream().filter(kind -> groupVersion(kind).equals(gv)).toList();
            byte[] bytes = Json.bytes(new GroupVersionDocument(kinds, own, emulated).document());
            return new Document(bytes, Hashes.sha512(bytes).substring(0, 32).toUpperCase(java.util.Locale.ROOT));
        });
    }

    private static String groupVersion(Kind kind) {
        return kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.apiVersion();
    }
}
