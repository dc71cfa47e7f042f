package dev.glassplane.registry.fields;

import dev.glassplane.registry.FieldErrors;

/**
 * Who owns fields: writes that agree in all of this share one entry of {@code metadata.managedFields}.
 *
 * @param name        for example {@code kubectl}
 * @param operation   how it writes
 * @param apiVersion  in which version it writes
 * @param subresource empty, or for example {@code status}
 */
public record Manager(String name, Operation operation, String apiVersion, String subresource) {

    /** How a manager writes. */
    public enum Operation {
        /** Says which fields it wants. */
        APPLY("Apply"),
        /** Owns what it changed. */
        UPDATE("Update");

        private final String word;

        Operation(String word) {
            this.word = word;
        }

        /** @return as managedFields has it */
        public String word() {
            return word;
        }
    }

    /** @return as messages about conflicts name it, for example {@code "kubectl" with subresource "scale" using apps/v1} */
    String shown() {
        return FieldErrors.quoted(name) + (subresource.isEmpty() ? "" : " with subresource " + FieldErrors.quoted(subresource))
                + switch (operation) {
                    case APPLY -> "";
                    case UPDATE -> " using " + apiVersion;
                };
    }
}
