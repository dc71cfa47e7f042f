package dev.glassplane.loadbalancer.proxy;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the Deployment and the Service of a proxy as they are asked for. Fields that are not asked for (replicas, node ports, what others annotated) stay as
 * they are.
 */
public final class ProxyWorkload {

    /** The resource whose changes may undo what was asked for. */
    public static final String DEPLOYMENTS = "deployments.apps";

    private static final WriteOptions OPTIONS = WriteOptions.by("glassplane-gateway");

    private final Objects objects;
    private final Kind deployments;
    private final Kind services;

    /** @param objects writes */
    public ProxyWorkload(Objects objects, Kinds kinds) {
        this.objects = objects;
        deployments = kinds.named(DEPLOYMENTS);
        services = kinds.named("services");
    }

    /** Makes what is asked for, writing only what differs. An object of that name that somebody else owns is left alone. */
    public void put(ClusterImage image, ProxyRequest request) {
        put(image, services, ProxyObjects.service(request), request);
        if (!request.ports().isEmpty()) {
            put(image, deployments, ProxyObjects.deployment(request), request);
        }
    }

    private void put(ClusterImage image, Kind kind, ObjectNode wanted, ProxyRequest request) {
        Optional<Stored> stored = image.object(new ObjectKey(kind.resource(), request.namespace(), request.name()));
        if (stored.isEmpty()) {
            if (objects.get(kind, request.namespace(), request.name()).isEmpty() && !terminating(image, request.namespace())) {
                objects.create(kind, request.namespace(), wanted, OPTIONS);
            }
        } else if (owned(stored.get().object(), request) && differs(wanted, stored.get().object())) {
            objects.modify(kind, request.namespace(), request.name(), "", object -> {
                overlay(wanted, object);
                return object;
            });
        }
    }

    private static boolean terminating(ClusterImage image, String namespace) {
        return image.object(new ObjectKey("namespaces", "", namespace)).filter(found -> !found.object().path("metadata").has("deletionTimestamp")).isEmpty();
    }

    private static boolean owned(ObjectNode object, ProxyRequest request) {
        JsonNode owners = object.path("metadata").path("ownerReferences");
        return request.owner().map(owner -> owners.valueStream().anyMatch(each -> each.path("uid").asString("").equals(owner.uid()))).orElse(true);
    }

    /** Whether the object lacks something that is wanted. */
    private static boolean differs(JsonNode wanted, JsonNode found) {
        if (wanted.isObject()) {
            return wanted.properties().stream().anyMatch(each -> differs(each.getValue(), found.path(each.getKey())));
        }
        if (wanted.isArray()) {
            if (wanted.size() != found.size()) {
                return true;
            }
            for (int i = 0; i < wanted.size(); i++) {
                if (differs(wanted.get(i), found.get(i))) {
                    return true;
                }
            }
            return false;
        }
        return !wanted.equals(found);
    }

    private static void overlay(ObjectNode wanted, ObjectNode object) {
        for (Map.Entry<String, JsonNode> each : wanted.properties()) {
            if (each.getValue() instanceof ObjectNode inner && object.get(each.getKey()) instanceof ObjectNode there) {
                overlay(inner, there);
            } else if (each.getKey().equals("ports") && each.getValue() instanceof ArrayNode ports && object.get("ports") instanceof ArrayNode before) {
                object.set("ports", withNodePorts(ports, before));
            } else {
                object.set(each.getKey(), each.getValue().deepCopy());
            }
        }
    }

    private static ArrayNode withNodePorts(ArrayNode wanted, ArrayNode before) {
        Map<String, JsonNode> nodePorts = new TreeMap<>();
        before.forEach(port -> nodePorts.put(port.path("name").asString(""), port.path("nodePort")));
        ArrayNode ports = wanted.deepCopy();
        ports.forEach(port -> {
            JsonNode nodePort = nodePorts.get(port.path("name").asString(""));
            if (nodePort != null && nodePort.isNumber()) {
                ((ObjectNode) port).set("nodePort", nodePort);
            }
        });
        return ports;
    }
}
