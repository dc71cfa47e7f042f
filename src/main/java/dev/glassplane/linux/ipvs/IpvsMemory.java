package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.linux.ipvs.ConnectionState.Side;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a host's virtual servers remember: connections, persistence templates, and where each scheduler stands. Not thread-safe. */
public final class IpvsMemory {

    private static final int FTP_DATA = 20;

    private final ConnectionTable connections = new ConnectionTable();
    private final Map<VirtualServerKey, ServiceState> services = new HashMap<>();
    private ServiceBuckets buckets;

    /**
     * A packet to this host that a virtual server may take.
     *
     * @param protocol  of the packet
     * @param client    its source
     * @param asked     its destination
     * @param event     what its flags say; of UDP nothing
     * @param confirmed whether connection tracking knows its connection already
     * @param now       time of the packet
     */
    public record Asked(Protocol protocol, IpPort client, IpPort asked, Event event, boolean confirmed, Instant now) {}

    /** @return what becomes of the packet; its connection has seen it then */
    public Arrival arrive(Entries entries, IpvsSysctls sysctls, Asked packet, Chance chance) {
        connections.advance(packet.now());
        var key = new VirtualConnection.Key(packet.protocol(), packet.client(), packet.asked());
        Optional<VirtualConnection> known = connections.find(key);
        int probes = probes(known.isPresent());
        if (known.isPresent()) {
            Optional<Arrival> arrival = known(known.get(), entries, sysctls, packet, probes);
            if (arrival.isPresent()) {
                return arrival.get();
            }
        }
        return schedule(key, entries, sysctls, packet, chance, probes);
    }

    /** @return whether the host has a virtual server of the family: only then the kernel asks here at all */
    public boolean serves(Entries entries, Family family) {
        return entries.size(VirtualServerTable.VIRTUAL_SERVERS) > 0 && tables(entries).families().contains(family);
    }

    private ServiceBuckets tables(Entries entries) {
        if (buckets == null || buckets.of() != entries) {
            buckets = ServiceBuckets.of(entries);
        }
        return buckets;
    }

    /** Expected comparisons of a chained hash table with the default 4096 buckets. */
    private int probes(boolean hit) {
        return 1 + connections.size() / (hit ? 2 * ConnectionTable.BUCKETS : ConnectionTable.BUCKETS);
    }

    /** @return empty if the old connection has gone and the packet opens a new one */
    private Optional<Arrival> known(VirtualConnection connection, Entries entries, IpvsSysctls sysctls, Asked packet, int probes) {
        entries.value(VirtualServerTable.VIRTUAL_SERVERS, connection.service()).ifPresentOrElse(
                server -> state(connection.service(), server, packet.now()), () -> forget(connection.service()));
        boolean opens = packet.protocol() == Protocol.UDP || packet.event() == Event.SYN;
        boolean stale = connection.destination().removed() || opens && packet.protocol() == Protocol.TCP && quiesced(connection, sysctls);
        if (stale && !sysctls.expireNodestConn()) {
            return Optional.of(new Arrival.Vanished(connection, "its real server " + connection.destination().address()
                    + " was removed (net.ipv4.vs.expire_nodest_conn = 0)", probes));
        }
        boolean reused = packet.protocol() == Protocol.TCP && packet.event() == Event.SYN && (sysctls.connReuseMode() & 1) != 0
                && connection.template().isEmpty()
                && (connection.state() == ConnectionState.TIME_WAIT || connection.state() == ConnectionState.CLOSE);
        if (stale || reused) {
            connections.remove(connection);
            if (!opens) {
                return Optional.of(new Arrival.NotTaken(probes, 0));
            }
            return packet.confirmed() && sysctls.conntrack() ? Optional.of(new Arrival.Vanished(connection,
                    "connection tracking still knows the old connection; the client's next try is scheduled", probes)) : Optional.empty();
        }
        connections.packet(connection, side(connection, true), packet.event(), tables(entries).timeouts(), packet.now());
        return Optional.of(new Arrival.Known(connection, probes));
    }

    private void forget(VirtualServerKey service) {
        Optional.ofNullable(services.remove(service)).ifPresent(state -> state.list().forEach(Destination::remove));
    }

    private static boolean quiesced(VirtualConnection connection, IpvsSysctls sysctls) {
        return sysctls.expireNodestConn() && connection.destination().weight() == 0;
    }

    private Arrival schedule(VirtualConnection.Key key, Entries entries, IpvsSysctls sysctls, Asked packet, Chance chance, int probes) {
        boolean opens = packet.protocol() == Protocol.UDP || packet.event() == Event.SYN;
        if (!opens || !packet.protocol().hasPorts()) {
            return new Arrival.NotTaken(probes, 0);
        }
        var asked = new VirtualServerKey(packet.protocol(), packet.asked().ip(), packet.asked().port());
        Optional<Entry<VirtualServerKey, VirtualServer>> service = entries.find(VirtualServerTable.VIRTUAL_SERVERS, asked);
        int serviceProbes = tables(entries).probes(asked, service.isPresent());
        if (service.isEmpty() && buckets.anyPortZero()) {
            service = entries.find(VirtualServerTable.VIRTUAL_SERVERS, new VirtualServerKey(packet.protocol(), asked.address(), 0));
        }
        if (service.isEmpty() || packet.protocol() == Protocol.TCP && packet.client().port() == FTP_DATA) {
            return new Arrival.NotTaken(probes, serviceProbes);
        }
        return open(key, service.get(), entries, sysctls, packet, chance, probes, serviceProbes);
    }

