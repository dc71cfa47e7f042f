package dev.glassplane.registry.kinds;

import tools.jackson.databind.node.ObjectNode;

/** Ways to fill in what is not there. */
final class Defaults {

    private Defaults() {}

    static void text(ObjectNode node, String field, String value) {
        if (!node.has(field)) {
            node.put(field, value);
        }
    }

    static void number(ObjectNode node, String field, int value) {
        if (!node.has(field)) {
            node.put(field, value);
        }
    }

    static void flag(ObjectNode node, String field, boolean value) {
        if (!node.has(field)) {
            node.put(field, value);
        }
    }

    /** @return the object in a field, put there if it is missing */
    static ObjectNode object(ObjectNode node, String field) {
        return node.get(field) instanceof ObjectNode found ? found : node.putObject(field);
    }
}
