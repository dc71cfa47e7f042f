package dev.glassplane.registry.schema;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The schema of a kind that a definition file declares. */
public final class DefinitionSchema implements KindSchema {

    private final Kind kind;
    private final ObjectNode openApi;
    private final Struct root;

    /**
     * @param openApi {@code openAPIV3Schema} of the version
     * @throws IllegalStateException if it is not understood
     */
    public DefinitionSchema(Kind kind, ObjectNode openApi) {
        this.kind = kind;
        this.openApi = openApi;
        if (!(new DefinitionSchemas().parse(openApi, "") instanceof Struct struct)) {
            throw new IllegalStateException("the schema of " + kind.resource() + " is not that of an object with properties");
        }
        this.root = struct;
    }

    @Override
    public String name() {
        List<String> words = new java.util.ArrayList<>(List.of(kind.group().split("\\.")));
        java.util.Collections.reverse(words);
        return String.join(".", words) + "." + kind.version() + "." + kind.name();
    }

    @Override
    public Struct root() {
        return root;
    }

    @Override
    public ObjectNode decode(Kind asked, ObjectNode object, List<String> unknown) {
        return withMetadata(asked, new DefinitionDecoder(unknown, true).decode(root, object), unknown);
    }

    @Override
    public ObjectNode decodeAsSent(Kind asked, ObjectNode object, List<String> unknown) {
        return withMetadata(asked, new DefinitionDecoder(unknown, false).decode(root, object), unknown);
    }

    private static ObjectNode withMetadata(Kind asked, ObjectNode out, List<String> unknown) {
        try {
            if (out.get("metadata") instanceof ObjectNode metadata) {
                out.set("metadata", new ModelDecoder(unknown).decode(ModelSchemas.objectMeta(), metadata, "metadata"));
            }
        } catch (DecodingException e) {
            throw new UndecodableException(asked, e.getMessage());
        }
        return out;
    }

    @Override
    public Optional<ObjectNode> newStatus() {
        ObjectNode empty = new DefinitionDecoder(new java.util.ArrayList<>(), true).decode(root, JsonNodeFactory.instance.objectNode());
        return empty.get("status") instanceof ObjectNode status ? Optional.of(status) : Optional.empty();
    }

    @Override
    public void validate(ObjectNode object, Optional<ObjectNode> before, FieldErrors errors, Consumer<String> warnings) {
        new DefinitionChecks(errors).check(root, object, before.orElse(null));
    }

    @Override
    public void describeInto(Map<String, ObjectNode> schemas) {
        ObjectNode out = openApi.deepCopy();
        JsonNode declared = out.path("properties");
        ObjectNode properties = out.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").putArray("allOf").add(OpenApi.reference(ModelSchemas.objectMeta().name()));
        declared.properties().stream().filter(each -> !properties.has(each.getKey()))
                .forEach(each -> properties.set(each.getKey(), each.getValue()));
        schemas.put(name(), OpenApi.markKind(out, kind));
        OpenApi.describe(ModelSchemas.objectMeta(), schemas);
    }
}
