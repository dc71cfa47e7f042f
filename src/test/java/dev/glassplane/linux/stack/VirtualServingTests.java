package dev.glassplane.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipvs.Persistence;
import dev.glassplane.linux.ipvs.RealServer;
import dev.glassplane.linux.ipvs.Scheduler;
import dev.glassplane.linux.ipvs.VirtualServer;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.ipvs.VirtualServerTable;
import dev.glassplane.linux.stack.StackResult.Delivered;
import dev.glassplane.linux.stack.StackResult.Forwarded;
import dev.glassplane.linux.stack.StackResult.Stopped;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packets through a node whose Services are virtual servers: 10.100.0.10:80 and node port 10.0.1.10:30080 on a dummy device's addresses. */
class VirtualServingTests {

    private static final String TABLES = """
            *mangle
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            COMMIT
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            -A INPUT -d 10.100.0.10/32 -m comment --comment "in: the virtual address"
            -A INPUT -d 10.0.1.11/32 -m comment --comment "in: never"
            -A FORWARD -s 10.0.1.11/32 -m comment --comment "forward: the answer"
            -A FORWARD -d 10.0.1.11/32 -m comment --comment "forward: never"
            -A OUTPUT -d 10.0.1.11/32 -m comment --comment "out: the real server"
            -A OUTPUT -d 10.100.0.10/32 -m comment --comment "out: never"
            -A INPUT -d 10.100.0.10/32 -p tcp -m conntrack --ctstate DNAT -j DROP
            -A FORWARD -m conntrack --ctstate DNAT -j DROP
            COMMIT
            *nat
            :PREROUTING ACCEPT [0:0]
            :INPUT ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :POSTROUTING ACCEPT [0:0]
            -A PREROUTING -i eth0 -d 10.0.1.10/32 -p tcp -m tcp --dport 30080 -j MARK --set-xmark 0x4000/0x4000
            -A OUTPUT -s 10.100.0.10/32 -d 10.100.0.10/32 -j MARK --set-xmark 0x4000/0x4000
            -A POSTROUTING -s 10.0.1.11/32 -d 10.0.1.11/32 -j MASQUERADE
            -A POSTROUTING -m mark --mark 0x4000/0x4000 -j MASQUERADE
            COMMIT
            """;
    private static final String[] SERVERS = {"10.0.1.11:8080", "10.0.2.20:8080", "10.0.1.10:8080"};

    private static HostText host(String... servers) {
        return host(Optional.empty(), servers);
    }

    private static HostText host(Optional<Persistence> persistence, String... servers) {
        List<RealServer> list = Arrays.stream(servers).map(text -> RealServer.masquerading(address(text), 1)).toList();
        VirtualServer server = new VirtualServer(Scheduler.RR, Set.of(), persistence, false, list);
        return HostText.named("node-a").device("eth0", "10.0.1.10/24").device("eth1", "10.0.1.50/32").device("eni11").device("eni12").device("eni77")
                .device("kube-ipvs0", "10.100.0.10/32")
                .route("default via 10.0.1.1 dev eth0").route("10.0.1.11 dev eni11").route("10.0.1.12 dev eni12").route("10.0.1.77 dev eni77")
                .route("10.0.1.1 dev eth1 table 2").route("default via 10.0.1.1 dev eth1 table 2")
                .rule("512: from all to 10.0.1.77 lookup main").rule("1536: from 10.0.1.77 lookup 2")
                .sysctl("net.ipv4.ip_forward", "1").sysctl("net.ipv4.conf.eth0.rp_filter", "2").sysctl("net.ipv4.vs.conntrack", "1")
                .entries(List.of(service("10.100.0.10:80", server), service("10.0.1.10:30080", server))).tables(TABLES);
    }

    private static Entry<?, ?> service(String address, VirtualServer server) {
        IpPort at = address(address);
        return new Entry<>(VirtualServerTable.VIRTUAL_SERVERS, new VirtualServerKey(Protocol.TCP, at.ip(), at.port()), server,
                new Origin("kube-proxy", "Service", "shop", "web", "clusterIP"));
    }

