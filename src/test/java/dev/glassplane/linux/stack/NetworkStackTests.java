package dev.glassplane.linux.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.linux.SampleNode;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.stack.StackResult.Delivered;
import dev.glassplane.linux.stack.StackResult.Forwarded;
import dev.glassplane.linux.stack.StackResult.Rejected;
import dev.glassplane.net.Packet;
import org.apache.commons.numbers.fraction.BigFraction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets through a node of the VPC CNI and kube-proxy. */
class NetworkStackTests {

    private final Observed node = Observed.of(SampleNode.host());

    @Test
    void aPodReachesAnEndpointOfAClusterIpAndTheAnswerComesBackFromTheClusterIp() {
        node.deciding(draw -> 0);
        Forwarded there = (Forwarded) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        assertThat(there.packet()).hasToString("10.0.1.12:4000 -> 10.0.1.11:8080/TCP");
        assertThat(there.packet().ttl()).isEqualTo(63);
        assertThat(there.device()).isEqualTo("eni11");
        assertThat(there.nextHop()).hasToString("10.0.1.11");
        assertThat(node.matches()).containsExactly(
                "PREROUTING mangle/PREROUTING/2 continue +1",
                "PREROUTING nat/PREROUTING/1 jump +0",
                "PREROUTING nat/KUBE-SERVICES/1 jump +0",
                "PREROUTING nat/KUBE-SVC-WEB/1 jump +0",
                "PREROUTING nat/KUBE-SEP-A/2 dnat +1",
                "FORWARD filter/FORWARD/1 jump +0",
                "FORWARD filter/FORWARD/2 jump +0",
                "POSTROUTING nat/POSTROUTING/1 jump +0",
                "POSTROUTING nat/KUBE-POSTROUTING/1 return +0",
                "POSTROUTING nat/POSTROUTING/2 jump +0",
                "POSTROUTING nat/AWS-SNAT-CHAIN-0/1 return +0");

        Forwarded back = (Forwarded) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.12:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.12:4000/TCP");
        assertThat(node.matches()).as("an answer never sees the nat chains").noneMatch(match -> match.contains(" nat/"))
                .contains("FORWARD filter/KUBE-FORWARD/3 accept +2");
        assertThat(node.steps(StackStep.Translated.class).map(StackStep.Translated::kind)).containsExactly("un-DNAT");
        assertThat(node.conntrack().connections()).singleElement().matches(Connection::established);
    }

    @Test
    void eachProbabilityRuleIsADrawWithItsExactShare() {
        node.deciding(draw -> 1);
        node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        assertThat(node.steps(StackStep.Chose.class).map(chose -> chose.draw().place() + " " + chose.draw().weights() + " " + chose.probability()))
                .containsExactly("nat/KUBE-SVC-WEB/1 [1 / 3, 2 / 3] 2 / 3", "nat/KUBE-SVC-WEB/2 [1 / 2, 1 / 2] 1 / 2");
        assertThat(node.steps(StackStep.Chose.class).map(StackStep.Chose::probability).reduce(BigFraction.ONE, BigFraction::multiply))
                .isEqualTo(BigFraction.of(1, 3));
    }

    @Test
    void aPodThatReachesItselfIsMasqueraded() {
        node.deciding(draw -> 0);
        Forwarded there = (Forwarded) node.receive("eni11", "10.0.1.11:4000 > 10.100.0.10:80 tcp");
        assertThat(there.device()).isEqualTo("eni11");
        assertThat(there.packet().source()).as("the veth has no address: the first one of the host").hasToString("10.0.1.10");
        assertThat(node.steps(StackStep.Marked.class)).containsExactly(new StackStep.Marked(0, 0x4000), new StackStep.Marked(0x4000, 0));
        int port = there.packet().sourcePort();
        Forwarded back = (Forwarded) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.10:" + port + " tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.11:4000/TCP");
        assertThat(node.steps(StackStep.Translated.class).map(StackStep.Translated::kind)).containsExactly("un-SNAT", "un-DNAT");
    }

    @Test
    void theSameConnectionAlwaysGetsTheSamePort() {
        node.deciding(draw -> 0);
        Forwarded first = (Forwarded) node.receive("eni11", "10.0.1.11:4000 > 10.100.0.10:80 tcp");
        Forwarded again = (Forwarded) Observed.of(SampleNode.host()).deciding(draw -> 0).receive("eni11", "10.0.1.11:4000 > 10.100.0.10:80 tcp");
        Forwarded other = (Forwarded) node.receive("eni11", "10.0.1.11:4001 > 10.100.0.10:80 tcp");
        assertThat(again).isEqualTo(first);
        assertThat(other.packet().sourcePort()).isNotEqualTo(first.packet().sourcePort()).isBetween(1024, 65535);
    }

