package dev.glassplane.registry.schema;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** The schema of a whole kind; loaded when it is first needed. */
public interface KindSchema {

    /** @return upstream's name, for example {@code io.k8s.api.core.v1.Pod} */
    String name();

    /** @return the fields of the kind, {@code metadata} included */
    Schema.Struct root();

    /**
     * Reads an object: a copy without undeclared fields.
     *
     * @param unknown gets the paths of undeclared fields
     * @throws dev.glassplane.registry.ApiException 400 if a field has the wrong type
     */
    ObjectNode decode(Kind kind, ObjectNode object, List<String> unknown);

    /** Reads an object as {@link #decode} does, but fills in no defaults: for configurations, where what is not said is not wanted. */
    ObjectNode decodeAsSent(Kind kind, ObjectNode object, List<String> unknown);

    /**
     * Checks what a definition file demands beyond types. What a write leaves as it was is not held against it.
     *
     * @param before   the object before the write, empty on create
     * @param warnings gets what is wrong but was so before
     */
    void validate(ObjectNode object, Optional<ObjectNode> before, FieldErrors errors, Consumer<String> warnings);

    /** Adds this schema and all that it refers to as OpenAPI v3, by name. */
    void describeInto(Map<String, ObjectNode> schemas);

    /** @return the status of a new object, which no client chooses: the default that the schema declares; empty without one */
    Optional<ObjectNode> newStatus();
}
