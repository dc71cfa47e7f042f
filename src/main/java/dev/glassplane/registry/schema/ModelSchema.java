package dev.glassplane.registry.schema;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema of a built-in kind.
 *
 * @param kind  whose
 * @param model fabric8's class for it
 */
public record ModelSchema(Kind kind, Class<?> model) implements KindSchema {

    @Override
    public String name() {
        return ModelSchemas.upstreamName(model);
    }

    @Override
    public Schema.Struct root() {
        return ModelSchemas.of(model);
    }

    @Override
    public ObjectNode decode(Kind asked, ObjectNode object, List<String> unknown) {
        try {
            return new ModelDecoder(unknown).decode(root(), object);
        } catch (DecodingException e) {
            throw new UndecodableException(asked, e.getMessage());
        }
    }

    @Override
    public ObjectNode decodeAsSent(Kind asked, ObjectNode object, List<String> unknown) {
        return decode(asked, object, unknown);
    }

    @Override
    public void validate(ObjectNode object, Optional<ObjectNode> before, FieldErrors errors, Consumer<String> warnings) {
        // Everything beyond types is the strategy's.
    }

    @Override
    public Optional<ObjectNode> newStatus() {
        return Optional.empty();
    }

    @Override
    public void describeInto(Map<String, ObjectNode> schemas) {
        OpenApi.describe(root(), schemas);
        OpenApi.markKind(schemas.get(name()), kind);
    }
}
