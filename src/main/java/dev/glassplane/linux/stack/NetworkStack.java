package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.route.RouteLookup.Found;
import dev.glassplane.linux.route.RouteLookup.Query;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.net.Tunnel;
import java.util.Optional;

/**
 * The path of a packet through one host, in kernel order: device in, PREROUTING (conntrack at its place), policy rules and route, INPUT or
 * FORWARD, POSTROUTING, device out; local senders: route, OUTPUT, re-route, POSTROUTING. Pure but for what the context remembers. Packets count
 * as unfragmentable, as those of Linux senders are.
 */
public final class NetworkStack implements Visit.Steering {

    private static final String LOOPBACK = "lo";

    private final HostState host;
    private final Visit visit;
    private final ProgramHooks programs;
    private Found found;

    private NetworkStack(HostState host, Packet packet, StackContext context) {
        this.host = host;
        this.visit = new Visit(host, packet, context);
        this.visit.setSteering(this);
        this.programs = new ProgramHooks(visit);
    }

    /**
     * @return what becomes of a packet that arrives on a device
     * @throws IllegalArgumentException if the host has no such device, or the destination is a multicast or broadcast address
     */
    public static StackResult receive(HostState host, String device, Packet packet, StackContext context) {
        return receive(host, device, packet, Optional.empty(), context);
    }

    /**
     * @param addressee whom the frame is for, if it comes in by a port of a bridge and not for this host: the next hop of its sender
     * @return what becomes of a packet that arrives on a device
     */
    public static StackResult receive(HostState host, String device, Packet packet, Optional<Ip> addressee, StackContext context) {
        if (host.routing().link(device).isEmpty()) {
            throw new IllegalArgumentException("host " + host.name() + " has no device \"" + device + "\": expected one of "
                    + host.routing().links().stream().map(Link::name).toList());
        }
        refuseMany(packet);
        return new NetworkStack(host, packet, context).receive(device, addressee);
    }

    /**
     * @return what becomes of a packet that a process of this host sends
     * @throws IllegalArgumentException if the source is not an address of this host, or the destination is a multicast or broadcast address
     */
    public static StackResult send(HostState host, Packet packet, StackContext context) {
        if (!host.routing().isLocal(packet.source())) {
            throw new IllegalArgumentException("host " + host.name() + " cannot send from " + packet.source() + ": not one of its addresses");
        }
        refuseMany(packet);
        return new NetworkStack(host, packet, context).send();
    }

    private static void refuseMany(Packet packet) {
        Ip to = packet.destination();
        boolean many = to.isV4() ? to.low() >>> 28 == 0xe || to.low() == 0xffff_ffffL : to.high() >>> 56 == 0xff;
        if (many) {
            throw new IllegalArgumentException("a packet to " + to + " has many receivers, expected a unicast destination (limit: multicast)");
        }
    }

    private StackResult receive(String device, Optional<Ip> addressee) {
        visit.tell(new StackStep.Entered(device, visit.packet()));
        Optional<Link.Port> port = host.routing().link(device).flatMap(Link::port);
        visit.setDevices(port.map(Link.Port::bridge).orElse(device), "");
        Optional<StackResult> early = programs.ingress(device);
        return early.orElseGet(() -> port.map(at -> new Bridging(this, visit, device, at).receive(addressee)).orElseGet(() -> enter(device)));
    }

    /** The packet is the IP stack's, and has come in by this device as rules see it. */
    StackResult enter(String device) {
        return visit.at(Hook.PREROUTING, Visit.Reroute.NEVER).orElseGet(() -> routed(device));
    }

    /** PREROUTING has let it pass. */
    StackResult routed(String device) {
        return routeIn(device).orElseGet(() -> pass(device));
    }

    /** The route is known. */
    StackResult pass(String device) {
        return switch (found) {
            case Found.Local _ -> deliver(device);
            case Found.ByRoute byRoute -> forward(device, byRoute.route());
            case Found.None _ -> throw new IllegalStateException("a packet without a route goes nowhere");
        };
    }

