package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Gateway or ListenerSet as it is declared.
 *
 * @param key    where it lives
 * @param object the whole of it
 */
record GatewaySpec(ObjectKey key, ObjectNode object) {

    static GatewaySpec of(Stored stored) {
        return new GatewaySpec(stored.key(), stored.object());
    }

    JsonNode spec() {
        return object.path("spec");
    }

    /** @return the Gateway that a ListenerSet wants to belong to */
    ObjectKey parent() {
        JsonNode reference = spec().path("parentRef");
        boolean gateway = GatewayApi.text(reference, "group", GatewayApi.GROUP).equals(GatewayApi.GROUP) && GatewayApi.text(reference, "kind", "Gateway").equals("Gateway");
        return new ObjectKey(gateway ? GatewayApi.GATEWAYS : "", GatewayApi.text(reference, "namespace", key.namespace()), reference.path("name").asString(""));
    }

    /**
     * @param namespaces {@code from} and {@code selector}
     * @param otherwise  what an absent {@code from} means
     * @param own        the namespace that {@code Same} means
     * @param asking     the namespace of whoever wants to attach
     */
    static boolean admits(JsonNode namespaces, String otherwise, String own, String asking, ClusterImage image) {
        return switch (GatewayApi.text(namespaces, "from", otherwise)) {
            case "All" -> true;
            case "Same" -> own.equals(asking);
            case "Selector" -> namespaces.has("selector") && image.object(new ObjectKey(GatewayApi.NAMESPACES, "", asking))
                    .filter(namespace -> LabelSelector.read(namespaces.path("selector")).matchesObject(namespace.object())).isPresent();
            default -> false;
        };
    }
}
