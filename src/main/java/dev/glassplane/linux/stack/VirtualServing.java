package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipvs.Arrival;
import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.linux.ipvs.Forwarding;
import dev.glassplane.linux.ipvs.IpvsMemory;
import dev.glassplane.linux.ipvs.IpvsSysctls;
import dev.glassplane.linux.ipvs.Scheduled;
import dev.glassplane.linux.ipvs.VirtualConnection;
import dev.glassplane.linux.ipvs.VirtualServer;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.ipvs.VirtualServerTable;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Virtual servers at their hooks ({@code linux: net/netfilter/ipvs/ip_vs_core.c}): at INPUT 98 and OUTPUT -99 a packet may be a real server's
 * answer, just behind it (99 and -98) a client's packet; at FORWARD 100 only answers are looked for. A packet that they had is not looked at again.
 */
final class VirtualServing {

    private static final String MACHINE = "ip_vs";
    private static final String CONNECTIONS = "ip_vs_conn";

    private final Visit visit;
    private final IpvsMemory memory;
    private final IpvsSysctls sysctls;
    private final Packet packet;

    private VirtualServing(Visit visit) {
        this.visit = visit;
        this.memory = visit.context().ipvs();
        this.sysctls = IpvsSysctls.of(visit.host().sysctls());
        this.packet = visit.packet();
    }

    static boolean hasPlaceAt(Hook hook) {
        return hook == Hook.INPUT || hook == Hook.OUTPUT || hook == Hook.FORWARD;
    }

    static int priority(Hook hook) {
        return switch (hook) {
            case INPUT -> 99;
            case OUTPUT -> -98;
            case FORWARD -> 100;
            case PREROUTING, POSTROUTING -> throw new IllegalArgumentException("virtual servers are not asked at " + hook);
        };
    }

    /** @return the end of the visit, or empty if the packet goes on in this hook */
    static Optional<StackResult> run(Visit visit, Hook hook) {
        if (visit.served() || !visit.packet().protocol().hasPorts()) {
            return Optional.empty();
        }
        VirtualServing serving = new VirtualServing(visit);
        Optional<VirtualConnection> answered = serving.answered();
        if (answered.isPresent()) {
            return serving.undo(answered.get(), hook);
        }
        return hook == Hook.FORWARD ? Optional.empty() : serving.serve();
    }

    private IpPort source() {
        return new IpPort(packet.source(), packet.sourcePort());
    }

    private IpPort destination() {
        return new IpPort(packet.destination(), packet.destinationPort());
    }

    /** Who opens a connection sends a SYN, who answers one a SYN too; a connection that was answered goes on with ACKs. */
    private Event event() {
        boolean later = visit.state() == ConnectionStateWord.ESTABLISHED && !visit.tracking().reply();
        return packet.protocol() == Protocol.TCP && !later ? Event.SYN : Event.ACK;
    }

    private Optional<VirtualConnection> answered() {
        Optional<VirtualConnection> found = memory.answer(visit.host().entries(), packet.protocol(), source(), destination(), event(), visit.now());
        lookedUp(CONNECTIONS, packet.protocol() + " " + destination() + " <- " + source(), found.map(connection -> "from " + connection.key().virtual() + ", "
                + connection.state().word()), memory.connectionProbes(found.isPresent()), found.flatMap(this::origin));
        return found;
    }

    private Optional<Origin> origin(VirtualConnection connection) {
        return visit.host().entries().find(VirtualServerTable.VIRTUAL_SERVERS, connection.service()).map(Entry::origin);
    }

    /** The client asked the virtual address, so the answer comes from there. */
    private Optional<StackResult> undo(VirtualConnection connection, Hook hook) {
        visit.setServed();
        visit.setVirtualServer(connection.service());
        IpPort virtual = connection.key().virtual();
        Packet after = packet.withSource(virtual.ip(), virtual.port());
        decided("reply", "the answer of a connection to " + connection.service() + ", " + connection.state().word(), origin(connection), after, "un-DNAT",
                Optional.empty());
        visit.setPacket(after);
        if (!sysctls.conntrack()) {
            visit.tracking().untrack();
        }
        return hook == Hook.INPUT || !sysctls.snatReroute() ? Optional.empty() : visit.steering().routeAnswer();
    }