    @Test
    void aServiceWithoutEndpointsRefuses() {
        Rejected forwarded = (Rejected) node.receive("eni12", "10.0.1.12:4000 > 10.100.0.11:80 tcp");
        assertThat(forwarded.with()).isEqualTo("icmp-port-unreachable");
        assertThat(forwarded.chain().name()).isEqualTo("KUBE-SERVICES");
        assertThat(node.conntrack().connections()).as("a refused packet leaves no entry").isEmpty();
        assertThat(node.send("10.0.1.10:4000 > 10.100.0.11:80 tcp")).isInstanceOf(Rejected.class);
    }

    @Test
    void whereNoRouteLeadsAfterOutputTcpKeepsTryingAndOthersGetAnError() {
        String out = "*nat\n-A OUTPUT -d 10.0.1.9/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.16.0.1:80\n"
                + "-A OUTPUT -d 10.0.1.9/32 -p udp -m udp --dport 80 -j DNAT --to-destination 172.16.0.1:80\n";
        Observed host = Observed.of(HostText.named("alone").device("eth0", "10.0.1.1/24").tables(out));
        assertThat(host.send("10.0.1.1:4000 > 10.0.1.9:80 tcp")).isEqualTo(new StackResult.Discarded("REROUTE_FAILED"));
        assertThat(host.send("10.0.1.1:4000 > 10.0.1.9:80 udp")).isEqualTo(new StackResult.Unreachable("icmp-net-unreachable"));
        assertThat(host.send("10.0.1.1:4000 > 172.16.0.1:80 tcp")).isEqualTo(new StackResult.Unreachable("icmp-net-unreachable"));
    }

    @Test
    void aNodePortToAPodOfTheSecondInterfaceIsAnsweredByTheFirst() {
        Forwarded there = (Forwarded) node.receive("eth0", "203.0.113.9:4000 > 10.0.1.10:30080 tcp");
        assertThat(there.device()).isEqualTo("eni77");
        assertThat(there.packet().source()).hasToString("10.0.1.10");
        Forwarded back = (Forwarded) node.receiveAnswer("eni77", "10.0.1.77:8080 > 10.0.1.10:" + there.packet().sourcePort() + " tcp");
        assertThat(back.packet()).hasToString("10.0.1.10:30080 -> 203.0.113.9:4000/TCP");
        assertThat(back.device()).as("the connection mark leads to the main table").isEqualTo("eth0");
        assertThat(node.steps(StackStep.Marked.class)).containsExactly(new StackStep.Marked(0, 0x80));
    }

    @Test
    void aPodOfTheSecondInterfaceLeavesByIt() {
        Forwarded inside = (Forwarded) node.receive("eni77", "10.0.1.77:4000 > 10.0.2.9:80 tcp");
        assertThat(inside.device()).isEqualTo("eth1");
        assertThat(inside.nextHop()).hasToString("10.0.1.1");
        assertThat(inside.packet().source()).hasToString("10.0.1.77");
        Forwarded outside = (Forwarded) node.receive("eni77", "10.0.1.77:4000 > 8.8.8.8:53 udp");
        assertThat(outside.packet().source()).hasToString("10.0.1.10");
        assertThat(node.matches()).contains("POSTROUTING nat/AWS-SNAT-CHAIN-0/2 snat +1");
    }

    @Test
    void aProcessOfTheNodeIsRoutedAgainAfterItsDestinationChanged() {
        node.deciding(draw -> 0);
        Forwarded there = (Forwarded) node.send("10.0.1.10:4000 > 10.100.0.10:80 tcp");
        assertThat(there.device()).isEqualTo("eni11");
        assertThat(node.steps(StackStep.Routed.class).map(routed -> routed.route().orElseThrow().destination().toString()))
                .containsExactly("0.0.0.0/0", "10.0.1.11/32");
        Delivered back = (Delivered) node.receiveAnswer("eni11", "10.0.1.11:8080 > 10.0.1.10:4000 tcp");
        assertThat(back.packet()).hasToString("10.100.0.10:80 -> 10.0.1.10:4000/TCP");
        assertThat(node.steps(StackStep.Translated.class).map(StackStep.Translated::kind)).containsExactly("un-DNAT");
    }

