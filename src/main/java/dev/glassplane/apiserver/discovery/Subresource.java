package dev.glassplane.apiserver.discovery;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A subresource as discovery lists it.
 *
 * @param name    for example {@code status}
 * @param group   of the body's kind
 * @param version of the body's kind
 * @param kind    of the body
 * @param verbs   sorted
 */
record Subresource(String name, String group, String version, String kind, List<String> verbs) {

    private static final List<String> PART_VERBS = List.of("get", "patch", "update");

    static List<Subresource> of(Kinds kinds, Kind kind) {
        TreeSet<String> names = new TreeSet<>(kinds.subresources(kind));
        if (kind.resource().equals("pods")) {
            names.add("log");
        }
        List<Subresource> all = new ArrayList<>();
        names.forEach(name -> all.add(of(kind, name)));
        return all;
    }

    private static Subresource of(Kind kind, String name) {
        return switch (name) {
            case "scale" -> new Subresource(name, "autoscaling", "v1", "Scale", PART_VERBS);
            case "binding" -> new Subresource(name, kind.group(), kind.version(), "Binding", List.of("create"));
            case "eviction" -> new Subresource(name, "policy", "v1", "Eviction", List.of("create"));
            case "token" -> new Subresource(name, "authentication.k8s.io", "v1", "TokenRequest", List.of("create"));
            case "log" -> new Subresource(name, kind.group(), kind.version(), kind.name(), List.of("get"));
            case "finalize" -> new Subresource(name, kind.group(), kind.version(), kind.name(), List.of("update"));
            default -> new Subresource(name, kind.group(), kind.version(), kind.name(), PART_VERBS);
        };
    }
}
