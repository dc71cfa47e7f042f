package dev.glassplane.registry;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A check that another module adds to the write path, as an admission plugin does. Every bean of this type is asked after defaulting and validation,
 * before the write; it must be quick and must not write.
 */
public interface Admission {

    /**
     * Completes a new object before it is validated, as a mutating webhook does.
     *
     * @param created the object, to be changed in place
     */
    default void complete(Kind kind, ObjectNode created) { }

    /**
     * @param kind   of the object
     * @param before state before the write, empty on create
     * @param after  state to be written; must not be modified
     * @throws ApiException to refuse the write
     */
    void check(Kind kind, Optional<ObjectNode> before, ObjectNode after);

    /**
     * A client wants to delete an object; control loops are not asked.
     *
     * @param doomed the object as it is
     * @throws ApiException to refuse
     */
    default void checkDelete(Kind kind, ObjectNode doomed) { }
}
