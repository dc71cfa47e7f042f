package dev.glassplane.apiserver;

import dev.glassplane.apiserver.selector.Selection;
import dev.glassplane.apiserver.wire.Body;
import dev.glassplane.apiserver.wire.BuiltIn;
import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Representation;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.WriteOptions.FieldValidation;
import dev.glassplane.store.Stored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Create, replace, patch, delete. */
@Component
class Writes {

    /** Kinds whose delete answers with the object and not with a Status. Source: their registries' {@code ReturnDeletedObject}. */
    private static final Set<String> RETURN_DELETED = Set.of("pods", "services", "serviceaccounts", "persistentvolumes",
            "persistentvolumeclaims", "podtemplates", "resourcequotas");
    /** Kinds that a replace creates. */
    private static final Set<String> CREATE_ON_UPDATE = Set.of("endpoints", "events", "leases.coordination.k8s.io", "events.events.k8s.io");
    private static final List<String> PATCH_TYPES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json");
    private static final String APPLY = "application/apply-patch+yaml";

    private final Objects objects;
    private final Kinds kinds;
    private final Pages pages;
    private final Views views;
    private final ObjectProvider<Admission> admissions;

    Writes(Objects objects, Kinds kinds, Pages pages, Views views, ObjectProvider<Admission> admissions) {
        this.objects = objects;
        this.kinds = kinds;
        this.pages = pages;
        this.views = views;
        this.admissions = admissions;
    }

