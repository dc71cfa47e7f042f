package dev.glassplane.store;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Objects as bytes, and their resourceVersion. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String METADATA = "metadata";
    private static final String RESOURCE_VERSION = "resourceVersion";

    private Json() {}

    /** A deep copy without a resourceVersion, so that nobody else can change it. */
    static ObjectNode copyWithoutRevision(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.get(METADATA) instanceof ObjectNode metadata) {
            metadata.remove(RESOURCE_VERSION);
        } else {
            copy.putObject(METADATA);
        }
        return copy;
    }

    /** Fills the resourceVersion in. */
    static ObjectNode stamp(ObjectNode own, Revision revision) {
        ((ObjectNode) own.get(METADATA)).put(RESOURCE_VERSION, revision.toString());
        return own;
    }

    /** The same object at another revision; shares what is the same. */
    static ObjectNode restamped(ObjectNode object, Revision revision) {
        ObjectNode copy = object.objectNode();
        copy.setAll(object);
        copy.putObject(METADATA).setAll((ObjectNode) object.get(METADATA));
        return stamp(copy, revision);
    }

    static byte[] bytes(ObjectNode object) {
        return MAPPER.writeValueAsBytes(object);
    }

    static ObjectNode parse(byte[] body, Revision revision) {
        return stamp((ObjectNode) MAPPER.readTree(body), revision);
    }
}
