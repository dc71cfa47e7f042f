package dev.glassplane.ipam;

import dev.glassplane.net.Ip;
import tools.jackson.databind.node.ObjectNode;

/** Writes a pod's address into its status. */
final class PodAddress {

    private PodAddress() {}

    /** @return the object with the address; another pod of the same name, and a pod that meanwhile has one, stays as it is */
    static ObjectNode written(ObjectNode object, String uid, Ip ip) {
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
