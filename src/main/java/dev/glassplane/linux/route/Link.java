package dev.glassplane.linux.route;

import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * A network device of a host.
 *
 * @param origin who made it
 * @param name   device name, for example {@code eth0} or {@code enicc21c2d7785}
 * @param kind   what it is
 * @param mac    hardware address, lower case with colons
 * @param mtu    bytes
 * @param peer   for a veth: what stands at the other end, as {@code pod/NAMESPACE/NAME}
 */
public record Link(Origin origin, String name, Kind kind, String mac, int mtu, Optional<String> peer) {

    /** Kinds of devices, as {@code ip -d link} tells them apart. */
    public enum Kind {
        LOOPBACK, PHYSICAL, VETH, BRIDGE, VXLAN, DUMMY, VLAN, IPIP
    }
}
