package dev.glassplane.registry.schema;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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
     * @param atomic       whether it has one owner as a whole ({@code x-kubernetes-map-type: atomic})
     */
    record Struct(String name, String goName, Map<String, Field> fields, boolean keepsUnknown, boolean atomic, Rules rules)
            implements Schema {

        /** @return the struct behind a field; an empty one if the field is something else */
        public Struct struct(String field) {
            Field found = fields.get(field);
            return found != null && found.schema() instanceof Struct struct ? struct : new Struct("", "", Map.of(), true, false, Rules.NONE);
        }
    }

    /**
     * An object with free keys and equal values.
     *
     * @param atomic whether it has one owner as a whole ({@code x-kubernetes-map-type: atomic})
     */
    record Dictionary(Schema values, boolean atomic, Rules rules) implements Schema {}

    /**
     * A list.
     *
     * @param type how its items are told apart when several managers own them
     */
    record Sequence(Schema items, ListType type, Rules rules) implements Schema {}

    /**
     * A single value.
     *
     * @param goType for messages, for example {@code int32} or {@code v1.Protocol}
     */
    record Scalar(ScalarType type, String goType, Rules rules) implements Schema {}

    /** Any JSON. */
    record Anything(Rules rules) implements Schema {}

    /** {@code x-kubernetes-list-type}. */
    sealed interface ListType {

        /** The list has one owner as a whole. */
        record Atomic() implements ListType {}

        /** Items are plain values, each at most once. */
        record SetOf() implements ListType {}

        /**
         * Items are objects that some of their fields identify.
         *
         * @param keys     {@code x-kubernetes-list-map-keys}
         * @param defaults what a missing key field means, by field
         */
        record MapBy(List<String> keys, Map<String, JsonNode> defaults) implements ListType {}

        /** The type of a list that says nothing. */
        ListType ATOMIC = new Atomic();
    }

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
