package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Exchange;
import dev.glassplane.apiserver.wire.Query;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.WriteOptions.FieldValidation;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads CreateOptions, UpdateOptions, PatchOptions and DeleteOptions. */
final class RequestOptions {

    private static final int MANAGER_CHARS_MAX = 128;

    private RequestOptions() {}

    /** @param optionsKind for messages, for example {@code CreateOptions} */
    static WriteOptions write(Exchange exchange, String subresource, String optionsKind) {
        Query query = exchange.query();
        return new WriteOptions(subresource, manager(exchange, optionsKind), validation(query, optionsKind),
                dryRun(query.all("dryRun"), optionsKind), exchange::warn);
    }

    /** @throws dev.glassplane.registry.ApiException 422 for an apply that does not say who applies, or for another patch that forces */
    static WriteOptions patch(Exchange exchange, String subresource, Patch patch) {
        String kind = "PatchOptions";
        boolean applies = patch instanceof Patch.Apply;
        if (applies && exchange.query().text("fieldManager").isEmpty()) {
            throw Statuses.invalidOption(kind, "fieldManager", "FieldValueRequired", "Required value: is required for apply patch");
        }
        if (!applies && exchange.query().has("force")) {
            throw Statuses.invalidOption(kind, "force", "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch");
        }
        return write(exchange, subresource, kind);
    }

    /** @param body a DeleteOptions object, or missing: then the query's parameters count */
    static DeleteOptions delete(Query query, JsonNode body) {
        boolean dryRun = dryRun(query.all("dryRun"), "DeleteOptions") || dryRun(strings(body.path("dryRun")), "DeleteOptions");
        JsonNode preconditions = body.path("preconditions");
        Optional<Long> grace = body.path("gracePeriodSeconds").isNumber() ? Optional.of(body.path("gracePeriodSeconds").longValue())
                : query.number("gracePeriodSeconds").stream().boxed().findFirst();
        if (grace.isPresent() && grace.get() < 0) {
            grace = Optional.of(1L); // as kube-apiserver reads negative grace
        }
        return new DeleteOptions(grace, propagation(query, body), text(preconditions, "uid"), text(preconditions, "resourceVersion"), dryRun);
    }

    private static Optional<DeleteOptions.Propagation> propagation(Query query, JsonNode body) {
        Optional<String> policy = text(body, "propagationPolicy").or(() -> query.find("propagationPolicy"));
        if (policy.isEmpty()) {
            JsonNode orphan = body.path("orphanDependents");
            boolean given = orphan.isBoolean() || query.has("orphanDependents");
            boolean value = orphan.isBoolean() ? orphan.booleanValue() : query.flag("orphanDependents");
            return !given ? Optional.empty()
                    : Optional.of(value ? DeleteOptions.Propagation.ORPHAN : DeleteOptions.Propagation.BACKGROUND);
        }
        return Optional.of(switch (policy.get()) {
            case "Orphan" -> DeleteOptions.Propagation.ORPHAN;
            case "Background" -> DeleteOptions.Propagation.BACKGROUND;
            case "Foreground" -> DeleteOptions.Propagation.FOREGROUND;
            default -> throw Statuses.invalidOption("DeleteOptions", "propagationPolicy", "FieldValueNotSupported", "Unsupported value: \""
                    + policy.get() + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"");
        });
    }

    static FieldValidation validation(Query query, String optionsKind) {
        return switch (query.text("fieldValidation")) {
            case "", "Warn" -> FieldValidation.WARN;
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            default -> throw Statuses.invalidOption(optionsKind, "fieldValidation", "FieldValueNotSupported", "Unsupported value: \""
                    + query.text("fieldValidation") + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"");
        };
    }

    private static boolean dryRun(List<String> values, String optionsKind) {
        for (String value : values) {
            if (!value.isEmpty() && !value.equals("All")) {
                throw Statuses.invalidOption(optionsKind, "dryRun", "FieldValueNotSupported",
                        "Unsupported value: \"" + value + "\": supported values: \"All\"");
            }
        }
        return values.contains("All");
    }

    /** The parameter, or the first word of the User-Agent, as kube-apiserver names Update managers. */
    private static String manager(Exchange exchange, String optionsKind) {
        String manager = exchange.query().text("fieldManager");
        if (manager.length() > MANAGER_CHARS_MAX) {
            throw Statuses.invalidOption(optionsKind, "fieldManager", "FieldValueTooLong", "Too long: may not be more than "
                    + MANAGER_CHARS_MAX + " bytes");
        }
        if (!manager.isEmpty()) {
            return manager;
        }
        String agent = exchange.header("User-Agent");
        int slash = agent.indexOf('/');
        agent = slash < 0 ? agent : agent.substring(0, slash);
        return agent.isEmpty() ? "unknown" : agent.substring(0, Math.min(agent.length(), MANAGER_CHARS_MAX));
    }

    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() && !value.stringValue().isEmpty() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
