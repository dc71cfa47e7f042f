package dev.glassplane.controller.object;

import dev.glassplane.registry.Kind;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes {@code metadata}. */
public final class Meta {

    private Meta() {}

    /** @return metadata.name */
    public static String name(JsonNode object) {
        return Fields.text(object.path("metadata"), "name");
    }

    /** @return metadata.namespace, empty for cluster-scoped objects */
    public static String namespace(JsonNode object) {
        return Fields.text(object.path("metadata"), "namespace");
    }

    /** @return metadata.uid */
    public static String uid(JsonNode object) {
        return Fields.text(object.path("metadata"), "uid");
    }

    /** @return metadata.generation, 0 if the kind has none */
    public static int generation(JsonNode object) {
        return Fields.number(object.path("metadata"), "generation", 0);
    }

    /** @return metadata.labels */
    public static Map<String, String> labels(JsonNode object) {
        return Fields.strings(object.path("metadata"), "labels");
    }

    /** @return a label's value, empty without it */
    public static String label(JsonNode object, String name) {
        return Fields.text(object.path("metadata").path("labels"), name);
    }

    /** @return an annotation's value, empty without it */
    public static String annotation(JsonNode object, String name) {
        return Fields.text(object.path("metadata").path("annotations"), name);
    }

    /** @return whether a deletionTimestamp is set */
    public static boolean terminating(JsonNode object) {
        return !Fields.text(object.path("metadata"), "deletionTimestamp").isEmpty();
    }

    /** @return metadata.creationTimestamp, the epoch if it is absent */
    public static Instant created(JsonNode object) {
        return Fields.time(object.path("metadata"), "creationTimestamp").orElse(Instant.EPOCH);
    }

    /** @return whether metadata.finalizers has this entry */
    public static boolean hasFinalizer(JsonNode object, String finalizer) {
        return Fields.each(object.path("metadata"), "finalizers").anyMatch(entry -> entry.asString("").equals(finalizer));
    }

    /** @return metadata.ownerReferences */
    public static Stream<JsonNode> owners(JsonNode object) {
        return Fields.each(object.path("metadata"), "ownerReferences");
    }

    /** @return the owner reference with {@code controller: true} */
    public static Optional<JsonNode> controller(JsonNode object) {
        return owners(object).filter(owner -> Fields.flag(owner, "controller")).findFirst();
    }

    /** @return uid of the controlling owner, empty without one */
    public static String controllerUid(JsonNode object) {
        return controller(object).map(owner -> Fields.text(owner, "uid")).orElse("");
    }

    /** @return an owner reference to the object as a controller writes it into what it makes */
    public static ObjectNode ownedBy(Kind kind, JsonNode owner) {
        return Fields.object().put("apiVersion", kind.apiVersion()).put("blockOwnerDeletion", true).put("controller", true)
                .put("kind", kind.name()).put("name", name(owner)).put("uid", uid(owner));
    }

    /** @return an object of the kind with nothing but a namespace */
    public static ObjectNode blank(Kind kind, String namespace) {
        ObjectNode object = Fields.object().put("apiVersion", kind.apiVersion()).put("kind", kind.name());
        ObjectNode metadata = object.putObject("metadata");
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        return object;
    }

    /** @return the object's metadata, to be changed */
    public static ObjectNode of(ObjectNode object) {
        return Fields.child(object, "metadata");
    }
}
