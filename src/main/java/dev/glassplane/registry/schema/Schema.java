package dev.glassplane.registry.schema;

import java.util.List;
import java.util.Map;

/** The type of a JSON value. */
public sealed interface Schema {

    /** @return what a definition file demands beyond the type; {@link Rules#NONE} for built-in kinds */
    Rules rules();

    /**
     * An object with declared fields.
     *
     * @param name         upstream's name of the type, for example {@code io.k8s.api.core.v1.ServicePort}; empty inside definition files
     * @param goName       name of the Go struct, for messages
     * @param fields       by JSON name
     * @param keepsUnknown whether undeclared fields are kept ({@code x-kubernetes-preserve-unknown-fields})
     */
    record Struct(String name, String goName, Map<String, Field> fields, boolean keepsUnknown, Rules rules) implements Schema {

        /** @return the struct behind a field; an empty one if the field is something else */
        public Struct struct(String field) {
            Field found = fields.get(field);
            return found != null && found.schema() instanceof Struct struct ? struct : new Struct("", "", Map.of(), true, Rules.NONE);
        }
    }

    /** An object with free keys and equal values. */
    record Dictionary(Schema values, Rules rules) implements Schema {}

    /** A list. */
    record Sequence(Schema items, Rules rules) implements Schema {}

    /**
     * A single value.
     *
     * @param goType for messages, for example {@code int32} or {@code v1.Protocol}
     */
    record Scalar(ScalarType type, String goType, Rules rules) implements Schema {}

    /** Any JSON. */
    record Anything(Rules rules) implements Schema {}

    /** Single values. */
    enum ScalarType {
        STRING, BOOLEAN, INT32, INT64, NUMBER, INT_OR_STRING, QUANTITY, TIME, MICRO_TIME, BYTES
    }

    /**
     * A field of a struct.
     *
     * @param schema     its type
     * @param patch      how patches treat it
     * @param omitsEmpty whether zero, false, empty text, lists and maps mean the same as no field, as Go's {@code omitempty} makes it
     */
    record Field(Schema schema, PatchRule patch, boolean omitsEmpty) {}

    /**
     * How patches treat a list or a struct.
     *
     * @param mergeKey   field that identifies an item ({@code x-kubernetes-patch-merge-key}); empty for lists of plain values
     * @param merges     whether a strategic merge patch merges it; else it replaces
     * @param retainKeys whether a strategic merge patch clears fields that it does not name ({@code retainKeys})
     * @param listKeys   {@code x-kubernetes-list-map-keys}
     */
    record PatchRule(String mergeKey, boolean merges, boolean retainKeys, List<String> listKeys) {

        /** The rule of most fields. */
        public static final PatchRule PLAIN = new PatchRule("", false, false, List.of());
    }
}