    private Optional<StackResult> serve() {
        var asked = new IpvsMemory.Asked(packet.protocol(), source(), destination(), event(), visit.tracking().confirmed(), visit.now());
        Arrival arrival = memory.arrive(visit.host().entries(), sysctls, asked, this::choose);
        String key = packet.protocol() + " " + source() + " -> " + destination();
        Optional<String> found = switch (arrival) {
            case Arrival.Known it -> Optional.of(it.connection().destination().address() + " " + it.connection().state().word());
            case Arrival.Vanished it -> Optional.of(it.connection().destination().address().toString());
            case Arrival.NotTaken _, Arrival.Opened _, Arrival.NobodyThere _ -> Optional.empty();
        };
        lookedUp(CONNECTIONS, key, found, arrival.connectionProbes(), Optional.empty());
        return switch (arrival) {
            case Arrival.NotTaken it -> {
                if (it.serviceProbes() > 0) {
                    lookedUp(MACHINE, packet.protocol() + " " + destination(), Optional.empty(), it.serviceProbes(), Optional.empty());
                }
                yield Optional.empty();
            }
            case Arrival.NobodyThere it -> {
                foundService(it.service(), it.serviceProbes());
                yield Optional.of(nobody(it.service()));
            }
            case Arrival.Vanished it -> Optional.of(new StackResult.Stopped(MACHINE, "", Optional.empty(), origin(it.connection()), it.sentence()));
            case Arrival.Known it -> send(it.connection(), "a known connection, " + it.connection().state().word(), Optional.empty());
            case Arrival.Opened it -> {
                foundService(it.service(), it.serviceProbes());
                yield opened(it);
            }
        };
    }

    private Optional<StackResult> opened(Arrival.Opened it) {
        VirtualServer service = it.service().value();
        String evidence = it.choice().map(Scheduled::evidence).orElseGet(() -> "persistent: this client's connections of the last "
                + service.persistence().orElseThrow().seconds() + " s went there");
        var chosen = it.choice().map(choice -> new Decision.Chosen(choice.of(), choice.index(), choice.probability(), service.scheduler().word()))
                .orElseGet(() -> new Decision.Chosen(1, 1, BigFraction.ONE, "affinity"));
        return send(it.connection(), evidence, Optional.of(chosen));
    }

    private StackResult nobody(Entry<VirtualServerKey, VirtualServer> service) {
        boolean none = service.value().realServers().isEmpty();
        String with = packet.source().isV4() ? "icmp-port-unreachable" : "icmp6-port-unreachable";
        return new StackResult.Stopped(MACHINE, "no endpoints", Optional.of(with), Optional.of(service.origin()), "virtual server " + service.key() + " ("
                + service.value().scheduler().word() + ") has " + (none ? "no real server" : "no destination available among its "
                + service.value().realServers().size() + " real servers"));
    }

    private Optional<StackResult> send(VirtualConnection connection, String evidence, Optional<Decision.Chosen> chosen) {
        if (connection.destination().server().forwarding() != Forwarding.MASQ) {
            throw new IllegalStateException("real server " + connection.destination().address() + ": only masquerading is modelled (limit: ipvs-forwarding)");
        }
        IpPort server = connection.destination().address();
        Packet after = packet.withDestination(server.ip(), server.port());
        visit.setServed();
        visit.setVirtualServer(connection.service());
        decided("schedule", evidence, origin(connection), after, "DNAT", chosen);
        if (sysctls.conntrack()) {
            visit.tracking().serve(server);
        } else {
            visit.tracking().untrack();
        }
        return visit.steering().transmit(after);
    }

    private int choose(List<BigFraction> shares, List<IpPort> options, OptionalInt settled) {
        return visit.context().decisions().choose(new Draw(visit.host().name(), MACHINE + "/" + packet.protocol() + " " + destination(), Tuple.of(packet),
                shares, settled));
    }

    private void foundService(Entry<VirtualServerKey, VirtualServer> service, int probes) {
        VirtualServer server = service.value();
        int servers = server.realServers().size();
        lookedUp(MACHINE, service.key().toString(), Optional.of(server.scheduler().word() + ", " + servers + (servers == 1 ? " real server" : " real servers")
                + server.persistence().map(persistence -> ", persistent " + persistence.seconds()).orElse("")), probes, Optional.of(service.origin()));
    }

    private void lookedUp(String table, String key, Optional<String> value, int probes, Optional<Origin> origin) {
        visit.tell(new StackStep.LookedUp(new Lookup(visit.place(), table, key, value, Lookup.Structure.HASH, probes, origin)));
    }

    private void decided(String result, String evidence, Optional<Origin> origin, Packet after, String kind, Optional<Decision.Chosen> chosen) {
        Optional<StackStep.Translated> change = after.equals(packet) ? Optional.empty() : Optional.of(new StackStep.Translated(kind, packet, after));
        visit.tell(new StackStep.Decided(new Decision(MACHINE + " " + visit.place(), result, evidence, origin, change, chosen)));
    }
}