    /** @return the route that was found, empty if the packet is for this host */
    Optional<Route> route() {
        return found instanceof Found.ByRoute byRoute ? Optional.of(byRoute.route()) : Optional.empty();
    }

    Optional<StackResult> routeIn(String device) {
        SourceValidation validation = new SourceValidation(host);
        Optional<StackResult> martian = validation.martian(device, visit.packet()).map(StackResult.Discarded::new);
        if (martian.isPresent()) {
            return martian;
        }
        look(device);
        boolean forwards = new Sysctls(host.sysctls()).forwarding(visit.packet().source().isV4(), device);
        if (!(found instanceof Found.Local) && !forwards) {
            return Optional.of(new StackResult.Discarded("FORWARDING_OFF"));
        }
        return noWay().or(() -> validation.check(device, outDevice(), visit.mark(), visit.packet()).map(StackResult.Discarded::new));
    }

    private void look(String inDevice) {
        look(Query.of(visit.packet().source(), visit.packet().destination(), visit.mark(), inDevice));
    }

    private void look(Query query) {
        found = RouteLookup.find(host.routing(), query);
        visit.tell(switch (found) {
            case Found.Local _ -> new StackStep.Routed(true, Optional.empty(), Optional.empty());
            case Found.ByRoute byRoute -> new StackStep.Routed(false, Optional.of(byRoute.rule()), Optional.of(byRoute.route()));
            case Found.None _ -> new StackStep.Routed(false, Optional.empty(), Optional.empty());
        });
    }

    /** No route, or one that leads nowhere. */
    private Optional<StackResult> noWay() {
        boolean v4 = visit.packet().source().isV4();
        return switch (found) {
            case Found.Local _ -> Optional.empty();
            case Found.None _ -> Optional.of(new StackResult.Unreachable(v4 ? "icmp-net-unreachable" : "icmp6-no-route"));
            case Found.ByRoute byRoute -> switch (byRoute.route().type()) {
                case UNICAST -> Optional.empty();
                case UNREACHABLE -> Optional.of(new StackResult.Unreachable(v4 ? "icmp-host-unreachable" : "icmp6-no-route"));
                case BLACKHOLE -> Optional.of(new StackResult.Discarded("BLACKHOLE"));
            };
        };
    }

    private String outDevice() {
        return found instanceof Found.ByRoute byRoute ? byRoute.route().device().orElseThrow() : LOOPBACK;
    }

    private StackResult deliver(String device) {
        visit.setDevices(device, "");
        Optional<StackResult> end = visit.at(Hook.INPUT, Visit.Reroute.NEVER);
        if (end.isPresent()) {
            return end.get();
        }
        visit.tracking().confirm();
        if (visit.packet().tunnel().isPresent()) {
            return unwrap();
        }
        connected(Tuple.of(visit.packet()));
        programs.received();
        visit.tell(new StackStep.DeliveredLocally(visit.packet()));
        return new StackResult.Delivered(visit.packet());
    }

    /** TTL and size are looked at before FORWARD, the TTL is lowered before it. */
    private StackResult forward(String in, Route route) {
        if (heldBySocket()) {
            return new StackResult.Discarded("EARLY_DEMUX");
        }
        if (visit.packet().ttl() <= 1) {
            return new StackResult.Discarded("TTL_EXPIRED");
        }
        Optional<StackResult> tooBig = tooBig();
        if (tooBig.isPresent()) {
            return tooBig.get();
        }
        visit.setPacket(visit.packet().hopped());
        visit.setDevices(in, outDevice());
        return visit.at(Hook.FORWARD, Visit.Reroute.NEVER).or(this::postrouting).orElseGet(this::leave);
    }

    /**
     * A TCP packet for a socket of this host belongs to that socket before any route is asked, and is not forwarded when a policy rule before the one
     * of the local table then says so ({@code linux: net/ipv4/tcp_ipv4.c}, tcp_v4_early_demux, and {@code net/ipv4/ip_forward.c}).
     */
    private boolean heldBySocket() {
        return visit.packet().protocol() == Protocol.TCP && visit.packet().destination().isV4() && host.routing().isLocal(visit.packet().destination())
                && visit.context().memory().sockets().hold(Tuple.of(visit.packet())) && new Sysctls(host.sysctls()).tcpEarlyDemux();
    }

