package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** ReferenceGrants: who may refer to objects of another namespace. */
final class Grants {

    private record Grant(JsonNode spec) {

        boolean allows(String group, String kind, String namespace, String toGroup, String toKind, String toName) {
            return spec.path("from").valueStream().anyMatch(from -> from.path("group").asString("").equals(group)
                            && from.path("kind").asString("").equals(kind) && from.path("namespace").asString("").equals(namespace))
                    && spec.path("to").valueStream().anyMatch(to -> to.path("group").asString("").equals(toGroup)
                            && to.path("kind").asString("").equals(toKind) && (!to.has("name") || to.path("name").asString("").equals(toName)));
        }
    }

    private final Map<String, List<Grant>> byNamespace = new HashMap<>();

    Grants(ClusterImage image) {
        image.all(GatewayApi.GRANTS).forEach((key, stored) ->
                byNamespace.computeIfAbsent(key.namespace(), _ -> new ArrayList<>()).add(new Grant(stored.object().path("spec"))));
    }

    /**
     * @param kind      of the referring object, of Gateway API's group
     * @param namespace of the referring object
     * @return whether it may refer to that object: within a namespace always
     */
    boolean allow(String kind, String namespace, String toGroup, String toKind, String toNamespace, String toName) {
        return namespace.equals(toNamespace) || byNamespace.getOrDefault(toNamespace, List.of()).stream()
                .anyMatch(grant -> grant.allows(GatewayApi.GROUP, kind, namespace, toGroup, toKind, toName));
    }
}
