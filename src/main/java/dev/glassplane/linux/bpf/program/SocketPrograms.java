package dev.glassplane.linux.bpf.program;

import dev.glassplane.linux.bpf.AffinityKey;
import dev.glassplane.linux.bpf.BpfMemory.Asked;
import dev.glassplane.linux.bpf.BpfMemory.SocketKey;
import dev.glassplane.linux.bpf.Identity;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Optional;

/**
 * The programs of the socket hooks ({@code cilium/cilium: bpf/bpf_sock.c}): connect(2) and sendmsg(2) get the backend as their destination before
 * there is a packet, so that nothing has to be translated afterwards.
 */
final class SocketPrograms {

    private SocketPrograms() {}

    /**
     * The destination of a packet that a process is about to send.
     *
     * @param namespace who sends: unique name of the network namespace
     * @param host      whether it is the machine's own namespace
     * @param routing   of the namespace
     */
    static ProgramResult connect(Run run, String namespace, boolean host, RoutingTables routing) {
        Packet asked = run.packet();
        if (!run.balanced()) {
            return new ProgramResult.Pass(asked);
        }
        IpPort to = Frontends.destination(run);
        Optional<Packet> connected = run.memory().connected(new SocketKey(socket(namespace, asked), to), run.context().now());
        if (connected.isPresent()) {
            return resent(run, connected.get());
        }
        Optional<Frontend> found = Frontends.fromInside(run, to).or(() -> Frontends.anyNode(run, true, host));
        if (found.isEmpty()) {
            return new ProgramResult.Pass(asked);
        }
        Frontend frontend = found.get();
        Optional<ProgramResult> other = notServed(run, frontend, to.ip());
        if (other.isPresent()) {
            return other.get();
        }
        Backends backends = new Backends(run, frontend, new AffinityKey.Netns(cookie(namespace, host)));
        Optional<Backends.Choice> choice = backends.choose(true);
        if (choice.isEmpty()) {
            return nobody(run, frontend);
        }
        IpPort backend = choice.get().backend().target();
        run.translate("DNAT", asked.withDestination(backend.ip(), backend.port()), frontend.text() + ": " + choice.get().evidence()
                + "; the socket gets " + backend + " as its destination", Optional.of(frontend.origin()), choice.get().chosen());
        Packet sent = resource(asked, routing, backend.ip()).withDestination(backend.ip(), backend.port());
        if (!sent.source().equals(asked.source())) {
            run.translate("source", sent, "the socket is not bound: its source follows from the way to " + backend, Optional.empty(), Optional.empty());
        }
        run.memory().put(new SocketKey(socket(namespace, asked), backend), new Asked(to, frontend.value().revNatId(), asked, run.context().now()), sent);
        return new ProgramResult.Pass(run.packet());
    }

    /** The socket has called connect(2) before, or would hit the same slot by its cookie: later packets go where the first went. */
    private static ProgramResult resent(Run run, Packet sent) {
        run.translate("DNAT", sent, "the socket sends to " + new IpPort(sent.destination(), sent.destinationPort()) + " since its first packet",
                Optional.empty(), Optional.empty());
        return new ProgramResult.Pass(run.packet());
    }

    /** A socket that is not bound gets its source after the program has run, so for the new destination. */
    private static Packet resource(Packet asked, RoutingTables routing, Ip to) {
        boolean unbound = RouteLookup.source(routing, asked.destination()).filter(asked.source()::equals).isPresent();
        Optional<Ip> source = unbound ? RouteLookup.source(routing, to) : Optional.empty();
        return source.map(ip -> asked.withSource(ip, asked.sourcePort())).orElse(asked);
    }

    private static Optional<ProgramResult> notServed(Run run, Frontend frontend, Ip to) {
        if (frontend.has(ServiceFlag.L7) || frontend.has(ServiceFlag.NAT46) || frontend.has(ServiceFlag.LOCAL_REDIRECT)
                || frontend.has(ServiceFlag.HOST_PORT)) {
            return Optional.of(new ProgramResult.NotModelled(frontend.text() + " is a frontend of type " + frontend.value().flags()
                    + ", which is not modelled (limit: ebpf-datapath)"));
        }
        boolean foreign = frontend.has(ServiceFlag.EXTERNAL_IP) && !run.settings().selection().externalIpsFromInside()
                && !run.identity(to).equals(Identity.HOST);
        if (foreign) {
            run.decide("pass", to + " is an external IP and no address of this node: the destination stays as it is", Optional.of(frontend.origin()));
            return Optional.of(new ProgramResult.Pass(run.packet()));
        }
        return Optional.empty();
    }

    private static ProgramResult nobody(Run run, Frontend frontend) {
        if (!run.settings().selection().emptyRoutable() && !frontend.local(true)) {
            run.decide("pass", frontend.text() + " has no backend: the destination stays as it is (enable-no-service-endpoints-routable: false)",
                    Optional.of(frontend.origin()));
            return new ProgramResult.Pass(run.packet());
        }
        run.decide("reject", frontend.text() + " has no backend: the system call fails with EHOSTUNREACH", Optional.of(frontend.origin()));
        return run.refuse("EHOSTUNREACH", "frontend " + frontend.text() + " has no backend", frontend.empty(true));
    }

    /** What a process sees of a packet that has reached it: the Service that it asked, not the backend that answers. */
    static Packet received(Run run, String namespace) {
        Packet answer = run.packet();
        IpPort backend = new IpPort(answer.source(), answer.sourcePort());
        Packet own = answer.reply();
        Optional<Asked> asked = run.memory().asked(new SocketKey(socket(namespace, own), backend));
        if (asked.isEmpty()) {
            return answer;
        }
        run.lookedUp(answer.source().isV4() ? "cilium_lb4_reverse_sk" : "cilium_lb6_reverse_sk", "socket of " + own.source() + ":" + own.sourcePort()
                + ", " + backend, Optional.of(asked.get().service() + " (" + asked.get().revNatId() + ")"), Lookup.Structure.HASH, Optional.empty());
        run.translate("un-DNAT", answer.withSource(asked.get().service().ip(), asked.get().service().port()), answer.protocol() == Protocol.TCP
                ? "the socket is connected to " + backend + "; a process that asks for its peer is told " + asked.get().service()
                : "the process is told that " + asked.get().service() + " sent it", Optional.empty(), Optional.empty());
        Packet meant = asked.get().packet();
        if (!meant.source().equals(own.source())) {
            run.setPacket(run.packet().withDestination(meant.source(), meant.sourcePort()));
        }
        return run.packet();
    }

    /** A socket is known by its port: its address may follow from whom it asks. */
    private static String socket(String namespace, Packet sent) {
        return namespace + " " + sent.protocol() + " " + sent.sourcePort();
    }

    /** The kernel numbers namespaces as they come, the machine's own first; any other number does for a pod. */
    private static long cookie(String namespace, boolean host) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < namespace.length(); i++) {
            hash = (hash ^ namespace.charAt(i)) * 0x100000001b3L;
        }
        return host ? 1 : 2 + (hash >>> 40);
    }
}
