package dev.glassplane.apiserver.discovery;

import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Hashes;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers {@code /api}, {@code /apis}, {@code /apis/GROUP} and {@code /apis/GROUP/VERSION}. Kinds do not change while the server runs. */
@Component
public class Discovery {

    private static final Pattern AGGREGATED = Pattern.compile("v=(v2|v2beta1)(?=[;,]|$)");

    private record Document(byte[] bytes, String etag) {}

    private final Kinds kinds;
    private final Map<String, Document> aggregated = new ConcurrentHashMap<>();

    private volatile long generation;

    Discovery(Kinds kinds) {
        this.kinds = kinds;
    }

    /** Answers a path of at most group and version. */
    public void answer(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            throw Statuses.methodNotAllowed();
        }
        List<String> path = exchange.segments();
        boolean core = path.getFirst().equals("api");
        if (path.size() == 1) {
            root(exchange, core);
        } else if (core) {
            resources(exchange, "", path.get(1));
        } else if (path.size() == 2) {
            group(exchange, path.get(1));
        } else {
            resources(exchange, path.get(1), path.get(2));
        }
    }

    private void root(Exchange exchange, boolean core) throws IOException {
        exchange.response().setHeader("Vary", "Accept");
        String version = aggregatedVersion(exchange.header("Accept"));
        if (version.isEmpty()) {
            exchange.json(200, core ? versions(exchange) : groups());
            return;
        }
        if (generation != kinds.generation()) {
            generation = kinds.generation();
            aggregated.clear();
        }
        Document document = aggregated.computeIfAbsent(version + core, _ -> {
            byte[] bytes = Json.bytes(AggregatedDiscovery.list(kinds, version, core));
            return new Document(bytes, "\"" + Hashes.sha512(bytes).toUpperCase(Locale.ROOT) + "\"");
        });
        exchange.response().setHeader("ETag", document.etag);
        if (exchange.header("If-None-Match").equals(document.etag)) {
            exchange.response().setStatus(304);
            return;
        }
        exchange.bytes(200, "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList", document.bytes);
    }

    /** The first version of the aggregated form that the client takes and that comes before plain JSON; empty for the plain form. */
    private static String aggregatedVersion(String accept) {
        for (String clause : accept.split(",")) {
            if (clause.contains("as=APIGroupDiscoveryList")) {
                Matcher matcher = AGGREGATED.matcher(clause.replace(" ", ""));
                if (matcher.find()) {
                    return matcher.group(1);
                }
            } else if (clause.strip().startsWith("application/json")) {
                return "";
            }
        }
        return "";
    }

    private static ObjectNode versions(Exchange exchange) {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs").addObject().put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", exchange.request().getLocalAddr() + ":" + exchange.request().getLocalPort());
        return versions;
    }

    private ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        kinds.all().stream().map(Kind::group).filter(group -> !group.isEmpty()).distinct().forEach(group -> groups.add(group(group)));
        return list;
    }

    private ObjectNode group(String name) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode versions = group.putArray("versions");
        kinds.all().stream().filter(kind -> kind.group().equals(name)).map(Kind::version).distinct()
                .forEach(version -> versions.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", versions.get(0));
        return group;
    }

    private void group(Exchange exchange, String name) throws IOException {
        if (kinds.all().stream().noneMatch(kind -> kind.group().equals(name)) || name.isEmpty()) {
            exchange.pageNotFound();
            return;
        }
        ObjectNode answer = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        answer.setAll(group(name));
        exchange.json(200, answer);
    }

    private void resources(Exchange exchange, String group, String version) throws IOException {
        List<Kind> served = kinds.all().stream().filter(kind -> kind.group().equals(group) && kind.version().equals(version)).toList();
        if (served.isEmpty()) {
            exchange.pageNotFound();
            return;
        }
        ObjectNode list = Json.object().put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            list.put("apiVersion", "v1");
        }
        list.put("groupVersion", served.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        for (Kind kind : served) {
            resource(resources.addObject(), kind);
            for (Subresource subresource : Subresource.of(kinds, kind)) {
                subresource(resources.addObject(), kind, subresource);
            }
        }
        exchange.json(200, list);
    }

    private void resource(ObjectNode node, Kind kind) {
        node.put("name", kind.plural()).put("singularName", kind.singular()).put("namespaced", kind.namespaced()).put("kind", kind.name());
        kinds.verbs(kind).forEach(node.putArray("verbs")::add);
        if (!kind.shortNames().isEmpty()) {
            kind.shortNames().forEach(node.putArray("shortNames")::add);
        }
        if (!kind.categories().isEmpty()) {
            kind.categories().forEach(node.putArray("categories")::add);
        }
    }

    private static void subresource(ObjectNode node, Kind kind, Subresource subresource) {
        node.put("name", kind.plural() + "/" + subresource.name()).put("singularName", "").put("namespaced", kind.namespaced());
        if (!subresource.group().equals(kind.group()) || !subresource.version().equals(kind.version())) {
            node.put("group", subresource.group()).put("version", subresource.version());
        }
        node.put("kind", subresource.kind());
        subresource.verbs().forEach(node.putArray("verbs")::add);
    }
}
