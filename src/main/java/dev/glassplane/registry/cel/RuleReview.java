package dev.glassplane.registry.cel;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.ValidationRule;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Checks the rules of a definition. Source: {@code apiextensions-apiserver: pkg/apis/apiextensions/validation/validation.go}. */
final class RuleReview {

    private static final Set<String> REASONS = Set.of("FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate");

    private final FieldErrors errors;

    RuleReview(FieldErrors errors) {
        this.errors = errors;
    }

    /** @param uncorrelatable path of a list around this place whose items cannot be compared with those before; empty if there is none */
    void review(RuleNode node, String path, String uncorrelatable) {
        List<RuleNode.Outcome> outcomes = node.rules();
        for (int index = 0; index < outcomes.size(); index++) {
            review(node, outcomes.get(index), path + ".x-kubernetes-validations[" + index + "]", uncorrelatable);
        }
        node.fields().forEach((name, field) -> review(field, path + ".properties[" + name + "]", uncorrelatable));
        boolean lost = node.schema() instanceof Sequence sequence && !(sequence.type() instanceof ListType.MapBy);
        node.each().ifPresent(each -> review(each, path + (node.schema() instanceof Dictionary ? ".additionalProperties" : ".items"),
                uncorrelatable.isEmpty() && lost ? path : uncorrelatable));
    }

    private void review(RuleNode node, RuleNode.Outcome outcome, String at, String uncorrelatable) {
        switch (outcome) {
            case RuleNode.Outcome.Ready(CompiledRule compiled) -> {
                if (compiled.usesOldSelf() && !uncorrelatable.isEmpty()) {
                    errors.invalid(at + ".rule", compiled.rule().rule(), "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                            + uncorrelatable);
                }
                words(node, compiled.rule(), at);
            }
            case RuleNode.Outcome.Broken(ValidationRule rule, RuleCompiler.RuleException why) -> {
                if (rule.rule().isBlank()) {
                    errors.required(at + ".rule", "rule is not specified");
                } else {
                    errors.invalid(at + "." + why.field(), shown(rule), why.getMessage());
                }
            }
        }
    }

    private void words(RuleNode node, ValidationRule rule, String at) {
        if (rule.message().indexOf('\n') >= 0) {
            errors.invalid(at + ".message", rule.message(), "message must not contain line breaks");
        } else if (rule.message().isEmpty() && rule.rule().strip().indexOf('\n') >= 0) {
            errors.required(at + ".message", "message must be specified if rule contains line breaks");
        }
        if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
            errors.notSupported(at + ".reason", rule.reason(), REASONS);
        }
        if (!rule.fieldPath().isEmpty()) {
            FieldPaths.problem(node.schema(), rule.fieldPath()).ifPresent(problem -> errors.invalid(at + ".fieldPath", rule.fieldPath(), problem));
        }
    }

    private static ObjectNode shown(ValidationRule rule) {
        ObjectNode out = JsonNodeFactory.instance.objectNode().put("Rule", rule.rule()).put("Message", rule.message())
                .put("MessageExpression", rule.messageExpression());
        out.put("Reason", rule.reason().isEmpty() ? null : rule.reason()).put("FieldPath", rule.fieldPath());
        return out.put("OptionalOldSelf", rule.optionalOldSelf().orElse(null));
    }
}