    void create(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isPresent()) {
            WriteOptions options = RequestOptions.write(exchange, "", "CreateOptions");
            ObjectNode object = read(exchange, route.kind(), options);
            Stored stored = EventForms.isOther(route.kind())
                    ? objects.create(EventForms.stored(kinds, route.kind()), route.namespace(), EventForms.stored(object), options)
                    : objects.create(route.kind(), route.namespace(), object, options);
            views.one(exchange, view.get(), 201, route.kind(), stored.object());
        }
    }

    void replace(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isPresent()) {
            Kind kind = route.kind();
            WriteOptions options = RequestOptions.write(exchange, route.subresource(), "UpdateOptions");
            ObjectNode object = read(exchange, kind, options);
            boolean creates = CREATE_ON_UPDATE.contains(kind.resource()) && objects.get(kind, route.namespace(), route.name()).isEmpty();
            Stored stored = EventForms.isOther(kind)
                    ? objects.update(EventForms.stored(kinds, kind), route.namespace(), route.name(), EventForms.stored(object), options)
                    : objects.update(kind, route.namespace(), route.name(), object, options);
            views.one(exchange, view.get(), creates ? 201 : 200, kind, stored.object());
        }
    }

    void patch(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        Optional<Patch> patch = view.isPresent() ? readPatch(exchange, route.kind()) : Optional.empty();
        if (patch.isPresent()) {
            WriteOptions options = RequestOptions.patch(exchange, route.subresource(), patch.get());
            boolean creates = patch.get() instanceof Patch.Apply && objects.get(route.kind(), route.namespace(), route.name()).isEmpty();
            Patch change = EventForms.isOther(route.kind()) ? EventForms.stored(patch.get()) : patch.get();
            Stored stored = objects.patch(EventForms.stored(kinds, route.kind()), route.namespace(), route.name(), change, options);
            views.one(exchange, view.get(), creates ? 201 : 200, route.kind(), stored.object());
        }
    }

    void delete(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isEmpty()) {
            return;
        }
        Kind kind = route.kind();
        DeleteOptions options = readDelete(exchange);
        objects.get(kind, route.namespace(), route.name()).ifPresent(doomed -> admissions.forEach(admission -> admission.checkDelete(kind, doomed.object())));
        Objects.Deletion deletion = objects.delete(kind, route.namespace(), route.name(), options);
        ObjectNode object = deletion.object().object();
        if (!deletion.gone() || RETURN_DELETED.contains(kind.resource())) {
            views.one(exchange, view.get(), 200, kind, object);
        } else {
            views.send(exchange, view.get(), 200, Statuses.success(route.name(), kind.group(), kind.plural(),
                    object.path("metadata").path("uid").asString("")));
        }
    }

    void deleteCollection(Exchange exchange, ResourceRoute route) throws IOException {
        Optional<Representation> view = views.negotiate(exchange, route.kind());
        if (view.isEmpty()) {
            return;
        }
        Kind kind = route.kind();
        DeleteOptions options = readDelete(exchange);
        Page page = pages.read(kind, Selection.of(kind, kinds.selectableFields(kind), route.namespace(), exchange.query()), exchange.query());
        List<Stored> deleted = new ArrayList<>();
        for (Stored stored : page.objects()) {
            try {
                admissions.forEach(admission -> admission.checkDelete(kind, stored.object()));
                deleted.add(objects.delete(kind, stored.key().namespace(), stored.key().name(), options).object());
            } catch (ApiException e) {
                if (e.code() != 404) {
                    throw e;
                }
            }
        }
        views.list(exchange, view.get(), kind, new Page(page.revision(), deleted, page.next(), page.remaining()));
    }

    /** Reads an object and deals with fields that came twice, as the field validation wants it. */
    static ObjectNode read(Exchange exchange, Kind kind, WriteOptions options) throws IOException {
        Body body = Body.object(exchange, kind.name());
        ObjectNode object = body.objectNode();
        checkType(kind, object);
        if (body.duplicates().isEmpty() || options.fieldValidation() == FieldValidation.IGNORE) {
            return object;
        }
        List<String> errors = body.duplicates().stream().map(path -> "duplicate field \"" + path + "\"").toList();
        if (options.fieldValidation() == FieldValidation.STRICT) {
            throw Statuses.badRequest(kind.name() + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.name()
                    + ": strict decoding error: " + errors.stream().collect(Collectors.joining(", ")));
        }
        errors.forEach(exchange::warn);
        return object;
    }

    /** Some clients leave kind and apiVersion out; what is there must fit. */
    private static void checkType(Kind kind, ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        String name = object.path("kind").asString("");
        if (!apiVersion.isEmpty() && !apiVersion.equals(kind.apiVersion())) {
            throw Statuses.badRequest("the API version in the data (" + apiVersion + ") does not match the expected API version ("
                    + kind.apiVersion() + ")");
        }
        if (!name.isEmpty() && !name.equals(kind.name())) {
            throw Statuses.badRequest(name + " in version \"" + kind.version() + "\" cannot be handled as a " + kind.name()
                    + ": the kind in the data (" + name + ") does not match the expected kind (" + kind.name() + ")");
        }
    }

    /** @return empty after a 415 has been sent */
    static Optional<Patch> readPatch(Exchange exchange, Kind kind) throws IOException {
        List<String> accepted = new ArrayList<>(BuiltIn.is(kind) ? PATCH_TYPES : PATCH_TYPES.subList(0, 2));
        accepted.add(APPLY);
        String type = Body.mediaType(exchange.header("Content-Type"));
        if (type.equals(APPLY)) {
            return Optional.of(readApply(exchange));
        }
        if (type.startsWith("application/apply-patch+")) {
            throw Statuses.unsupportedMediaType(accepted, "");
        }
        if (!PATCH_TYPES.contains(type)) {
            exchange.text(415, "415: Unsupported Media Type");
            return Optional.empty();
        }
        if (!accepted.contains(type)) {
            throw Statuses.unsupportedMediaType(accepted, "");
        }
        JsonNode tree = Body.patch(exchange).tree();
        if (type.equals(PATCH_TYPES.get(0))) {
            if (!tree.isArray()) {
                throw Statuses.badRequest("error decoding patch: a JSON patch is a list of operations, found "
                        + tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
            }
            return Optional.of(new Patch.Json(tree));
        }
        if (!tree.isObject()) {
            throw Statuses.badRequest("error decoding patch: expected an object, found "
                    + tree.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
        return Optional.of(type.equals(PATCH_TYPES.get(1)) ? new Patch.Merge(tree) : new Patch.StrategicMerge(tree));
    }

    private static Patch.Apply readApply(Exchange exchange) throws IOException {
        Body body = Body.applied(exchange);
        if (!body.duplicates().isEmpty()) {
            String errors = body.duplicates().stream().map(path -> "key \"" + path + "\" already set in map").collect(Collectors.joining(", "));
            switch (RequestOptions.validation(exchange.query(), "PatchOptions")) {
                case STRICT -> throw Statuses.badRequest("error strict decoding YAML: " + errors);
                case WARN -> exchange.warn(errors);
                case IGNORE -> { }
            }
        }
        return new Patch.Apply(body.objectNode(), exchange.query().flag("force"));
    }

    private static DeleteOptions readDelete(Exchange exchange) throws IOException {
        boolean empty = exchange.request().getContentLengthLong() == 0
                || exchange.request().getContentLengthLong() < 0 && exchange.header("Transfer-Encoding").isEmpty();
        JsonNode body = empty ? Json.object() : Body.object(exchange, "DeleteOptions").tree();
        return RequestOptions.delete(exchange.query(), body);
    }
}
