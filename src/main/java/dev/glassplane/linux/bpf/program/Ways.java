package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DropReason;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.route.RouteLookup.Found;
import dev.glassplane.linux.route.RouteLookup.Query;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.Optional;

/** Where programs send packets: local endpoints, and the kernel's routes as bpf_fib_lookup gives them. */
final class Ways {

    private static final String POD_PEER = "pod/";

    private Ways() {}

    /** What the map of local endpoints says of an address. */
    sealed interface Endpoint {

        /** A pod behind this device. */
        record OfPod(String device) implements Endpoint {}

        /** An address of the node itself. */
        record OfHost() implements Endpoint {}

        /** Nothing. */
        record Elsewhere() implements Endpoint {}
    }

    /** Asks {@code cilium_lxc}; its entries follow from the node's devices and their routes. */
    static Endpoint endpoint(Run run, Ip ip) {
        Endpoint endpoint = endpoint(run.node().routing(), ip);
        run.lookedUp("cilium_lxc", ip.toString(), switch (endpoint) {
            case Endpoint.OfPod pod -> Optional.of(pod.device());
            case Endpoint.OfHost _ -> Optional.of("(localhost)");
            case Endpoint.Elsewhere _ -> Optional.empty();
        }, Lookup.Structure.HASH, Optional.empty());
        return endpoint;
    }

    static Endpoint endpoint(RoutingTables routing, Ip ip) {
        if (routing.isLocal(ip)) {
            return new Endpoint.OfHost();
        }
        Optional<String> device = find(routing, new Ip(ip.family(), 0, 0), ip, "") instanceof Found.ByRoute(var _, Route route)
                && route.destination().isSingle() ? route.device() : Optional.empty();
        return device.filter(name -> routing.link(name).flatMap(Link::peer).filter(peer -> peer.startsWith(POD_PEER)).isPresent())
                .<Endpoint>map(Endpoint.OfPod::new).orElseGet(Endpoint.Elsewhere::new);
    }

    private static Found find(RoutingTables routing, Ip source, Ip to, String in) {
        return RouteLookup.find(routing, Query.of(source, to, 0, in));
    }

    /** @return the first address of a device */
    static Optional<Ip> address(RoutingTables routing, String device, Family family) {
        return routing.addresses().stream().filter(address -> address.device().equals(device) && address.ip().family() == family)
                .map(dev.glassplane.linux.route.InterfaceAddress::ip).findFirst();
    }

    /** Sends the packet out by the kernel's route, past the stack: the TTL is lowered, the size looked at. */
    static ProgramResult redirect(Run run, String inDevice) {
        Packet packet = run.packet();
        if (packet.ttl() <= 1) {
            return run.drop(DropReason.TTL_EXCEEDED, "the TTL of " + packet + " is used up", Optional.empty());
        }
        Found found = find(run.node().routing(), packet.source(), packet.destination(), inDevice);
        if (!(found instanceof Found.ByRoute(var _, Route route)) || route.type() != Route.Type.UNICAST) {
            return run.drop(DropReason.FIB_LOOKUP_FAILED, "no route leads to " + packet.destination(), Optional.empty());
        }
        String device = route.device().orElseThrow();
        int mtu = run.node().routing().link(device).map(Link::mtu).orElseThrow();
        if (packet.sizeBytes() > mtu) {
            return run.drop(DropReason.FRAGMENTATION_NEEDED, packet.sizeBytes() + " bytes do not fit " + device + " (MTU " + mtu + ")",
                    Optional.empty());
        }
        run.setPacket(packet.hopped());
        run.decide("redirect", "bpf_fib_lookup: " + packet.destination() + " leaves by " + device + route.via().map(via -> " to " + via).orElse("")
                + ", past netfilter", Optional.empty());
        return new ProgramResult.Redirect(run.packet(), device, route.via().orElse(packet.destination()),
                run.program() == BpfProgram.XDP_ENTRY);
    }

    /** Hands the packet to a pod of this node, past the stack. */
    static ProgramResult deliver(Run run, String device) {
        Packet packet = run.packet();
        if (packet.ttl() <= 1) {
            return run.drop(DropReason.TTL_EXCEEDED, "the TTL of " + packet + " is used up", Optional.empty());
        }
        run.setPacket(packet.hopped());
        run.decide("redirect", packet.destination() + " is a pod of this node: it gets the packet through " + device + ", past netfilter",
                Optional.empty());
        return new ProgramResult.Redirect(run.packet(), device, packet.destination(), true);
    }
}
