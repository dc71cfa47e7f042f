package dev.glassplane.registry.cel;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.schema.DefinitionSchema;
import dev.glassplane.registry.schema.KindSchema;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** The schema of a definition with its rules in CEL, which run once an object fits the rest of the schema. */
public final class RuledSchema implements KindSchema {

    /** Errors after which rules would stumble over what is missing or too much. */
    private static final Set<String> BLOCKING = Set.of("FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid");

    private final DefinitionSchema schema;
    private final Optional<RuleNode> rules;

    /** @param schema types and all demands but rules */
    public RuledSchema(DefinitionSchema schema) {
        this.schema = schema;
        this.rules = RuleNode.of(schema.root());
    }

    /**
     * Compiles every rule.
     *
     * @param errors gets rules that do not compile, at paths below {@code path}
     * @param path   of the schema, for example {@code spec.validation.openAPIV3Schema}
     */
    public void compile(String path, FieldErrors errors) {
        rules.ifPresent(node -> new RuleReview(errors).review(node, path, ""));
    }

    @Override
    public void validate(ObjectNode object, Optional<ObjectNode> before, FieldErrors errors, Consumer<String> warnings) {
        schema.validate(object, before, errors, warnings);
        if (rules.isEmpty()) {
            return;
        }
        if (errors.causes().stream().anyMatch(cause -> BLOCKING.contains(cause.reason()))) {
            errors.invalid("<nil>", null, "some validation rules were not checked because the object was invalid; correct the existing errors to "
                    + "complete validation");
            return;
        }
        new RuleRun(errors, warnings).walk(rules.get(), object, before.orElse(null), false, Place.ROOT);
    }

    @Override
    public String name() {
        return schema.name();
    }

    @Override
    public Struct root() {
        return schema.root();
    }

    @Override
    public ObjectNode decode(Kind kind, ObjectNode object, List<String> unknown) {
        return schema.decode(kind, object, unknown);
    }

    @Override
    public ObjectNode decodeAsSent(Kind kind, ObjectNode object, List<String> unknown) {
        return schema.decodeAsSent(kind, object, unknown);
    }

    @Override
    public Optional<ObjectNode> newStatus() {
        return schema.newStatus();
    }

    @Override
    public void describeInto(Map<String, ObjectNode> schemas) {
        schema.describeInto(schemas);
    }
}
