package dev.glassplane.apiserver;

import dev.glassplane.apiserver.selector.Selection;
import dev.glassplane.apiserver.watch.ChunkedSink;
import dev.glassplane.apiserver.watch.EventObjects;
import dev.glassplane.apiserver.watch.ProtobufSink;
import dev.glassplane.apiserver.watch.WatchHub;
import dev.glassplane.apiserver.watch.WatchRequest;
import dev.glassplane.apiserver.watch.WatchRun;
import dev.glassplane.apiserver.watch.WatchSink;
import dev.glassplane.apiserver.watch.WebSocketWatch;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Representation;
import dev.glassplane.apiserver.wire.Representation.Encoding;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** Get, list and watch. */
@Component
class Reads {

    private final Objects objects;
    private final Kinds kinds;
    private final RevisionLog log;
    private final Pages pages;
    private final WatchHub hub;
    private final Views views;

    Reads(Objects objects, Kinds kinds, RevisionLog log, Pages pages, WatchHub hub, Views views) {
        this.objects = objects;
        this.kinds = kinds;
        this.log = log;
        this.pages = pages;
        this.hub = hub;
        this.views = views;
    }

    /** @return the object that a route names */
    Stored stored(ResourceRoute route) {
        Kind kind = route.kind();
        return objects.get(kind, route.namespace(), route.name())
                .orElseThrow(() -> Statuses.notFound(kind.plural(), kind.group(), route.name()));
    }

    void get(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isPresent()) {
            views.one(exchange, view.get(), 200, route.kind(), stored(route).object());
        }
    }

    void listOrWatch(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isEmpty()) {
            return;
        }
        Selection selection = Selection.of(route.kind(), kinds.selectableFields(route.kind()), route.namespace(), exchange.query());
        if (exchange.query().flag("watch")) {
            watch(exchange, route.kind(), selection, view.get());
        } else {
            views.list(exchange, view.get(), route.kind(), pages.read(route.kind(), selection, exchange.query()));
        }
    }

    private void watch(Exchange exchange, Kind kind, Selection selection, Representation view) throws IOException {
        if (view.encoding() == Encoding.YAML) {
            exchange.text(406, "406: Not Acceptable\n\nAvailable representations of a watch: application/json");
            return;
        }
        WatchRequest request = WatchRequest.of(kind, selection, exchange.query());
        boolean webSocket = exchange.header("Upgrade").equalsIgnoreCase("websocket");
        EventObjects shown = views.eventObjects(webSocket && view.encoding() == Encoding.PROTOBUF ? Representation.JSON : view, kind,
                exchange.query());
        String resource = objects.key(kind, "", "").resource();
        Function<WatchSink, WatchRun> watch = sink -> new WatchRun(request, resource, log, hub, shown, sink);
        if (webSocket) {
            WebSocketWatch.upgrade(exchange, watch, () -> objects.list(kind));
        } else {
            WatchSink sink = view.encoding() == Encoding.PROTOBUF ? new ProtobufSink(exchange) : new ChunkedSink(exchange);
            watch.apply(sink).run(() -> objects.list(kind));
        }
    }
}
