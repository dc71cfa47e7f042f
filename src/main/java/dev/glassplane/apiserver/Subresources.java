package dev.glassplane.apiserver;

import dev.glassplane.apiserver.access.ServiceAccountTokens;
import dev.glassplane.apiserver.wire.Body;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.ScalePaths;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Subresources whose body is another kind than the object: scale, binding, eviction, and what would need a running container. */
@Component
class Subresources {

    private static final Set<String> CONTAINER_STREAMS = Set.of("exec", "attach", "portforward", "proxy");

    private final Objects objects;
    private final Reads reads;
    private final ServiceAccountTokens tokens;
    private final Evictions evictions;
    private final Kinds kinds;

    Subresources(Objects objects, Kinds kinds, Reads reads, ServiceAccountTokens tokens, Evictions evictions) {
        this.evictions = evictions;
        this.kinds = kinds;
        this.objects = objects;
        this.reads = reads;
        this.tokens = tokens;
    }

    /** @return whether the route was one of these and has been answered */
    boolean handle(Exchange exchange, ResourceRoute route) throws IOException {
        boolean pod = route.kind().resource().equals("pods");
        switch (route.subresource()) {
            case "scale" -> scale(exchange, route);
            case "binding" -> bind(exchange, route);
            case "eviction" -> evict(exchange, route);
            case "token" -> {
                onlyPost(exchange);
                ObjectNode request = Body.object(exchange, "TokenRequest").objectNode();
                exchange.json(201, tokens.issue(reads.stored(route).object(), request));
            }
            case "log" -> {
                if (!pod) {
                    return false;
                }
                log(exchange, route);
            }
            default -> {
                if (!CONTAINER_STREAMS.contains(route.subresource())) {
                    return false;
                }
                reads.stored(route);
                throw Statuses.badRequest(route.subresource() + " is not available: pods are emulated and no container runs (limit: containers)");
            }
        }
        return true;
    }

    private void scale(Exchange exchange, ResourceRoute route) throws IOException {
        ScalePaths paths = kinds.scalePaths(route.kind());
        switch (exchange.method()) {
            case "GET" -> exchange.json(200, Scale.of(reads.stored(route).object(), paths));
            case "PATCH" -> {
                Optional<Patch> patch = Writes.readPatch(exchange, route.kind());
                if (patch.isPresent()) {
                    writeScale(exchange, route, Scale.patched(patch.get(), route.kind(), route.name(), paths), "PatchOptions");
                }
            }
            case "PUT" -> writeScale(exchange, route, Scale.patch(Body.object(exchange, "Scale").objectNode(), paths), "UpdateOptions");
            default -> throw Statuses.methodNotAllowed();
        }
    }

    private void writeScale(Exchange exchange, ResourceRoute route, Patch patch, String optionsKind) throws IOException {
        WriteOptions options = RequestOptions.write(exchange, "scale", optionsKind);
        Stored stored = objects.patch(route.kind(), route.namespace(), route.name(), patch, options);
        exchange.json(200, Scale.of(stored.object(), kinds.scalePaths(route.kind())));
    }

    private void bind(Exchange exchange, ResourceRoute route) throws IOException {
        onlyPost(exchange);
        WriteOptions options = RequestOptions.write(exchange, "binding", "CreateOptions");
        ObjectNode binding = Body.object(exchange, "Binding").objectNode();
        String node = binding.path("target").path("name").asString("");
        if (node.isEmpty()) {
            throw new ApiException(422, "Invalid", "Binding \"" + route.name() + "\" is invalid: target.name: Required value",
                    new ApiException.Details(route.name(), "", "Binding", "",
                            List.of(new ApiException.Cause("FieldValueRequired", "Required value", "target.name")), 0));
        }
        String bound = reads.stored(route).object().path("spec").path("nodeName").asString("");
        if (!bound.isEmpty()) {
            throw new ApiException(409, "Conflict", "Operation cannot be fulfilled on pods/binding \"" + route.name() + "\": pod "
                    + route.name() + " is already assigned to node \"" + bound + "\"",
                    new ApiException.Details(route.name(), "", "pods/binding", "", List.of(), 0));
        }
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("nodeName", node);
        objects.patch(route.kind(), route.namespace(), route.name(), new Patch.Merge(patch), options);
        exchange.json(201, Statuses.success(201));
    }

    private void evict(Exchange exchange, ResourceRoute route) throws IOException {
        onlyPost(exchange);
        JsonNode eviction = Body.object(exchange, "Eviction").tree();
        evictions.evict(route.kind(), reads.stored(route), RequestOptions.delete(exchange.query(), eviction.path("deleteOptions")));
        exchange.json(201, Statuses.success(201));
    }

    private void log(Exchange exchange, ResourceRoute route) throws IOException {
        if (!exchange.method().equals("GET")) {
            throw Statuses.methodNotAllowed();
        }
        JsonNode containers = reads.stored(route).object().path("spec").path("containers");
        String container = exchange.query().find("container").orElse(containers.path(0).path("name").asString(""));
        if (containers.valueStream().noneMatch(c -> c.path("name").asString("").equals(container))) {
            throw Statuses.badRequest("container " + container + " is not valid for pod " + route.name());
        }
        exchange.text(200, "container \"" + container + "\" of pod \"" + route.namespace() + "/" + route.name()
                + "\" is emulated: no image runs, so there is no output (limit: containers)\n");
    }

    private static void onlyPost(Exchange exchange) {
        if (!exchange.method().equals("POST")) {
            throw Statuses.methodNotAllowed();
        }
    }

    /** Whether the kind has the subresource at all. */
    static boolean served(Kind kind, Set<String> declared, String subresource) {
        return declared.contains(subresource)
                || kind.resource().equals("pods") && (subresource.equals("log") || CONTAINER_STREAMS.contains(subresource))
                || subresource.equals("proxy") && (kind.resource().equals("services") || kind.resource().equals("nodes"));
    }
}
