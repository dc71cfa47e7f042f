package dev.glassplane.registry;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A patch request by its media type. */
public sealed interface Patch {

    /** RFC 6902, {@code application/json-patch+json}. */
    record Json(JsonNode operations) implements Patch {}

    /** RFC 7386, {@code application/merge-patch+json}. */
    record Merge(JsonNode patch) implements Patch {}

    /** {@code application/strategic-merge-patch+json}. */
    record StrategicMerge(JsonNode patch) implements Patch {}

    /**
     * Server-side apply, {@code application/apply-patch+yaml}.
     *
     * @param configuration what the manager wants the object to be like
     * @param force         take over fields that other managers own
     */
    record Apply(ObjectNode configuration, boolean force) implements Patch {}
}
