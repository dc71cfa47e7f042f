package dev.glassplane.loadbalancer.aws;

import dev.glassplane.net.Ip;

/**
 * Who is registered as a target.
 *
 * @param id   instance id, or the address
 * @param node name of the node of an instance, else empty
 * @param ip   the instance's primary address, or the address
 * @param port node port, or the pod's
 * @param zone availability zone, {@code all} for an address outside of the VPC
 * @param pod  {@code NAMESPACE/NAME} of the pod that has the address, else empty
 */
record Registration(String id, String node, Ip ip, int port, String zone, String pod) implements Comparable<Registration> {

    /** @return what tells targets of a group apart */
    String key() {
        return id + ":" + port;
    }

    @Override
    public int compareTo(Registration other) {
        int byIp = ip.compareTo(other.ip);
        return byIp != 0 ? byIp : key().compareTo(other.key());
    }
}
