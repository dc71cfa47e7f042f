package dev.glassplane.registry.fields;

import dev.glassplane.registry.schema.Schema.Field;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What there is of an object before it is created: in Go, the parts of a struct that are not behind pointers are always there, and nobody
 * owns them for having created them.
 */
public final class BareObjects {

    /** Fields whose structs are values and not pointers. */
    private static final Set<String> VALUES = Set.of("metadata", "spec", "status", "template", "strategy", "updateStrategy", "loadBalancer",
            "nodeInfo", "daemonEndpoints", "kubeletEndpoint", "involvedObject", "source", "jobTemplate");

    private BareObjects() {}

    /** @return the bare object of a built-in kind */
    public static ObjectNode of(Struct struct) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, Field> each : struct.fields().entrySet()) {
            if (each.getValue().schema() instanceof Struct below && !below.atomic() && VALUES.contains(each.getKey())) {
                out.set(each.getKey(), of(below));
            } else if (each.getValue().schema() instanceof Sequence && !each.getValue().omitsEmpty()) {
                out.putNull(each.getKey());
            }
        }
        return out;
    }
}
