package dev.glassplane.linux.bpf;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.Comparator;

/**
 * Key of a service entry ({@code cilium_lb4_services_v2}, {@code cilium_lb6_services_v2}).
 *
 * @param address  of the frontend; 0.0.0.0 or :: for the node port of any node
 * @param port     of the frontend, 0 in a wildcard entry
 * @param protocol {@link L4#ANY} in a wildcard entry
 * @param scope    who it is for
 * @param slot     0 for the master, which says how many others there are; 1 and up for backends
 */
public record ServiceKey(Ip address, int port, L4 protocol, Scope scope, int slot) {

    /** By frontend; the agent writes the slots of a frontend before its master. */
    static final Comparator<ServiceKey> FILLING = Comparator.comparing(ServiceKey::address).thenComparingInt(ServiceKey::port)
            .thenComparing(ServiceKey::protocol).thenComparing(ServiceKey::scope).thenComparing(key -> key.slot() == 0)
            .thenComparingInt(ServiceKey::slot);

    public ServiceKey {
        if (port < 0 || port > 65_535 || slot < 0 || slot > 65_535) {
            throw new IllegalArgumentException("port " + port + " and slot " + slot + " must be in 0..65535");
        }
    }

    /** @return the master of a frontend */
    public static ServiceKey master(IpPort frontend, L4 protocol, Scope scope) {
        return new ServiceKey(frontend.ip(), frontend.port(), protocol, scope, 0);
    }

    /** @return the wildcard entry of an address */
    public static ServiceKey wildcard(Ip address) {
        return new ServiceKey(address, 0, L4.ANY, Scope.EXTERNAL, 0);
    }

    /** @return the same frontend, another slot */
    public ServiceKey withSlot(int other) {
        return new ServiceKey(address, port, protocol, scope, other);
    }

    /** @return the same frontend and slot, another scope */
    public ServiceKey withScope(Scope other) {
        return new ServiceKey(address, port, protocol, other, slot);
    }

    /** @return {@code 10.96.10.1:80/TCP (1)}, {@code 192.168.10.11:30080/TCP/i (2)}: as {@code cilium-dbg bpf lb list} prints it */
    @Override
    public String toString() {
        return new IpPort(address, port) + "/" + protocol + (scope == Scope.INTERNAL ? "/i" : "") + " (" + slot + ")";
    }
}
