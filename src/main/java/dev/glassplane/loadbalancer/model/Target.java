package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.Optional;

/**
 * Somebody that a target group sends to.
 *
 * @param id     as the AWS API names it: instance id or address
 * @param node   name of the node of an instance target, empty for addresses
 * @param ip     where packets go: the address, or the instance's primary one
 * @param port   where packets go: of a pod, or the node port
 * @param zone   availability zone, {@code all} for an address outside the VPC
 * @param health whether it gets traffic
 * @param pod    the pod with that address, {@code pods/NS/NAME}
 */
public record Target(String id, String node, Ip ip, int port, String zone, TargetHealth health, Optional<ObjectKey> pod) {

    /** @return {@code 10.0.1.20:8080} */
    public String socket() {
        return ip.isV4() ? ip + ":" + port : "[" + ip + "]:" + port;
    }
}
