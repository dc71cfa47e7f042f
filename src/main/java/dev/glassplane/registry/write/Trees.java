package dev.glassplane.registry.write;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Short ways to read and write JSON trees. */
final class Trees {

    private Trees() {}

    static ObjectNode metadata(ObjectNode object) {
        return object.get("metadata") instanceof ObjectNode metadata ? metadata : object.putObject("metadata");
    }

    static String meta(ObjectNode object, String field) {
        return object.path("metadata").path(field).asString("");
    }

    /** Makes a field what it is in another object, absent included. */
    static void carry(String field, ObjectNode from, ObjectNode to) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value.deepCopy());
        }
    }

    static boolean same(String field, ObjectNode a, ObjectNode b) {
        return java.util.Objects.equals(a.get(field), b.get(field));
    }
}
