package dev.glassplane.trace.whynot;

import dev.glassplane.image.ImageEdit;
import dev.glassplane.store.ObjectKey;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One edit that a user could make.
 *
 * @param object   what to edit
 * @param kind     its kind
 * @param patch    a merge patch of the object; empty to delete it
 * @param edit     the patched object, and what the control loops would make of it as far as the network reads it
 * @param sentence what it does, in words
 */
public record Fix(ObjectKey object, String kind, Optional<ObjectNode> patch, ImageEdit edit, String sentence) {

    /** A patch of an object. */
    Fix(ObjectKey object, String kind, ObjectNode patch, ImageEdit edit, String sentence) {
        this(object, kind, Optional.of(patch), edit, sentence);
    }
}
