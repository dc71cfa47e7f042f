package dev.glassplane.linux.route;

import dev.glassplane.net.Ip;
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
 * @param peer   for a veth: what stands at the other end, as {@code pod/NAMESPACE/NAME}; for a VLAN: the device below and the id, as {@code eth2.7}
 * @param port   for a device in a bridge: which bridge, and how it is set
 * @param tunnel for a VXLAN device: where its packets go
 */
public record Link(Origin origin, String name, Kind kind, String mac, int mtu, Optional<String> peer, Optional<Port> port, Optional<Vxlan> tunnel) {

    /** A device that is in no bridge and encapsulates nothing. */
    public Link(Origin origin, String name, Kind kind, String mac, int mtu, Optional<String> peer) {
        this(origin, name, kind, mac, mtu, peer, Optional.empty(), Optional.empty());
    }

    /** @return the same device in a bridge */
    public Link in(Port bridge) {
        return new Link(origin, name, kind, mac, mtu, peer, Optional.of(bridge), tunnel);
    }

    /**
     * A device's place in a bridge.
     *
     * @param bridge  name of the bridge device
     * @param hairpin whether a frame may leave by the port that it came in by
     */
    public record Port(String bridge, boolean hairpin) {}

    /**
     * What a VXLAN device does with a frame that its forwarding table sends to another host.
     *
     * @param vni      network id
     * @param local    source of the outer packets
     * @param udpPort  their destination port, where the device receives too
     * @param learning whether it learns who is where from what it receives
     */
    public record Vxlan(int vni, Ip local, int udpPort, boolean learning) {}

    /** @return a device for the packets of one VLAN on another device */
    public static Link vlan(Origin origin, String name, String below, int id, String mac, int mtu) {
        return new Link(origin, name, Kind.VLAN, mac, mtu, Optional.of(below + "." + id));
    }

    /** @return for a VLAN: the device below it */
    public Optional<String> below() {
        return peer.filter(_ -> kind == Kind.VLAN).map(text -> text.substring(0, text.lastIndexOf('.')));
    }

    /** @return for a VLAN: its id */
    public Optional<Integer> vlanId() {
        return peer.filter(_ -> kind == Kind.VLAN).map(text -> Integer.valueOf(text.substring(text.lastIndexOf('.') + 1)));
    }

    /** Kinds of devices, as {@code ip -d link} tells them apart. */
    public enum Kind {
        LOOPBACK, PHYSICAL, VETH, BRIDGE, VXLAN, DUMMY, VLAN, IPIP,
        /** A physical device that nobody brought up: it has no address, and what reaches it is lost. */
        IDLE
    }
}