    /** A socket of this host is connected from now on. It matters only where a rule before the one of the local table can forward its packets. */
    private void connected(Tuple received) {
        if (received.protocol() == Protocol.TCP && !host.routing().localFirst()) {
            visit.context().memory().sockets().open(received);
        }
    }

    private Optional<StackResult> tooBig() {
        String device = outDevice();
        int mtu = host.routing().link(device).map(Link::mtu).orElseThrow(
                () -> new IllegalStateException("host " + host.name() + ": a route names device \"" + device + "\", which does not exist"));
        return visit.packet().sizeBytes() > mtu ? Optional.of(new StackResult.TooBig(device, mtu)) : Optional.empty();
    }

    private Optional<StackResult> postrouting() {
        visit.setDevices("", outDevice());
        visit.setNextHop(found instanceof Found.ByRoute byRoute ? byRoute.route().via().orElse(visit.packet().destination())
                : visit.packet().destination());
        Optional<StackResult> end = visit.at(Hook.POSTROUTING, Visit.Reroute.NEVER);
        if (end.isEmpty()) {
            visit.tracking().confirm();
        }
        return end;
    }

    private StackResult leave() {
        Optional<Link> device = host.routing().link(outDevice());
        if (device.filter(Tunnels::wraps).isPresent()) {
            return wrap(device.get());
        }
        if (device.filter(link -> link.kind() == Link.Kind.BRIDGE).isPresent() && visit.context().ports().isPresent()) {
            return Bridging.send(visit, programs, outDevice());
        }
        return programs.egress(outDevice(), visit.nextHop());
    }

    /** The outer packet is one of this host's own, with the mark of the inner one; what connection tracking knew of that is forgotten. */
    private StackResult wrap(Link device) {
        return switch (Tunnels.wrap(host, device, visit.packet(), visit.nextHop(), route().map(Route::origin).orElse(device.origin()))) {
            case Tunnels.Wrapped.Lost lost -> lost.end();
            case Tunnels.Wrapped.Outer outer -> {
                visit.tell(new StackStep.Encapsulated(device.name(), outer.origin(), visit.packet(), outer.packet()));
                NetworkStack around = new NetworkStack(host, outer.packet(), visit.context());
                around.visit.carryMark(visit.mark());
                yield around.sendOuter();
            }
        };
    }

    private StackResult sendOuter() {
        return routeOut().map(_ -> (StackResult) new StackResult.Discarded("TUNNEL_UNROUTED")).or(this::output).or(this::fragments).or(this::postrouting)
                .orElseGet(() -> found instanceof Found.Local ? loopBack() : leave());
    }

    /** Outer packets may be fragmented, as VXLAN devices are set up. */
    private Optional<StackResult> fragments() {
        return tooBig().map(_ -> new StackResult.NotModelled("the outer packet of " + visit.packet().sizeBytes() + " bytes does not fit " + outDevice()
                + " and would be sent in fragments (limit: fragments)"));
    }

    private StackResult unwrap() {
        Packet outer = visit.packet();
        Optional<Link> device = Tunnels.receiver(host, outer);
        Tunnel tunnel = outer.tunnel().orElseThrow();
        if (device.isEmpty()) {
            return new StackResult.Discarded("TUNNEL_UNKNOWN");
        }
        visit.tell(new StackStep.Decapsulated(device.get().name(), outer, tunnel.packet()));
        if (tunnel.kind() == Tunnel.Kind.VXLAN && !tunnel.mac().equals(device.get().mac())) {
            return new StackResult.Discarded("OTHER_HOST");
        }
        NetworkStack inside = new NetworkStack(host, tunnel.packet(), visit.context());
        inside.visit.carryMark(visit.mark());
        return inside.receive(device.get().name(), Optional.empty());
    }

