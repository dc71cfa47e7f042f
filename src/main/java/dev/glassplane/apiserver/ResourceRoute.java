package dev.glassplane.apiserver;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a Kubernetes path names.
 *
 * @param kind        of the resource
 * @param scoped      false for a namespaced kind asked for in all namespaces
 * @param namespace   empty for cluster-scoped kinds and all namespaces
 * @param name        empty for the collection
 * @param subresource empty for the object itself
 */
record ResourceRoute(Kind kind, boolean scoped, String namespace, String name, String subresource) {

    private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");

    /**
     * @param segments {@code api/v1/...} or {@code apis/GROUP/VERSION/...}
     * @return empty if no such resource is served
     */
    static Optional<ResourceRoute> parse(Kinds kinds, List<String> segments) {
        boolean core = segments.getFirst().equals("api");
        String group = core ? "" : segments.get(1);
        String version = segments.get(core ? 1 : 2);
        List<String> rest = segments.subList(core ? 2 : 3, segments.size());
        return rest.size() >= 3 && rest.getFirst().equals("namespaces") && !namespaceItself(core, rest)
                ? inNamespace(kinds, group, version, rest)
                : unscoped(kinds, group, version, rest);
    }

    private static boolean namespaceItself(boolean core, List<String> rest) {
        return core && rest.size() == 3 && NAMESPACE_SUBRESOURCES.contains(rest.get(2));
    }

    private static Optional<ResourceRoute> inNamespace(Kinds kinds, String group, String version, List<String> rest) {
        if (rest.size() > 5) {
            return Optional.empty();
        }
        return kinds.byResource(group, version, rest.get(2)).filter(Kind::namespaced)
                .map(kind -> new ResourceRoute(kind, true, rest.get(1), at(rest, 3), at(rest, 4)));
    }

    private static Optional<ResourceRoute> unscoped(Kinds kinds, String group, String version, List<String> rest) {
        if (rest.isEmpty() || rest.size() > 3) {
            return Optional.empty();
        }
        return kinds.byResource(group, version, rest.getFirst()).filter(kind -> !kind.namespaced() || rest.size() == 1)
                .map(kind -> new ResourceRoute(kind, !kind.namespaced(), "", at(rest, 1), at(rest, 2)));
    }

    private static String at(List<String> rest, int index) {
        return index < rest.size() ? rest.get(index) : "";
    }
}
