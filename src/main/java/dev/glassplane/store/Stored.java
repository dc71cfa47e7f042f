package dev.glassplane.store;

import tools.jackson.databind.node.ObjectNode;

/**
 * An object as of a revision.
 *
 * @param key      where it lives
 * @param revision the write that made this state
 * @param object   the whole object, {@code metadata.resourceVersion} included; must never be modified, copy it first
 */
public record Stored(ObjectKey key, Revision revision, ObjectNode object) {}
