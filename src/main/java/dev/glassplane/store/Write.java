package dev.glassplane.store;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A write with its precondition.
 *
 * @param key      object
 * @param expected revision that the object must have now; {@link Revision#ZERO}: it must not exist
 * @param object   new state without a resourceVersion (the log fills it in), or empty to delete
 * @param guard    what else must hold
 */
public record Write(ObjectKey key, Revision expected, Optional<ObjectNode> object, Guard guard) {

    /** A write that nothing but its precondition can prevent. */
    public Write(ObjectKey key, Revision expected, Optional<ObjectNode> object) {
        this(key, expected, object, Guard.NONE);
    }
}
