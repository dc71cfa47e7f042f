package dev.glassplane.ipam;

import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes the address that a pod network gave a pod into its status. */
@Component
class PodAddresses {

    private final Objects objects;
    private final Kind pods;

    PodAddresses(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.pods = kinds.named("pods");
    }

    /**
     * Leaves another pod of the same name, and a pod that meanwhile has an address, as they are.
     *
     * @return the pod's state afterwards, empty if it is gone
     */
    Optional<Stored> write(Pod pod, Ip ip) {
        ObjectKey key = pod.key();
        return objects.modify(pods, key.namespace(), key.name(), "status", object -> withAddress(object, pod.uid(), ip));
    }

    private static ObjectNode withAddress(ObjectNode object, String uid, Ip ip) {
        boolean same = object.path("metadata").path("uid").asString("").equals(uid);
        if (!same || !object.path("status").path("podIPs").isEmpty() || !object.path("status").path("podIP").asString("").isEmpty()) {
            return object;
        }
        ObjectNode status = object.path("status").isObject() ? (ObjectNode) object.get("status") : object.putObject("status");
        status.put("podIP", ip.toString());
        status.putArray("podIPs").addObject().put("ip", ip.toString());
        return object;
    }
}
