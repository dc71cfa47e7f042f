package dev.glassplane.apiserver;

import dev.glassplane.apiserver.security.ServerAccess;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.io.IOException;
import java.util.List;
import org.springframework.stereotype.Component;

/** Requests about resources: verb and subresource decide who answers. */
@Component
class Resources {

    private static final String ENDPOINTS_WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

    private final Kinds kinds;
    private final Reads reads;
    private final Writes writes;
    private final Subresources subresources;
    private final ServerAccess access;

    Resources(Kinds kinds, Reads reads, Writes writes, Subresources subresources, ServerAccess access) {
        this.access = access;
        this.kinds = kinds;
        this.reads = reads;
        this.writes = writes;
        this.subresources = subresources;
    }

    void answer(Exchange exchange, ResourceRoute route) throws IOException {
        Kind kind = route.kind();
        refuseIfReadOnly(exchange, kind);
        if (kind.resource().equals("endpoints")) {
            exchange.warn(ENDPOINTS_WARNING);
        }
        if (route.name().isEmpty()) {
            collection(exchange, route);
        } else if (route.subresource().isEmpty()) {
            object(exchange, route);
        } else if (!Subresources.served(kind, kinds.subresources(kind), route.subresource())) {
            exchange.pageNotFound();
        } else if (!subresources.handle(exchange, route)) {
            partOfObject(exchange, route);
        }
    }

    /** A question and a dry run change nothing. */
    private void refuseIfReadOnly(Exchange exchange, Kind kind) {
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD") || kinds.verbs(kind).equals(List.of("create"))
                || exchange.query().all("dryRun").contains("All");
        if (access.readOnly() && !reads) {
            throw new ApiException(403, "Forbidden", kind.resource() + " is forbidden: this server is read-only (glassplane.read-only)", null);
        }
    }

    private void collection(Exchange exchange, ResourceRoute route) throws IOException {
        switch (exchange.method()) {
            case "GET" -> {
                require(route, exchange.query().flag("watch") ? "watch" : "list");
                reads.listOrWatch(exchange, route);
            }
            case "POST" -> {
                requireScope(route);
                writes.create(exchange, route);
            }
            case "DELETE" -> {
                requireScope(route);
                require(route, "deletecollection");
                writes.deleteCollection(exchange, route);
            }
            default -> throw Statuses.methodNotAllowed();
        }
    }

    private void object(Exchange exchange, ResourceRoute route) throws IOException {
        switch (exchange.method()) {
            case "GET" -> {
                require(route, "get");
                reads.get(exchange, route);
            }
            case "PUT" -> writes.replace(exchange, route);
            case "PATCH" -> writes.patch(exchange, route);
            case "DELETE" -> writes.delete(exchange, route);
            default -> throw Statuses.methodNotAllowed();
        }
    }

    /** Subresources whose body is the object itself, such as status. */
    private void partOfObject(Exchange exchange, ResourceRoute route) throws IOException {
        switch (exchange.method()) {
            case "GET" -> reads.get(exchange, route);
            case "PUT" -> writes.replace(exchange, route);
            case "PATCH" -> writes.patch(exchange, route);
            default -> throw Statuses.methodNotAllowed();
        }
    }

    private static void requireScope(ResourceRoute route) {
        if (!route.scoped()) {
            throw Statuses.methodNotAllowed();
        }
    }

    /** For reads and collections; {@code Objects} itself refuses single writes that a kind does not offer. */
    private void require(ResourceRoute route, String verb) {
        if (!kinds.verbs(route.kind()).contains(verb)) {
            throw Statuses.methodNotAllowed();
        }
    }
}