    @Test
    void aTcpAnswerThatARuleWouldForwardPastItsSocketIsLost() {
        HostText strict = HostText.named("n").device("eth0", "10.0.1.10/24").device("vlan1").device("vlan.eth.1").route("default via 10.0.1.1 dev eth0")
                .route("default via 10.0.1.1 dev vlan.eth.1 table 101").route("10.0.1.77 dev vlan1 table 101")
                .rule("10: from all iif vlan1 lookup 101").rule("10: from all iif vlan.eth.1 lookup 101").rule("20: from all lookup 255")
                .sysctl("net.ipv4.ip_forward", "1").tables("*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j RETURN\nCOMMIT\n");
        for (String protocol : List.of("tcp", "udp")) {
            Observed host = Observed.of(strict);
            assertThat(host.send("10.0.1.10:4000 > 10.0.1.77:80 " + protocol)).isInstanceOf(Forwarded.class);
            StackResult answer = host.receiveAnswer("vlan1", "10.0.1.77:80 > 10.0.1.10:4000 " + protocol);
            if (protocol.equals("tcp")) {
                assertThat(answer).isEqualTo(new StackResult.Discarded("EARLY_DEMUX"));
            } else {
                assertThat(((Forwarded) answer).device()).isEqualTo("vlan.eth.1");
            }
        }
        Observed fresh = Observed.of(strict);
        assertThat(fresh.receive("vlan1", "10.0.1.77:4000 > 10.0.1.10:22 tcp")).as("a listening socket holds no packet").isInstanceOf(Forwarded.class);
        Observed off = Observed.of(strict.sysctl("net.ipv4.tcp_early_demux", "0"));
        off.send("10.0.1.10:4000 > 10.0.1.77:80 tcp");
        assertThat(off.receiveAnswer("vlan1", "10.0.1.77:80 > 10.0.1.10:4000 tcp")).isInstanceOf(Forwarded.class);
    }

    @Test
    void whatANodeSendsToItselfComesInByTheLoopbackDevice() {
        Delivered self = (Delivered) node.send("10.0.1.10:4000 > 10.0.1.10:22 tcp");
        assertThat(self.packet()).hasToString("10.0.1.10:4000 -> 10.0.1.10:22/TCP");
        assertThat(node.steps()).filteredOn(step -> !(step instanceof StackStep.Matched || step instanceof StackStep.ChainEnded))
                .extracting(step -> step.getClass().getSimpleName())
                .containsExactly("Originated", "Routed", "Tracked", "Entered", "DeliveredLocally");
        assertThat(node.steps(StackStep.Entered.class).map(StackStep.Entered::device)).containsExactly("lo");
    }

    @Test
    void aNodePortOnTheNodeItselfReachesAPodMasqueraded() {
        Forwarded there = (Forwarded) node.send("10.0.1.10:4000 > 10.0.1.10:30080 tcp");
        assertThat(there.packet().destination()).hasToString("10.0.1.77");
        assertThat(there.device()).isEqualTo("eni77");
        assertThat(there.packet().source()).hasToString("10.0.1.10");
    }

    @Test
    void passedRulesAreCountedUpToTheEndOfTheChain() {
        node.receive("eni12", "10.0.1.12:4000 > 10.0.1.11:22 tcp");
        assertThat(node.steps(StackStep.ChainEnded.class).map(end -> end.chain().name() + " +" + end.passed() + " " + end.end()))
                .contains("KUBE-SERVICES +2 return", "PREROUTING +0 accept", "KUBE-FORWARD +3 return");
    }

    @Test
    void impossiblePacketsAreRefused() {
        assertThatThrownBy(() -> node.receive("eth9", "10.0.1.12:4000 > 10.0.1.11:22 tcp"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("eth9").hasMessageContaining("eni77");
        assertThatThrownBy(() -> node.send("10.9.9.9:4000 > 10.0.1.11:22 tcp")).hasMessageContaining("10.9.9.9");
        assertThatThrownBy(() -> node.send("10.0.1.10:4000 > 224.0.0.1:22 udp")).hasMessageContaining("limit: multicast");
    }

    @Test
    void aPacketOfAKnownConnectionKeepsItsTranslationWithoutTheNatChains() {
        node.deciding(draw -> 0);
        node.receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp");
        Packet again = ((Forwarded) node.deciding(draw -> 1).receive("eni12", "10.0.1.12:4000 > 10.100.0.10:80 tcp")).packet();
        assertThat(again.destination()).hasToString("10.0.1.11");
        assertThat(node.matches()).noneMatch(match -> match.contains(" nat/"));
        assertThat(node.steps(StackStep.Tracked.class).map(StackStep.Tracked::state)).as("no answer yet").containsExactly("NEW");
    }

    @Test
    void anAnswerToNothingKnownIsInvalidForTcpAndNewForUdp() {
        assertThat(node.receiveAnswer("eni12", "10.0.1.12:80 > 10.0.1.11:4000 tcp")).isInstanceOf(StackResult.Dropped.class);
        assertThat(node.steps(StackStep.Tracked.class).map(StackStep.Tracked::state)).containsExactly("INVALID");
        assertThat(node.receiveAnswer("eni12", "10.0.1.12:80 > 10.0.1.11:4000 udp")).isInstanceOf(Forwarded.class);
    }
}