    private Arrival open(VirtualConnection.Key key, Entry<VirtualServerKey, VirtualServer> service, Entries entries, IpvsSysctls sysctls, Asked packet,
                         Chance chance, int probes, int serviceProbes) {
        ServiceState state = state(service.key(), service.value(), packet.now());
        Optional<VirtualConnection> template = service.value().persistence().flatMap(persistence -> template(service.key(), persistence, sysctls, packet));
        Optional<Scheduled> choice = template.isPresent() ? Optional.empty() : state.schedule(
                new SchedulerRule.Request(packet.protocol(), packet.client().ip(), packet.client().port(), packet.asked().ip(), packet.now()), chance);
        if (template.isEmpty() && choice.isEmpty()) {
            return new Arrival.NobodyThere(service, probes, serviceProbes);
        }
        Destination to = template.map(VirtualConnection::destination).orElseGet(() -> choice.orElseThrow().to());
        VirtualConnection controls = service.value().persistence()
                .map(persistence -> template.orElseGet(() -> newTemplate(service.key(), persistence, to, packet))).orElse(null);
        if (controls != null) {
            connections.restart(controls, service.value().persistence().orElseThrow().seconds(), packet.now());
        }
        var connection = new VirtualConnection(key, service.key(), to, controls, ConnectionState.NONE);
        if (!service.value().onePacket()) {
            connections.put(connection, ConnectionState.NONE.seconds(), packet.now());
            connections.packet(connection, side(connection, true), packet.event(), tables(entries).timeouts(), packet.now());
        }
        return new Arrival.Opened(service, connection, choice, probes, serviceProbes);
    }

    private static VirtualConnection.Key templateKey(VirtualServerKey service, Persistence persistence, Asked packet) {
        var client = new Cidr(packet.client().ip(), persistence.prefixLength()).network();
        return new VirtualConnection.Key(packet.protocol(), new IpPort(client, 0), service.ipPort());
    }

    private Optional<VirtualConnection> template(VirtualServerKey service, Persistence persistence, IpvsSysctls sysctls, Asked packet) {
        Optional<VirtualConnection> found = connections.find(templateKey(service, persistence, packet));
        Optional<VirtualConnection> usable = found.filter(template -> !template.destination().removed()
                && (template.destination().weight() > 0 || !sysctls.expireQuiescentTemplate()));
        if (usable.isEmpty()) {
            found.ifPresent(connections::remove);
        }
        return usable;
    }

    private VirtualConnection newTemplate(VirtualServerKey service, Persistence persistence, Destination to, Asked packet) {
        var template = new VirtualConnection(templateKey(service, persistence, packet), service, to, null, ConnectionState.TEMPLATE_NONE);
        connections.put(template, persistence.seconds(), packet.now());
        return template;
    }

    private ServiceState state(VirtualServerKey key, VirtualServer server, Instant now) {
        ServiceState state = services.computeIfAbsent(key, _ -> new ServiceState(server, now));
        state.follow(server, now);
        return state;
    }

    private static Side side(VirtualConnection connection, boolean client) {
        return !client ? Side.SERVER : connection.destination().server().forwarding() == Forwarding.MASQ ? Side.CLIENT : Side.CLIENT_ONLY;
    }

    /** @return the connection that a packet from a real server to a client answers; it has seen the packet then */
    public Optional<VirtualConnection> answer(Entries entries, Protocol protocol, IpPort server, IpPort client, Event event, Instant now) {
        connections.advance(now);
        Optional<VirtualConnection> found = connections.findAnswer(new VirtualConnection.Key(protocol, client, server))
                .filter(connection -> connection.destination().server().forwarding() == Forwarding.MASQ);
        found.ifPresent(connection -> connections.packet(connection, Side.SERVER, event, tables(entries).timeouts(), now));
        return found;
    }

    /** A later packet of a connection that was walked before: it only moves its state and timer. Nothing happens if it is not known. */
    public void later(Entries entries, VirtualConnection.Key key, Side side, Event event, Instant now) {
        connections.advance(now);
        connections.find(key).ifPresent(connection -> connections.packet(connection, side, event, tables(entries).timeouts(), now));
    }

    /** The connection's ends go on talking until then: it expires that much later. Nothing happens if it is not known. */
    public void busyUntil(Entries entries, VirtualConnection.Key key, Instant until, Instant now) {
        connections.find(key).ifPresent(connection -> connections.restart(connection,
                (int) Duration.between(now, until).plusMillis(999).toSeconds() + tables(entries).timeouts().of(connection.state()), now));
    }

    /** @return comparisons of a look-up among the connections, on average */
    public int connectionProbes(boolean hit) {
        return probes(hit);
    }

    /** @return connections and templates at this time, oldest first */
    public List<VirtualConnection> connections(Instant now) {
        connections.advance(now);
        return connections.all();
    }

    /** @return the real servers of a virtual server in list order, with their counts; empty if no packet ever asked for it */
    public List<Destination> destinations(VirtualServerKey key) {
        ServiceState state = services.get(key);
        return state == null ? List.of() : List.copyOf(state.list());
    }
}
