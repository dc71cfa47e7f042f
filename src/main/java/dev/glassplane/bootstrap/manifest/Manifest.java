package dev.glassplane.bootstrap.manifest;

import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a manifest.
 *
 * @param source where it stands, for example {@code web.yaml, document 2}
 * @param object as it stands there
 */
public record Manifest(String source, ObjectNode object) {

    /** @return for messages, for example {@code web.yaml, document 2 (Service shop/web)} */
    String shown() {
        String namespace = object.path("metadata").path("namespace").asString("");
        return source + " (" + object.path("kind").asString("?") + " " + (namespace.isEmpty() ? "" : namespace + "/")
                + object.path("metadata").path("name").asString("?") + ")";
    }
}