    private static IpPort address(String text) {
        return new IpPort(Ip.parse(text.substring(0, text.indexOf(':'))), Integer.parseInt(text.substring(text.indexOf(':') + 1)));
    }

    private static Observed first(String... servers) {
        return Observed.of(host(servers)).deciding(draw -> draw.settled().orElse(0));
    }

    @Test
    void aPodReachesALocalPodThroughInputAndOutputButNotForward() {
        Observed node = first("10.0.1.11:8080");
        Forwarded there = (Forwarded) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        assertThat(there.packet()).hasToString("10.0.1.12:4000 -> 10.0.1.11:8080/TCP");
        assertThat(there.packet().ttl()).isEqualTo(63);
        assertThat(there.device()).isEqualTo("eni11");
        assertThat(node.matches()).containsExactly("INPUT filter/INPUT/1 continue +0", "OUTPUT filter/OUTPUT/1 continue +0");
        assertThat(node.steps(StackStep.LookedUp.class).map(step -> step.lookup().place() + " " + step.lookup().table() + " " + step.lookup().value().orElse("-")))
                .containsExactly("input ip_vs_conn -", "input ip_vs_conn -", "input ip_vs rr, 1 real server");
        assertThat(node.steps(StackStep.Decided.class).map(step -> step.decision().place() + " " + step.decision().result()))
                .containsExactly("ip_vs input schedule");
        assertThat(node.conntrack().connections()).singleElement().satisfies(connection -> {
            assertThat(connection.reply().source()).hasToString("10.0.1.11");
            assertThat(connection.destinationTranslated()).as("NAT knows nothing of it").isFalse();
        });

        Forwarded back = (Forwarded) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.12:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.12:4000/TCP");
        assertThat(node.matches()).containsExactly("FORWARD filter/FORWARD/1 continue +0");
        assertThat(node.steps(StackStep.Decided.class).map(step -> step.decision().place() + " " + step.decision().change().orElseThrow().kind()))
                .containsExactly("ip_vs forward un-DNAT");
        assertThat(node.steps(StackStep.Translated.class)).isEmpty();
        assertThat(node.conntrack().connections()).singleElement().matches(Connection::established);
    }

