package dev.glassplane.apiserver.openapi;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What one may try with a kind on a fresh server: the file {@code examples/RESOURCE.yaml} on the class path.
 *
 * @param existing an object that a fresh server has, to read and patch; null for none
 * @param create   bodies by name
 * @param replace  name of the body whose object is replaced and deleted; null for the first
 * @param patch    merge patches by name, besides the one that every kind has
 * @param status   a status to write; null for none
 */
record Examples(Reference existing, Map<String, Body> create, String replace, Map<String, Body> patch, ObjectNode status) {

    /** Where examples of namespaced kinds go: the namespace of the demo application. */
    static final String NAMESPACE = "demo";

    /** Nothing to try. */
    static final Examples NONE = new Examples(null, null, null, null, null);

    private static final YAMLMapper YAML = new YAMLMapper();

    /** @param namespace null for {@link #NAMESPACE} */
    record Reference(String namespace, String name) {}

    /** @param summary one line */
    record Body(String summary, JsonNode value) {}

    Examples {
        create = create == null ? Map.of() : create;
        patch = patch == null ? Map.of() : patch;
    }

    static Examples of(Kind kind) {
        try (InputStream in = Examples.class.getResourceAsStream("/examples/" + kind.resource() + ".yaml")) {
            return in == null ? NONE : YAML.readValue(in, Examples.class).in(kind);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with objects of this version; those of another than the one they are written in get a name of their own. */
    private Examples in(Kind kind) {
        create.values().stream().map(Body::value).filter(value -> !value.path("apiVersion").asString("").equals(kind.apiVersion())).forEach(value -> {
            ObjectNode metadata = (ObjectNode) value.path("metadata");
            ((ObjectNode) value).put("apiVersion", kind.apiVersion());
            metadata.put("name", metadata.path("name").asString("") + "-" + kind.version());
        });
        return this;
    }

    /** @return name of the object that is read and patched, empty if there is no example */
    String readName() {
        return existing != null ? existing.name() : writtenName();
    }

    String readNamespace() {
        return existing == null || existing.namespace() == null ? NAMESPACE : existing.namespace();
    }

    /** @return name of the object that is replaced and deleted, empty if there is no example */
    String writtenName() {
        return written().path("metadata").path("name").asString("");
    }

    /** @return bodies for a replacement: the written object with a label more */
    Map<String, Body> replacements() {
        if (create.isEmpty()) {
            return Map.of();
        }
        ObjectNode object = written();
        ((ObjectNode) object.get("metadata")).withObject("/labels").put("example", "replaced");
        return Map.of("label", new Body("The object with a label more", object));
    }

    /** @return bodies for a replacement of the status */
    Map<String, Body> statusReplacements() {
        return status == null || create.isEmpty() ? Map.of()
                : Map.of("status", new Body("The object with a status", written().set("status", status)));
    }

    /** @return merge patches of the status */
    Map<String, Body> statusPatches() {
        return status == null || create.isEmpty() ? Map.of() : Map.of("status", new Body("Write a status", Json.object().set("status", status)));
    }

    /** @return merge patches of the object */
    Map<String, Body> patches() {
        if (readName().isEmpty()) {
            return Map.of();
        }
        Map<String, Body> all = new LinkedHashMap<>();
        ObjectNode label = Json.object();
        label.putObject("metadata").putObject("labels").put("example", "patched");
        all.put("label", new Body("Add a label", label));
        all.putAll(patch);
        return all;
    }

    /** @return JSON patches of the object */
    Map<String, Body> jsonPatches() {
        if (readName().isEmpty()) {
            return Map.of();
        }
        ArrayNode operations = Json.array();
        operations.addObject().put("op", "add").put("path", "/metadata/annotations").putObject("value").put("example", "patched");
        return Map.of("annotation", new Body("Set the annotations", operations));
    }

    /** @return JSON patches of the status */
    Map<String, Body> statusJsonPatches() {
        if (status == null || create.isEmpty()) {
            return Map.of();
        }
        ArrayNode operations = Json.array();
        status.forEachEntry((field, value) -> operations.addObject().put("op", "add").put("path", "/status/" + field).set("value", value));
        return Map.of("status", new Body("Write fields of the status", operations));
    }

    private ObjectNode written() {
        return create.isEmpty() ? Json.object()
                : (ObjectNode) (replace == null ? create.values().iterator().next() : create.get(replace)).value().deepCopy();
    }
}
