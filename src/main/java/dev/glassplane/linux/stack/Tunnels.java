package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.route.FdbEntry;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.net.Tunnel;
import java.util.Optional;

/**
 * Tunnels of a host. VXLAN devices ({@code linux: drivers/net/vxlan/vxlan_core.c}): a neighbour names the hardware address behind the next hop, the
 * forwarding table the host behind that; the frame goes there in a UDP packet, whose source port follows from the inner flow. IPIP devices without a
 * remote end of their own ({@code net/ipv4/ip_tunnel.c}): the next hop is the other end, and the source the address that leads there.
 */
final class Tunnels {

    private static final int FIRST_PORT = 32_768;
    private static final int PORTS = 60_999 - FIRST_PORT + 1;
    private static final int PRIME = 31;

    private Tunnels() {}

    /** What a device makes of a packet. */
    sealed interface Wrapped {
        /** The outer packet, and who said where to. */
        record Outer(Packet packet, Origin origin) implements Wrapped {}

        /** It goes nowhere. */
        record Lost(StackResult end) implements Wrapped {}
    }

    /** @return whether what is sent by the device goes on inside another packet */
    static boolean wraps(Link device) {
        return device.tunnel().isPresent() || device.kind() == Link.Kind.IPIP;
    }

    /**
     * @param route who put the route there that led to the device
     * @return what the device sends for a packet to this next hop
     */
    static Wrapped wrap(HostState host, Link device, Packet inner, Ip nextHop, Origin route) {
        return device.kind() == Link.Kind.IPIP ? ipip(host, inner, nextHop, route) : vxlan(host, device, inner, nextHop);
    }

    /** The outer packet lives as long as the inner one. */
    private static Wrapped ipip(HostState host, Packet inner, Ip nextHop, Origin route) {
        Tunnel tunnel = new Tunnel(Tunnel.Kind.IPIP, 0, "", inner);
        return RouteLookup.source(host.routing(), nextHop).<Wrapped>map(source -> new Wrapped.Outer(new Packet(source, nextHop, Protocol.IPIP, 0, 0, inner.ttl(),
                inner.sizeBytes() + tunnel.kind().overhead(), Optional.empty(), Optional.of(tunnel)), route))
                .orElseGet(() -> new Wrapped.Lost(new StackResult.Discarded("TUNNEL_UNROUTED")));
    }

    private static Wrapped vxlan(HostState host, Link device, Packet inner, Ip nextHop) {
        Optional<Neighbor> neighbor = host.routing().neighbors().stream()
                .filter(known -> known.device().equals(device.name()) && known.ip().equals(nextHop)).findFirst();
        if (neighbor.isEmpty()) {
            return new Wrapped.Lost(new StackResult.NoNeighbor(device.name(), nextHop));
        }
        String mac = neighbor.get().mac();
        Optional<FdbEntry> entry = host.routing().fdb().stream()
                .filter(known -> known.device().equals(device.name()) && known.mac().equals(mac)).findFirst();
        if (entry.isEmpty()) {
            return new Wrapped.Lost(new StackResult.Discarded("FDB_MISS"));
        }
        Link.Vxlan vxlan = device.tunnel().orElseThrow();
        Tunnel tunnel = new Tunnel(Tunnel.Kind.VXLAN, vxlan.vni(), mac, inner);
        return new Wrapped.Outer(Packet.around(tunnel, Protocol.UDP, vxlan.local(), sourcePort(inner), entry.get().remote(), vxlan.udpPort()), entry.get().origin());
    }

    /** A hash with a key of the machine's own picks it in reality ({@code udp_flow_src_port}): one flow keeps its port. */
    private static int sourcePort(Packet inner) {
        Tuple flow = Tuple.of(inner);
        long hash = flow.protocol().number();
        for (long part : new long[] {flow.source().low(), flow.sourcePort(), flow.destination().low(), flow.destinationPort()}) {
            hash = hash * PRIME + part;
        }
        return FIRST_PORT + (int) Math.floorMod(hash, (long) PORTS);
    }

    /** @return the device that takes an outer packet which is for this host */
    static Optional<Link> receiver(HostState host, Packet outer) {
        Tunnel tunnel = outer.tunnel().orElseThrow();
        if (tunnel.kind() == Tunnel.Kind.IPIP) {
            return host.routing().links().stream().filter(link -> link.kind() == Link.Kind.IPIP).findFirst();
        }
        return host.routing().links().stream().filter(link -> link.tunnel().filter(vxlan -> tunnel.kind() == Tunnel.Kind.VXLAN && vxlan.vni() == tunnel.id()
                && vxlan.udpPort() == outer.destinationPort()).isPresent()).findFirst();
    }
}
