package dev.glassplane.registry.kinds;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.validation.Names;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is special about a kind on its way to the store, the counterpart of a strategy in {@code kubernetes/kubernetes: pkg/registry}.
 * Objects handed in have passed the schema and may be modified where the method says so.
 */
public interface Strategy {

    /** Fills in defaults of spec and the like; modifies the object. Runs for creates and updates. */
    default void defaults(ObjectNode object) {}

    /** Sets what a client must not choose at creation, status among it; modifies the object. */
    default void prepareCreate(ObjectNode object) {
        object.remove("status");
    }

    /** Carries over what an update of the object proper cannot change, besides status; modifies the object. */
    default void prepareUpdate(ObjectNode object, ObjectNode before) {}

    /** Checks a new object. */
    default void validate(ObjectNode object, FieldErrors errors) {}

    /** Checks what only a new object must obey; {@link #validate} runs as well. */
    default void validateCreate(ObjectNode object, FieldErrors errors) {}

    /** Checks a change; {@link #validate} runs as well. */
    default void validateUpdate(ObjectNode object, ObjectNode before, FieldErrors errors) {}

    /** Checks a change of the subresource {@code status}. */
    default void validateStatus(ObjectNode object, ObjectNode before, FieldErrors errors) {}

    /** @return the rule for names: what is wrong with one */
    default Function<String, List<String>> nameRule() {
        return Names::subdomain;
    }

    /** @return what whoever creates an object should know */
    default Optional<String> warning() {
        return Optional.empty();
    }

    /** @return whether {@code metadata.generation} is kept */
    default boolean hasGeneration() {
        return false;
    }

    /** @return whether {@code PUT} to a name that does not exist creates the object */
    default boolean createsOnUpdate() {
        return false;
    }
}
