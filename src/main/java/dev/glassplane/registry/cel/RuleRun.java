package dev.glassplane.registry.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.ValidationRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** One walk of an object past its rules. Source: {@code apiextensions-apiserver: pkg/apiserver/schema/cel/validation.go}. */
final class RuleRun {

    /** Characters of a message that an expression makes. */
    private static final int MESSAGE_MAX = 5 * 1024;
    private static final String OUT_OF_BUDGET = "validation failed due to running out of cost budget, no further validation rules will be run";

    private final FieldErrors errors;
    private final Consumer<String> warnings;
    private final Budget budget = new Budget();

    /** @param warnings gets what is wrong but was so before the write */
    RuleRun(FieldErrors errors, Consumer<String> warnings) {
        this.errors = errors;
        this.warnings = warnings;
    }

    /** @param before what stood there before the write, null if nothing comparable did */
    void walk(RuleNode node, JsonNode value, JsonNode before, boolean unchanged, Place place) {
        if (value.isNull() || budget.isSpent()) {
            return;
        }
        boolean same = unchanged || value.equals(before);
        run(node, value, before == null || before.isNull() ? null : before, same, place);
        switch (node.schema()) {
            case Schema.Struct _ -> node.fields().forEach((name, field) -> {
                JsonNode inner = value.get(name);
                if (inner != null) {
                    walk(field, inner, before == null ? null : before.get(name), same, place.child(name));
                }
            });
            case Schema.Dictionary _ -> node.each().ifPresent(each -> value.properties().forEach(entry ->
                    walk(each, entry.getValue(), before == null ? null : before.get(entry.getKey()), same, place.key(entry.getKey()))));
            case Sequence sequence -> node.each().ifPresent(each -> items(sequence, each, value, before, same, place));
            case Schema.Scalar _, Schema.Anything _ -> { }
        }
    }

    private void items(Sequence sequence, RuleNode each, JsonNode value, JsonNode before, boolean unchanged, Place place) {
        Map<List<JsonNode>, JsonNode> old = new HashMap<>();
        if (before != null && sequence.type() instanceof ListType.MapBy map) {
            before.forEach(item -> old.put(map.keys().stream().map(item::path).toList(), item));
        }
        for (int index = 0; index < value.size(); index++) {
            JsonNode item = value.get(index);
            JsonNode counterpart = sequence.type() instanceof ListType.MapBy map ? old.get(map.keys().stream().map(item::path).toList()) : null;
            walk(each, item, counterpart, unchanged, place.index(index));
        }
    }

    private void run(RuleNode node, JsonNode value, JsonNode before, boolean unchanged, Place place) {
        List<RuleNode.Outcome> rules = node.rules();
        if (rules.isEmpty()) {
            return;
        }
        String type = typeOf(node.schema());
        Object self = RuleValues.of(node.schema(), value, node.isRoot());
        Object old = before == null ? null : RuleValues.of(node.schema(), before, node.isRoot());
        for (RuleNode.Outcome outcome : rules) {
            if (budget.isSpent()) {
                errors.invalid(place, type, OUT_OF_BUDGET);
                return;
            }
            switch (outcome) {
                case RuleNode.Outcome.Broken broken -> errors.invalid(place, type, "rule compile error: " + broken.why().getMessage());
                case RuleNode.Outcome.Ready ready -> run(ready.rule(), type, self, old, unchanged, place);
            }
        }
    }

    private void run(CompiledRule compiled, String type, Object self, Object old, boolean unchanged, Place place) {
        boolean optional = compiled.rule().optionalOldSelf().orElse(false);
        if (compiled.usesOldSelf() && old == null && !optional) {
            return; // a rule about a change, and there is none
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put(Environment.SELF, self);
        if (optional) {
            variables.put(Environment.OLD_SELF, Optional.ofNullable(old));
        } else if (old != null) {
            variables.put(Environment.OLD_SELF, old);
        }
        try {
            if (!Boolean.TRUE.equals(budget.evaluate(compiled.program(), variables))) {
                broken(compiled, type, variables, unchanged, place);
            }
        } catch (Budget.ExpressionException e) {
            errors.invalid(place, type, "'" + e.getMessage() + "': no further validation rules will be run due to call cost exceeds limit for rule: "
                    + compiled.shown());
            budget.end();
        } catch (CelEvaluationException e) {
            String why = GoErrors.of(e);
            errors.invalid(place, type, e.getErrorCode() == CelErrorCode.OVERLOAD_NOT_FOUND
                    ? "'" + why + "': call arguments did not match a supported operator, function or macro signature for rule: " + compiled.shown()
                    : why + " evaluating rule: " + compiled.shown());
        }
    }

    private void broken(CompiledRule compiled, String type, Map<String, Object> variables, boolean unchanged, Place place) {
        ValidationRule rule = compiled.rule();
        String detail = compiled.message().flatMap(message -> message(message, variables))
                .orElseGet(() -> rule.message().isEmpty() ? "failed rule: " + compiled.shown() : rule.message().strip());
        FieldErrors found = new FieldErrors();
        Place at = FieldPaths.below(place, rule.fieldPath());
        switch (rule.reason()) {
            case "FieldValueForbidden" -> found.forbidden(at, detail);
            case "FieldValueRequired" -> found.required(at, detail);
            case "FieldValueDuplicate" -> found.duplicate(at, type);
            default -> found.invalid(at, type, detail);
        }
        found.causes().forEach(cause -> {
            if (unchanged && !compiled.usesOldSelf()) {
                warnings.accept(cause.field() + ": " + cause.message());
            } else {
                errors.add(cause.reason(), cause.field(), cause.message());
            }
        });
    }

    /** @return the message that an expression makes; empty if it makes none that can be shown */
    private Optional<String> message(dev.cel.runtime.CelRuntime.Program program, Map<String, Object> variables) {
        try {
            return budget.evaluate(program, variables) instanceof String text ? Optional.of(text.strip())
                    .filter(each -> !each.isEmpty() && each.length() <= MESSAGE_MAX && each.indexOf('\n') < 0) : Optional.empty();
        } catch (CelEvaluationException | Budget.ExpressionException _) {
            return Optional.empty();
        }
    }

    private static String typeOf(Schema schema) {
        return switch (schema) {
            case Schema.Struct _, Schema.Dictionary _ -> "object";
            case Sequence _ -> "array";
            case Schema.Scalar scalar -> scalar.type() == Schema.ScalarType.INT_OR_STRING ? "" : scalar.goType();
            case Schema.Anything _ -> "";
        };
    }
}
