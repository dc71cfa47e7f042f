package dev.glassplane.linux.bpf;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;

/**
 * Value of a backend entry ({@code cilium_lb4_backends_v3}, {@code cilium_lb6_backends_v3}); its key is the backend's id.
 *
 * @param address   where it listens
 * @param port      where it listens
 * @param protocol  of the port
 * @param state     decides who may still use it
 * @param clusterId of a cluster mesh, 0 for this cluster
 * @param zone      number that the agent gave to the zone, 0 if unknown
 */
public record BackendValue(Ip address, int port, L4 protocol, BackendState state, int clusterId, int zone) {

    /** A backend of this cluster in an unknown zone. */
    public BackendValue(Ip address, int port, L4 protocol, BackendState state) {
        this(address, port, protocol, state, 0, 0);
    }

    /** @return address and port */
    public IpPort target() {
        return new IpPort(address, port);
    }

    /** @return {@code 10.244.1.10:8080/TCP} */
    @Override
    public String toString() {
        return target() + "/" + protocol;
    }
}