    @Test
    void serversTakeTurnsFromTheOneAddedLast() {
        Observed node = first("10.0.1.11:8080", "10.0.2.20:8080");
        assertThat(((Forwarded) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp")).device()).isEqualTo("eth0");
        assertThat(((Forwarded) node.receive("eni12", "10.0.1.12:4001 > 10.100.0.10:80 tcp")).device()).isEqualTo("eni11");
        StackStep.Decided decided = node.steps(StackStep.Decided.class).findFirst().orElseThrow();
        assertThat(decided.decision().evidence()).isEqualTo("rr: next after 10.0.2.20:8080");
        assertThat(decided.decision().chosen().orElseThrow()).hasToString("Chosen[of=2, index=2, probability=1 / 2, by=rr]");
        assertThat(((Forwarded) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp")).device()).as("a known connection").isEqualTo("eth0");
    }

    @Test
    void aClientFromOutsideIsMasqueradedBehindTheNode() {
        Observed node = first("10.0.2.20:8080");
        Forwarded there = (Forwarded) node.receive("eth0", "203.0.113.9:4000 > 10.0.1.10:30080 tcp");
        assertThat(there.packet()).hasToString("10.0.1.10:4000 -> 10.0.2.20:8080/TCP");
        Forwarded back = (Forwarded) node.receiveAnswer("eth0", "10.0.2.20:8080 > 10.0.1.10:4000 tcp");
        assertThat(back.packet()).hasToString("10.0.1.10:30080 -> 203.0.113.9:4000/TCP");
    }

    @Test
    void aProcessOfTheNodeReachesAPodAndIsAnswered() {
        Observed node = first("10.0.1.11:8080");
        Forwarded there = (Forwarded) node.send("10.100.0.10:4000 > 10.100.0.10:80 tcp");
        assertThat(there.device()).isEqualTo("eni11");
        assertThat(there.packet().destination()).hasToString("10.0.1.11");
        assertThat(there.packet().source()).as("masqueraded: its source was the virtual address").hasToString("10.0.1.10");
        assertThat(node.matches()).contains("OUTPUT filter/OUTPUT/1 continue +0").noneMatch(match -> match.contains("filter/OUTPUT/2"));
        Delivered back = (Delivered) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.10:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.100.0.10:4000/TCP");
        assertThat(node.steps(StackStep.Decided.class).map(step -> step.decision().place())).containsExactly("ip_vs input");
    }

    @Test
    void aServerOnTheNodeItselfGetsItInInputAndAnswersThroughOutput() {
        Observed node = first("10.0.1.10:8080");
        Delivered there = (Delivered) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        assertThat(there.packet()).hasToString("10.0.1.12:4000 -> 10.0.1.10:8080/TCP");
        Forwarded back = (Forwarded) node.sendAnswer("10.0.1.10:8080 > 10.0.1.12:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.12:4000/TCP");
        assertThat(node.steps(StackStep.Decided.class).map(step -> step.decision().place())).containsExactly("ip_vs output");
        Delivered own = (Delivered) node.send("10.100.0.10:4000 > 10.100.0.10:80 tcp");
        assertThat(own.packet().destinationPort()).isEqualTo(8080);
    }

    @Test
    void aPodReachesItself() {
        Observed node = first("10.0.1.11:8080");
        Forwarded there = (Forwarded) node.receive("eni11", "10.0.1.11:4000 > 10.100.0.10:80 tcp");
        assertThat(there.packet()).hasToString("10.0.1.10:4000 -> 10.0.1.11:8080/TCP");
        Forwarded back = (Forwarded) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.10:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.11:4000/TCP");
        assertThat(back.device()).isEqualTo("eni11");
    }

    @Test
    void theRouteAsksForTheServerAloneUntilOutputRoutesAgainBySource() {
        Observed node = first("10.0.2.20:8080");
        Forwarded there = (Forwarded) node.receive("eni77", "10.0.1.77:4000 > 10.100.0.10:80 tcp");
        assertThat(node.steps(StackStep.Routed.class).map(step -> step.local() ? "local" : step.route().orElseThrow().device().orElseThrow()))
                .containsExactly("local", "eth0", "eth1");
        assertThat(there.device()).isEqualTo("eth1");
    }

    @Test
    void withoutConnectionTrackingNothingIsMasqueraded() {
        Observed node = Observed.of(host("10.0.2.20:8080").sysctl("net.ipv4.vs.conntrack", "0"));
        Forwarded there = (Forwarded) node.receive("eth0", "203.0.113.9:4000 > 10.0.1.10:30080 tcp");
        assertThat(there.packet()).hasToString("203.0.113.9:4000 -> 10.0.2.20:8080/TCP");
        assertThat(node.conntrack().connections()).isEmpty();
    }

    @Test
    void nobodyThereIsRefused() {
        Observed node = first();
        Stopped stopped = (Stopped) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        assertThat(stopped.with()).contains("icmp-port-unreachable");
        assertThat(stopped.sentence()).isEqualTo("virtual server TCP 10.100.0.10:80 (rr) has no real server");
        assertThat(node.conntrack().connections()).isEmpty();
    }

    @Test
    void anotherPortOfTheAddressGoesOnToTheNodeItself() {
        Observed node = first(SERVERS);
        assertThat(node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:81 tcp")).isInstanceOf(Delivered.class);
        assertThat(node.steps(StackStep.LookedUp.class).map(step -> step.lookup().hit())).containsExactly(false, false, false);
    }

    @Test
    void persistenceLeadsAClientToItsServer() {
        Observed node = Observed.of(host(Optional.of(new Persistence(10_800, 32)), "10.0.1.11:8080", "10.0.2.20:8080")).deciding(draw -> draw.settled().orElse(0));
        node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        node.receive("eni12", "10.0.1.12:4001 > 10.100.0.10:80 tcp");
        assertThat(node.steps(StackStep.Decided.class).findFirst().orElseThrow().decision()).satisfies(decision -> {
            assertThat(decision.chosen().orElseThrow().by()).isEqualTo("affinity");
            assertThat(decision.evidence()).isEqualTo("persistent: this client's connections of the last 10800 s went there");
        });
    }
}
