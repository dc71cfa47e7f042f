package dev.glassplane.registry.patch;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Patch;
import dev.glassplane.registry.schema.Schema.Struct;
import io.fabric8.zjsonpatch.CompatibilityFlags;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.EnumSet;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Applies patches as {@code apiserver: pkg/endpoints/handlers/patch.go} does. */
public final class Patches {

    /** Operations that one JSON Patch may have. */
    public static final int OPERATIONS_MAX = 10_000;
    private static final String REJECTED = "the server rejected our request due to an error in our request";

    private Patches() {}

    /**
     * @param object not modified
     * @param schema for merge keys
     * @return the patched copy
     * @throws dev.glassplane.registry.ApiException 400 if the patch is malformed, 413 if it is too long, 422 if it cannot be applied
     */
    public static ObjectNode apply(Kind kind, ObjectNode object, Patch patch, Struct schema) {
        return switch (patch) {
            case Patch.Json json -> json(kind, object, json.operations());
            case Patch.Merge merge -> (ObjectNode) merge(object, document(kind, merge.patch()));
            case Patch.StrategicMerge strategic -> new StrategicMerge().merge(object, document(kind, strategic.patch()), schema);
            case Patch.Apply _ -> throw new IllegalArgumentException("an apply needs to know who owns what: see registry.fields");
        };
    }

    /** @return 422 for a patch whose result is no object of its kind */
    public static ApiException cannotBeApplied(Patch patch, String why) {
        JsonNode body = switch (patch) {
            case Patch.Json json -> json.operations();
            case Patch.Merge merge -> merge.patch();
            case Patch.StrategicMerge strategic -> strategic.patch();
            case Patch.Apply apply -> apply.configuration();
        };
        FieldErrors errors = new FieldErrors();
        errors.invalid("patch", body.toString(), why);
        return ApiErrors.invalid("", "", "", errors.causes());
    }

    private static ObjectNode document(Kind kind, JsonNode patch) {
        if (patch instanceof ObjectNode object) {
            return object;
        }
        throw ApiErrors.badRequest("error decoding patch: json: cannot unmarshal " + goName(patch) + " into Go value of type map[string]interface {}"
                + " (a patch of " + kind.resource() + " should be an object)");
    }

    private static String goName(JsonNode node) {
        return node.isArray() ? "array" : node.isString() ? "string" : node.isBoolean() ? "bool" : node.isNumber() ? "number" : "null";
    }

    private static ObjectNode json(Kind kind, ObjectNode object, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw ApiErrors.badRequest("error decoding patch: json: cannot unmarshal " + (operations.isObject() ? "object" : goName(operations))
                    + " into Go value of type jsonpatch.Patch");
        }
        if (list.size() > OPERATIONS_MAX) {
            throw ApiErrors.tooLarge("The allowed maximum operations in a JSON patch is " + OPERATIONS_MAX + ", got " + list.size());
        }
        try {
            JsonNode patched = JsonPatch.apply(list, object.deepCopy(), EnumSet.of(CompatibilityFlags.FORBID_REMOVE_MISSING_OBJECT));
            if (patched instanceof ObjectNode result) {
                return result;
            }
        } catch (JsonPatchException _) {
            throw ApiErrors.unprocessable(REJECTED);
        }
        throw ApiErrors.badRequest("a patch of " + kind.resource() + " should leave an object");
    }

    /** RFC 7386; target and patch are not modified. */
    static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch.deepCopy();
        }
        ObjectNode out = target.isObject() ? (ObjectNode) target.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            if (each.getValue().isNull()) {
                out.remove(each.getKey());
            } else {
                out.set(each.getKey(), merge(out.path(each.getKey()), each.getValue()));
            }
        }
        return out;
    }
}