    /** What does not fit is refused before OUTPUT sees it, and once more where rules there sent it elsewhere. */
    private StackResult send() {
        visit.tell(new StackStep.Originated(visit.packet()));
        connected(Tuple.of(visit.packet()).inverted());
        return programs.connect().or(this::routeOut).or(this::tooBig).or(this::output).or(this::tooBig).or(this::postrouting)
                .orElseGet(() -> found instanceof Found.Local ? loopBack() : leave());
    }

    /** A packet routed again keeps the outgoing device of its first route for the rest of the hook, as rules see it. */
    private Optional<StackResult> output() {
        visit.setDevices("", outDevice());
        return visit.at(Hook.OUTPUT, this::rerouteOut);
    }

    /**
     * Rules changed where the packet should go, and no route leads there. The sender's system call ends with the error, but for TCP: connect() takes
     * the packet for a lost one and sends it again ({@code linux: net/ipv4/tcp_output.c}, tcp_connect).
     */
    private Optional<StackResult> rerouteOut() {
        return routeOut().map(end -> end instanceof StackResult.Unreachable && visit.packet().protocol() == Protocol.TCP
                ? new StackResult.Discarded("REROUTE_FAILED") : end);
    }

    private Optional<StackResult> routeOut() {
        look(LOOPBACK);
        Optional<StackResult> nowhere = noWay();
        if (nowhere.isPresent()) {
            return nowhere;
        }
        boolean leavesLoopback = visit.packet().source().isLoopback() && !outDevice().equals(LOOPBACK);
        boolean allowed = visit.packet().source().isV4() && new Sysctls(host.sysctls()).anyOn(outDevice(), "route_localnet");
        return leavesLoopback && !allowed ? Optional.of(new StackResult.Discarded("LOCALNET_BLOCKED")) : Optional.empty();
    }

    /**
     * What a virtual server sends on ({@code linux: net/netfilter/ipvs/ip_vs_xmit.c}): a route that asks for the real server alone, then OUTPUT from
     * its start, as if the host had sent the packet, where the nat table's hook routes it once more by source and mark.
     */
    @Override
    public Optional<StackResult> transmit(Packet translated) {
        Found before = found;
        Ip anySource = new Ip(translated.family(), 0, 0);
        look(Query.of(anySource, translated.destination(), 0, LOOPBACK));
        if (found instanceof Found.Local) {
            found = before;
            visit.setPacket(translated);
            return Optional.empty();
        }
        if (translated.source().isLoopback()) {
            return Optional.of(new StackResult.Discarded("LOCALNET_BLOCKED"));
        }
        if (noWay().isPresent()) { // dst_link_failure, whatever the route would have said
            visit.setPacket(translated);
            return Optional.of(new StackResult.Unreachable(translated.source().isV4() ? "icmp-host-unreachable" : "icmp6-addr-unreachable"));
        }
        Optional<StackResult> stuck = translated.ttl() <= 1 ? Optional.of(new StackResult.Discarded("TTL_EXPIRED")) : tooBig();
        if (stuck.isPresent()) {
            return stuck;
        }
        visit.setPacket(translated.hopped());
        visit.setDevices("", outDevice());
        return Optional.of(visit.at(Hook.OUTPUT, this::routeOut).or(this::tooBig).or(this::postrouting)
                .orElseGet(() -> found instanceof Found.Local ? loopBack() : leave()));
    }

    @Override
    public Optional<StackResult> routeAnswer() {
        return found instanceof Found.Local ? Optional.empty() : routeOut();
    }

    /** What a host sends to itself leaves and comes in again by the loopback device; its connection and route stay with it. */
    private StackResult loopBack() {
        visit.tell(new StackStep.Entered(LOOPBACK, visit.packet()));
        visit.setDevices(LOOPBACK, "");
        return visit.at(Hook.PREROUTING, Visit.Reroute.NEVER).orElseGet(() -> deliver(LOOPBACK));
    }
}
