package dev.glassplane.linux.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.linux.ipvs.ConnectionState.Side;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpvsMemoryTests {

    private static final IpPort VIRTUAL = new IpPort(Ip.parse("10.96.10.1"), 80);
    private static final IpPort ONE = new IpPort(Ip.parse("10.244.1.5"), 49_153);

    private final IpvsMemory memory = new IpvsMemory();
    private Map<String, String> sysctls = Map.of();
    private Entries entries;
    private Instant now = Instant.EPOCH;

    @BeforeEach
    void roundRobin() {
        program("B A", Optional.empty());
    }

    private void program(String list, Optional<Persistence> persistence) {
        program(Protocol.TCP, new VirtualServer(Scheduler.RR, Set.of(), persistence, false, Desk.servers(list).reversed()));
    }

    private void program(Protocol protocol, VirtualServer server) {
        entries = Entries.of(List.of(EntrySet.EMPTY.with(List.of(new Entry<>(VirtualServerTable.VIRTUAL_SERVERS,
                new VirtualServerKey(protocol, VIRTUAL.ip(), VIRTUAL.port()), server, Origin.of("kube-proxy", "test"))))));
    }

    private Arrival packet(IpPort client, Event event) {
        return memory.arrive(entries, IpvsSysctls.of(sysctls), new IpvsMemory.Asked(Protocol.TCP, client, VIRTUAL, event, false, now), Chance.AS_SETTLED);
    }

    private String connect(String client, int port) {
        return switch (packet(new IpPort(Ip.parse(client), port), Event.SYN)) {
            case Arrival.Opened opened -> String.valueOf(Desk.name(opened.connection().destination().address()));
            case Arrival.Known known -> String.valueOf(Desk.name(known.connection().destination().address()));
            case Arrival.NobodyThere _ -> "-";
            case Arrival.Vanished _ -> "x";
            case Arrival.NotTaken _ -> "?";
        };
    }

    private ConnectionState state() {
        return memory.connections(now).stream().filter(connection -> !connection.isTemplate()).findFirst().orElseThrow().state();
    }

    private void server(Event event) {
        IpPort server = memory.connections(now).getFirst().destination().address();
        assertThat(memory.answer(entries, Protocol.TCP, server, ONE, event, now)).isPresent();
    }

    @Test
    void lifeOfATcpConnection() {
        packet(ONE, Event.SYN);
        assertThat(state()).isEqualTo(ConnectionState.SYN_RECV);
        assertThat(memory.connections(now).getFirst().expires()).isEqualTo(now.plusSeconds(60));
        server(Event.SYN);
        assertThat(state()).isEqualTo(ConnectionState.SYN_RECV);
        packet(ONE, Event.ACK);
        assertThat(state()).isEqualTo(ConnectionState.ESTABLISHED);
        Destination destination = memory.connections(now).getFirst().destination();
        assertThat(destination.active()).isEqualTo(1);
        packet(ONE, Event.FIN);
        assertThat(state()).isEqualTo(ConnectionState.CLOSE_WAIT);
        assertThat(destination.active() + " " + destination.inactive()).isEqualTo("0 1");
        server(Event.FIN);
        assertThat(state()).isEqualTo(ConnectionState.TIME_WAIT);
        now = now.plusSeconds(119);
        assertThat(memory.connections(now)).hasSize(1);
        now = now.plusSeconds(1);
        assertThat(memory.connections(now)).isEmpty();
        assertThat(destination.inactive()).isZero();
    }

    @Test
    void everyPacketRestartsTheTimer() {
        packet(ONE, Event.SYN);
        packet(ONE, Event.ACK);
        now = now.plusSeconds(899);
        packet(ONE, Event.ACK);
        now = now.plusSeconds(899);
        assertThat(memory.connections(now)).hasSize(1);
        now = now.plusSeconds(1);
        assertThat(memory.connections(now)).isEmpty();
    }

    @Test
    void onlyASynOpensAConnection() {
        assertThat(packet(ONE, Event.ACK)).isInstanceOf(Arrival.NotTaken.class);
        assertThat(packet(new IpPort(ONE.ip(), 20), Event.SYN)).as("ftp data").isInstanceOf(Arrival.NotTaken.class);
    }

    @Test
    void persistenceSkipsTheSchedulerUntilItsServerGoes() {
        program("B A", Optional.of(new Persistence(10_800, 32)));
        assertThat(connect("10.244.1.5", 1000) + connect("10.244.1.5", 1001) + connect("10.244.1.6", 1000) + connect("10.244.1.5", 1002))
                .isEqualTo("BBAB");
        program("A", Optional.of(new Persistence(10_800, 32)));
        assertThat(connect("10.244.1.5", 1003)).isEqualTo("A");
    }

    @Test
    void aTemplateLivesFromNewConnectionToNewConnection() {
        program("B A", Optional.of(new Persistence(300, 24)));
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("B");
        now = now.plusSeconds(299);
        assertThat(connect("10.244.1.77", 1000)).as("same /24, so the same client").isEqualTo("B");
        now = now.plusSeconds(299);
        assertThat(connect("10.244.1.5", 1001)).isEqualTo("B");
        now = now.plusSeconds(301);
        assertThat(connect("10.244.1.5", 1002)).isEqualTo("A");
    }

    @Test
    void aQuiescedServerKeepsItsClientsUnlessTemplatesExpire() {
        program("B A", Optional.of(new Persistence(10_800, 32)));
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("B");
        program("B0 A", Optional.of(new Persistence(10_800, 32)));
        assertThat(connect("10.244.1.5", 1001)).isEqualTo("B");
        sysctls = Map.of("net.ipv4.vs.expire_quiescent_template", "1");
        assertThat(connect("10.244.1.5", 1002)).isEqualTo("A");
    }

    @Test
    void anOldPortIsScheduledAnewUnlessReuseIsOff() {
        for (String mode : List.of("1", "0")) {
            sysctls = Map.of("net.ipv4.vs.conn_reuse_mode", mode);
            IpPort client = new IpPort(ONE.ip(), 2000 + Integer.parseInt(mode));
            String first = connect("10.244.1.5", client.port());
            packet(client, Event.ACK);
            packet(client, Event.FIN);
            memory.later(entries, new VirtualConnection.Key(Protocol.TCP, client, VIRTUAL), Side.SERVER, Event.FIN, now);
            assertThat(connect("10.244.1.5", client.port()).equals(first)).as("mode " + mode).isEqualTo(mode.equals("0"));
        }
    }

    @Test
    void aRemovedServersConnectionsFallSilentOrEnd() {
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("B");
        program("A", Optional.empty());
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("x");
        sysctls = Map.of("net.ipv4.vs.expire_nodest_conn", "1");
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("A");
    }

    @Test
    void nobodyThere() {
        program("", Optional.empty());
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("-");
        program("A0", Optional.empty());
        assertThat(connect("10.244.1.5", 1000)).isEqualTo("-");
    }

    @Test
    void oneDatagramOneSchedule() {
        program(Protocol.UDP, new VirtualServer(Scheduler.RR, Set.of(), Optional.empty(), true, Desk.servers("A B")));
        for (String expected : List.of("B", "A", "B")) {
            Arrival arrival = memory.arrive(entries, IpvsSysctls.of(sysctls), new IpvsMemory.Asked(Protocol.UDP, ONE, VIRTUAL, Event.ACK, false, now),
                    Chance.AS_SETTLED);
            assertThat(arrival).isInstanceOfSatisfying(Arrival.Opened.class, opened ->
                    assertThat(String.valueOf(Desk.name(opened.connection().destination().address()))).isEqualTo(expected));
        }
        assertThat(memory.connections(now)).isEmpty();
    }

    @Test
    void theTableOfServicesHas256Buckets() {
        EntrySet many = EntrySet.EMPTY;
        for (int i = 0; i < 1024; i++) {
            many = many.with(List.of(new Entry<>(VirtualServerTable.VIRTUAL_SERVERS, new VirtualServerKey(Protocol.TCP, Ip.parse("10.96.0.0").plus(i), 80),
                    VirtualServer.of(Scheduler.RR, Desk.servers("A")), Origin.of("kube-proxy", "test"))));
        }
        entries = Entries.of(List.of(many));
        Arrival hit = memory.arrive(entries, IpvsSysctls.of(sysctls),
                new IpvsMemory.Asked(Protocol.TCP, ONE, new IpPort(Ip.parse("10.96.0.7"), 80), Event.SYN, false, now), Chance.AS_SETTLED);
        assertThat(hit.serviceProbes()).as("four a bucket").isEqualTo(2);
        assertThat(packet(ONE, Event.SYN)).as("a miss walks all four").isEqualTo(new Arrival.NotTaken(1, 4));
    }
}
