package dev.glassplane.registry.schema;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.ScalarType;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads schemas from fabric8's model classes, whose annotated fields are generated from upstream's Go structs. A class is read once, when
 * first needed.
 */
final class ModelSchemas {

    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final Set<String> META_TYPES = Set.of("ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "LabelSelector",
            "LabelSelectorRequirement", "Condition");
    private static final Map<Class<?>, Struct> READ = new HashMap<>();

    private ModelSchemas() {}

    /** @return fields of a model class */
    static synchronized Struct of(Class<?> model) {
        Struct known = READ.get(model);
        if (known != null) {
            return known;
        }
        String goName = model.getSimpleName();
        Map<String, Field> fields = new LinkedHashMap<>();
        for (java.lang.reflect.Field each : model.getDeclaredFields()) {
            JsonProperty property = each.getAnnotation(JsonProperty.class);
            if (property != null) {
                String name = property.value();
                Schema schema = typeOf(each.getGenericType(), goName, name);
                fields.put(name, new Field(schema, PatchRules.of(goName, name), GoTypes.omitsEmpty(goName, name, schema)));
            }
        }
        Struct struct = new Struct(upstreamName(model), goName, fields, false, PatchRules.isAtomic(goName), Rules.NONE);
        READ.put(model, struct);
        return struct;
    }

    /** @return for example {@code io.k8s.api.apps.v1.Deployment} */
    static String upstreamName(Class<?> model) {
        String name = model.getSimpleName();
        if (META_TYPES.contains(name)) {
            return META + name;
        }
        String path = model.getPackageName().substring("io.fabric8.kubernetes.api.model".length());
        String group = path.isEmpty() ? "core" : path.split("\\.")[1];
        return "io.k8s.api." + group + ".v1." + name;
    }

    private static Schema typeOf(Type type, String goName, String field) {
        return switch (type) {
            case ParameterizedType generic -> {
                Type[] arguments = generic.getActualTypeArguments();
                yield generic.getRawType() == Map.class
                        ? dictionary(arguments[1], goName, field)
                        : new Sequence(typeOf(arguments[0], goName, field), PatchRules.listType(goName, field), Rules.NONE);
            }
            case Class<?> model -> ofClass(model, goName, field);
            default -> throw new IllegalStateException(goName + "." + field + " has the type " + type + ", which has no schema");
        };
    }

    private static Schema dictionary(Type values, String goName, String field) {
        if (GoTypes.isBytes(goName, field)) {
            return new Dictionary(scalar(ScalarType.BYTES, "[]uint8"), false, Rules.NONE);
        }
        return new Dictionary(typeOf(values, goName, field), PatchRules.isAtomic(goName + "." + field), Rules.NONE);
    }

    private static Schema ofClass(Class<?> model, String goName, String field) {
        if (model == String.class) {
            return GoTypes.isTime(field) ? scalar(ScalarType.TIME, "string") : scalar(ScalarType.STRING, GoTypes.text(goName, field));
        }
        Map<Class<?>, Scalar> scalars = Map.of(
                Integer.class, scalar(ScalarType.INT32, "int32"), Long.class, scalar(ScalarType.INT64, "int64"),
                Boolean.class, scalar(ScalarType.BOOLEAN, "bool"), Double.class, scalar(ScalarType.NUMBER, "float64"),
                IntOrString.class, scalar(ScalarType.INT_OR_STRING, "int32"), Quantity.class, scalar(ScalarType.QUANTITY, "string"),
                MicroTime.class, scalar(ScalarType.MICRO_TIME, "string"), ZonedDateTime.class, scalar(ScalarType.MICRO_TIME, "string"));
        Scalar scalar = scalars.get(model);
        if (scalar != null) {
            return scalar;
        }
        boolean free = model == Object.class || model == FieldsV1.class || model.isInterface() || !model.getName().startsWith("io.fabric8.");
        return free ? new Anything(Rules.NONE) : of(model);
    }

    private static Scalar scalar(ScalarType type, String goType) {
        return new Scalar(type, goType, Rules.NONE);
    }

    /** @return the schema of {@code metadata} */
    static Struct objectMeta() {
        return of(io.fabric8.kubernetes.api.model.ObjectMeta.class);
    }
}
