package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.store.ObjectKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names of Gateway API. */
final class GatewayApi {

    static final String GROUP = "gateway.networking.k8s.io";

    /** The controller whose classes the in-cluster gateway serves. */
    static final String CONTROLLER = "glassplane.dev/gateway";

    /** Who writes, in origins, events and managed fields. */
    static final String COMPONENT = "glassplane-gateway";

    /** Label of everything that serves a Gateway ({@code apis/v1/well_known_labels.go}). */
    static final String GATEWAY_NAME = GROUP + "/gateway-name";

    static final String CLASSES = "gatewayclasses." + GROUP;
    static final String GATEWAYS = "gateways." + GROUP;
    static final String LISTENER_SETS = "listenersets." + GROUP;
    static final String GRANTS = "referencegrants." + GROUP;
    static final String POLICIES = "backendtlspolicies." + GROUP;
    static final String SERVICES = "services";
    static final String SECRETS = "secrets";
    static final String CONFIG_MAPS = "configmaps";
    static final String NAMESPACES = "namespaces";

    private GatewayApi() {}

    static ObjectKey service(String namespace, String name) {
        return new ObjectKey(SERVICES, namespace, name);
    }

    static long generation(ObjectNode object) {
        return object.path("metadata").path("generation").asLong(0);
    }

    static String created(ObjectNode object) {
        return object.path("metadata").path("creationTimestamp").asString("");
    }

    /** The text of a field, or what stands for it if it is absent or empty. */
    static String text(JsonNode object, String field, String otherwise) {
        String text = object.path(field).asString("");
        return text.isEmpty() ? otherwise : text;
    }
}
