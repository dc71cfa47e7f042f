package dev.glassplane.trace.whynot;

import dev.glassplane.image.ImageEdit;
import dev.glassplane.store.ObjectKey;
import tools.jackson.databind.node.ObjectNode;

/**
 * One edit that a user could make.
 *
 * @param object   what to edit
 * @param kind     its kind
 * @param patch    a merge patch of the object
 * @param edit     the patched object, and what the control loops would make of it as far as the network reads it
 * @param sentence what it does, in words
 */
public record Fix(ObjectKey object, String kind, ObjectNode patch, ImageEdit edit, String sentence) {}
