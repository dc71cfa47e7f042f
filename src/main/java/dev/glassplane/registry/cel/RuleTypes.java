package dev.glassplane.registry.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.glassplane.registry.schema.Schema;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The CEL types of one kind's fields. What has no declared type cannot be named in expressions. */
final class RuleTypes implements CelTypeProvider {

    private static final String METADATA = "metadata";
    private final Map<String, CelType> structs = new LinkedHashMap<>();

    /**
     * @param name    of the type, if it is that of an object; fields of it get longer names
     * @param wrapped whether the object has apiVersion, kind and metadata
     * @return the type of values of a schema, empty if there is none
     */
    Optional<CelType> declare(Schema schema, String name, boolean wrapped) {
        return switch (schema) {
            case Struct struct -> Optional.of(struct(struct, name, wrapped || struct.rules().embedded()));
            case Dictionary dictionary -> declare(dictionary.values(), name + ".@values", false)
                    .map(values -> MapType.create(SimpleType.STRING, values));
            case Sequence sequence -> declare(sequence.items(), name + ".@items", false).map(ListType::create);
            case Scalar scalar -> Optional.of(scalar(scalar));
            case Anything _ -> Optional.empty();
        };
    }

    private CelType struct(Struct struct, String name, boolean wrapped) {
        Map<String, CelType> fields = new LinkedHashMap<>();
        struct.fields().forEach((field, each) -> Identifiers.escaped(field)
                .ifPresent(word -> declare(each.schema(), name + "." + field, false).ifPresent(type -> fields.put(word, type))));
        if (wrapped) {
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            String inner = name + "." + METADATA;
            structs.put(inner, type(inner, Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING)));
            fields.put(METADATA, StructTypeReference.create(inner));
        }
        structs.put(name, type(name, fields));
        return StructTypeReference.create(name);
    }

    private static StructType type(String name, Map<String, CelType> fields) {
        return StructType.create(name, ImmutableSet.copyOf(fields.keySet()), field -> Optional.ofNullable(fields.get(field)));
    }

    private static CelType scalar(Scalar scalar) {
        return switch (scalar.type()) {
            case STRING -> switch (scalar.rules().format()) {
                case "date-time", "datetime", "date" -> SimpleType.TIMESTAMP;
                case "duration" -> SimpleType.DURATION;
                case "byte" -> SimpleType.BYTES;
                default -> SimpleType.STRING;
            };
            case QUANTITY, TIME, MICRO_TIME, BYTES -> SimpleType.STRING;
            case BOOLEAN -> SimpleType.BOOL;
            case INT32, INT64 -> SimpleType.INT;
            case NUMBER -> SimpleType.DOUBLE;
            case INT_OR_STRING -> SimpleType.DYN;
        };
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
