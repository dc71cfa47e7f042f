package dev.glassplane.registry.cel;

import dev.cel.common.types.CelType;
import dev.glassplane.registry.cel.RuleCompiler.RuleException;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import dev.glassplane.registry.schema.ValidationRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A place of a schema that has rules, or that leads to one. Rules are compiled when an object first reaches them. */
final class RuleNode {

    /** A rule that can be run, or why it cannot. */
    sealed interface Outcome {

        /** It can be run. */
        record Ready(CompiledRule rule) implements Outcome {}

        /** It cannot. */
        record Broken(ValidationRule rule, RuleException why) implements Outcome {}
    }

    private final Schema schema;
    private final boolean root;
    private final Map<String, RuleNode> fields;
    private final Optional<RuleNode> each;
    private List<Outcome> compiled;

    private RuleNode(Schema schema, boolean root, Map<String, RuleNode> fields, Optional<RuleNode> each) {
        this.schema = schema;
        this.root = root;
        this.fields = fields;
        this.each = each;
    }

    /** @return the tree of places with rules, empty if there are none */
    static Optional<RuleNode> of(Struct root) {
        return of(root, true);
    }

    private static Optional<RuleNode> of(Schema schema, boolean root) {
        Map<String, RuleNode> fields = new LinkedHashMap<>();
        Optional<RuleNode> each = switch (schema) {
            case Struct struct -> {
                struct.fields().forEach((name, field) -> of(field.schema(), false).ifPresent(node -> fields.put(name, node)));
                yield Optional.empty();
            }
            case Dictionary dictionary -> of(dictionary.values(), false);
            case Sequence sequence -> of(sequence.items(), false);
            case Schema.Scalar _, Schema.Anything _ -> Optional.empty();
        };
        boolean leads = !schema.rules().validations().isEmpty() || !fields.isEmpty() || each.isPresent();
        return leads ? Optional.of(new RuleNode(schema, root, fields, each)) : Optional.empty();
    }

    Schema schema() {
        return schema;
    }

    boolean isRoot() {
        return root;
    }

    Map<String, RuleNode> fields() {
        return fields;
    }

    /** @return the place of a list's items or a map's values */
    Optional<RuleNode> each() {
        return each;
    }

    /** @return the rules of this place */
    synchronized List<Outcome> rules() {
        if (compiled == null) {
            compiled = compile();
        }
        return compiled;
    }

    private List<Outcome> compile() {
        List<ValidationRule> rules = schema.rules().validations();
        if (rules.isEmpty()) {
            return List.of();
        }
        RuleTypes types = new RuleTypes();
        Optional<CelType> self = types.declare(schema, "selfType", root);
        List<Outcome> outcomes = new ArrayList<>();
        for (ValidationRule rule : rules) {
            try {
                if (self.isEmpty()) {
                    throw new RuleException("rule", "rules of a value without a declared type cannot be compiled");
                }
                outcomes.add(new Outcome.Ready(new RuleCompiler(types, self.get()).compile(rule)));
            } catch (RuleException e) {
                outcomes.add(new Outcome.Broken(rule, e));
            }
        }
        return List.copyOf(outcomes);
    }
}
