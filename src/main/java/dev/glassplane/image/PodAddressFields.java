package dev.glassplane.image;

import dev.glassplane.net.Ip;
import tools.jackson.databind.node.ObjectNode;

/** The address that a pod network gives a pod, as a Pod's status shows it. */
public final class PodAddressFields {

    private PodAddressFields() {}

    /**
     * Writes the address, unless this is another pod of the same name or the pod has an address already.
     *
     * @param object the Pod, which is changed
     * @param uid    uid of the pod that was given the address
     * @return the Pod
     */
    public static ObjectNode give(ObjectNode object, String uid, Ip ip) {
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
