package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.L4;
import dev.glassplane.net.IpPort;

/**
 * Identity of a backend in the whole cluster; Services share it.
 *
 * @param address  where it listens
 * @param protocol of the port
 */
record BackendId(IpPort address, L4 protocol) implements Comparable<BackendId> {

    @Override
    public int compareTo(BackendId other) {
        int byIp = address.ip().compareTo(other.address.ip());
        int byPort = byIp != 0 ? byIp : Integer.compare(address.port(), other.address.port());
        return byPort != 0 ? byPort : protocol.compareTo(other.protocol);
    }

    /** @return {@code 10.0.1.20:8080/TCP} */
    @Override
    public String toString() {
        return address + "/" + protocol;
    }
}
