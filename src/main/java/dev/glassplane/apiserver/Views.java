package dev.glassplane.apiserver;

import dev.glassplane.apiserver.protobuf.Protobuf;
import dev.glassplane.apiserver.table.KindTable;
import dev.glassplane.apiserver.table.Tables;
import dev.glassplane.apiserver.table.Tables.Included;
import dev.glassplane.apiserver.watch.EventObjects;
import dev.glassplane.apiserver.wire.BuiltIn;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Query;
import dev.glassplane.apiserver.wire.Representation;
import dev.glassplane.apiserver.wire.Representation.Encoding;
import dev.glassplane.apiserver.wire.Representation.Shape;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.image.ClusterClock;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.PrinterColumn;
import dev.glassplane.store.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Sends objects in the view that the client asked for. */
@Component
class Views {

    private static final YAMLMapper YAML = YAMLMapper.builder().disable(tools.jackson.dataformat.yaml.YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .build();

    private final Kinds kinds;
    private final ClusterClock clock;
    private final ConcurrentHashMap<Columns, KindTable> tables = new ConcurrentHashMap<>();

    Views(Kinds kinds, ClusterClock clock) {
        this.kinds = kinds;
        this.clock = clock;
    }

    /** @return what the client wants, empty after a 406 has been sent */
    Optional<Representation> negotiate(Exchange exchange, Kind kind) throws IOException {
        String accept = exchange.header("Accept");
        boolean protobuf = accept.contains(Protobuf.MEDIA_TYPE) && Protobuf.has(kind.apiVersion(), kind.name());
        Optional<Representation> wanted = Representation.negotiate(accept, protobuf);
        if (wanted.isEmpty()) {
            exchange.text(406, "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
                    + Protobuf.MEDIA_TYPE);
        }
        return wanted;
    }

    /** Sends one object. */
    void one(Exchange exchange, Representation view, int code, Kind kind, ObjectNode stored) throws IOException {
        ObjectNode object = as(kind, stored);
        send(exchange, view, code, switch (view.shape()) {
            case OBJECT -> object;
            case METADATA -> Tables.partial(object, view.version());
            case TABLE -> {
                ObjectNode metadata = Json.object().put("resourceVersion", object.path("metadata").path("resourceVersion").asString(""));
                ObjectNode table = Tables.table(table(kind), view.version(), metadata, true);
                Tables.addRow(table, table(kind), object, clock.instant(), included(exchange.query()), view.version());
                yield table;
            }
        });
    }

    /** Sends a page of a list. */
    void list(Exchange exchange, Representation view, Kind kind, Page page) throws IOException {
        ObjectNode metadata = Json.object().put("resourceVersion", page.revision().toString());
        if (!page.next().isEmpty()) {
            metadata.put("continue", page.next());
            page.remaining().ifPresent(remaining -> metadata.put("remainingItemCount", remaining));
        }
        switch (view.shape()) {
            case TABLE -> {
                ObjectNode table = Tables.table(table(kind), view.version(), metadata, true);
                Included included = included(exchange.query());
                for (Stored stored : page.objects()) {
                    Tables.addRow(table, table(kind), as(kind, stored.object()), clock.instant(), included, view.version());
                }
                send(exchange, view, 200, table);
            }
            case METADATA -> {
                ObjectNode list = listHead("PartialObjectMetadataList", "meta.k8s.io/" + view.version(), metadata);
                page.objects().forEach(stored -> list.withArray("items").add(Tables.partial(stored.object(), view.version())));
                send(exchange, view, 200, list);
            }
            case OBJECT -> {
                if (view.encoding() != Encoding.JSON || exchange.pretty()) {
                    ObjectNode list = listHead(kind.name() + "List", kind.apiVersion(), metadata);
                    page.objects().forEach(stored -> list.withArray("items").add(item(kind, stored.object())));
                    send(exchange, view, 200, list);
                } else {
                    stream(exchange, kind, metadata, page);
                }
            }
        }
    }

    /** Sends any document. */
    void send(Exchange exchange, Representation view, int code, JsonNode document) throws IOException {
        switch (view.encoding()) {
            case JSON -> exchange.json(code, document);
            case YAML -> exchange.bytes(code, "application/yaml", YAML.writeValueAsBytes(document));
            case PROTOBUF -> exchange.bytes(code, Protobuf.MEDIA_TYPE, Protobuf.encode((ObjectNode) document)
                    .orElseThrow(() -> new IllegalStateException("negotiated protobuf for what has none: " + document.path("kind"))));
        }
    }

    /** A long list is written object by object, so that it never lies in memory as a whole. */
    private void stream(Exchange exchange, Kind kind, ObjectNode metadata, Page page) throws IOException {
        exchange.start(200, "application/json");
        boolean headless = BuiltIn.is(kind);
        try (JsonGenerator json = Json.MAPPER.createGenerator(exchange.response().getOutputStream())) {
            json.writeStartObject();
            json.writeStringProperty("kind", kind.name() + "List");
            json.writeStringProperty("apiVersion", kind.apiVersion());
            json.writeName("metadata");
            json.writeTree(metadata);
            json.writeArrayPropertyStart("items");
            for (Stored stored : page.objects()) {
                if (headless) {
                    writeHeadless(json, as(kind, stored.object()));
                } else {
                    json.writeTree(as(kind, stored.object()));
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void writeHeadless(JsonGenerator json, ObjectNode object) {
        json.writeStartObject();
        object.properties().forEach(property -> {
            if (!property.getKey().equals("kind") && !property.getKey().equals("apiVersion")) {
                json.writeName(property.getKey());
                json.writeTree(property.getValue());
            }
        });
        json.writeEndObject();
    }

    private static ObjectNode listHead(String kind, String apiVersion, ObjectNode metadata) {
        ObjectNode list = Json.object().put("kind", kind).put("apiVersion", apiVersion);
        list.set("metadata", metadata);
        list.putArray("items");
        return list;
    }

    /** Items of built-in lists carry no kind and apiVersion; custom resources do. */
    private static ObjectNode item(Kind kind, ObjectNode object) {
        if (!BuiltIn.is(kind)) {
            return as(kind, object);
        }
        ObjectNode item = Json.object();
        item.setAll(as(kind, object));
        item.remove("kind");
        item.remove("apiVersion");
        return item;
    }

    /** The object as the version that was asked for; kinds served in several versions differ in nothing else. */
    static ObjectNode as(Kind kind, ObjectNode object) {
        if (object.path("apiVersion").asString("").equals(kind.apiVersion()) && object.path("kind").asString("").equals(kind.name())) {
            return object;
        }
        if (EventForms.isOther(kind)) {
            return EventForms.shown(object);
        }
        ObjectNode view = Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion());
        object.properties().forEach(property -> {
            if (!property.getKey().equals("kind") && !property.getKey().equals("apiVersion")) {
                view.set(property.getKey(), property.getValue());
            }
        });
        return view;
    }

    /** What a table is made of: a definition may change its columns. */
    private record Columns(Kind kind, List<PrinterColumn> columns) {}

    private KindTable table(Kind kind) {
        return tables.computeIfAbsent(new Columns(kind, kinds.printerColumns(kind)), key -> Tables.of(kind, key.columns, BuiltIn.is(kind)));
    }

    private static Included included(Query query) {
        return switch (query.text("includeObject")) {
            case "", "Metadata" -> Included.METADATA;
            case "None" -> Included.NONE;
            case "Object" -> Included.OBJECT;
            default -> throw Statuses.badRequest("unrecognized includeObject value: " + query.text("includeObject"));
        };
    }

    /** @return how a watch of the kind shows its events */
    EventObjects eventObjects(Representation view, Kind kind, Query query) {
        return new EventView(view, kind, included(query));
    }

    private final class EventView implements EventObjects {
        private final Representation view;
        private final Kind kind;
        private final Included included;
        private boolean columnsSent;

        EventView(Representation view, Kind kind, Included included) {
            this.view = view;
            this.kind = kind;
            this.included = included;
        }

        @Override
        public boolean plain(ObjectNode object) {
            return view.encoding() == Encoding.JSON && view.shape() == Shape.OBJECT && as(kind, object) == object;
        }

        @Override
        public byte[] show(ObjectNode object) {
            return written(switch (view.shape()) {
                case OBJECT -> as(kind, object);
                case METADATA -> Tables.partial(object, view.version());
                case TABLE -> {
                    ObjectNode table = emptyTable(
                            Json.object().put("resourceVersion", object.path("metadata").path("resourceVersion").asString("")));
                    Tables.addRow(table, table(kind), as(kind, object), clock.instant(), included, view.version());
                    yield table;
                }
            });
        }

        @Override
        public byte[] bookmark(ObjectNode metadata) {
            return written(switch (view.shape()) {
                case OBJECT -> Json.object().put("kind", kind.name()).put("apiVersion", kind.apiVersion()).set("metadata", metadata);
                case METADATA -> Tables.partial(Json.object().set("metadata", metadata), view.version());
                case TABLE -> emptyTable(metadata);
            });
        }

        @Override
        public byte[] status(ObjectNode status) {
            return written(status);
        }

        private byte[] written(JsonNode object) {
            return view.encoding() == Encoding.PROTOBUF ? Protobuf.encode((ObjectNode) object).orElseThrow() : Json.bytes(object);
        }

        private ObjectNode emptyTable(ObjectNode metadata) {
            ObjectNode table = Tables.table(table(kind), view.version(), metadata, !columnsSent);
            columnsSent = true;
            return table;
        }
    }
}
