package dev.glassplane.vpc.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.vpc.firewall.NetworkAcl.Entry;
import dev.glassplane.vpc.firewall.Ruling.Verdict;
import dev.glassplane.vpc.firewall.SecurityGroup.Rule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallTests {

    private static final Members MEMBERS = new Members() {
        @Override
        public boolean inGroup(Ip ip, String group) {
            return group.equals("sg-peer") && ip.equals(Ip.parse("10.0.1.11"));
        }

        @Override
        public List<Cidr> prefixList(String id) {
            return id.equals("pl-office") ? List.of(Cidr.parse("203.0.113.0/24"), Cidr.parse("2001:db8::/32")) : List.of();
        }
    };

    private static Flow tcp(String from, int port) {
        return flow(Protocol.TCP, from, port);
    }

    private static Flow flow(Protocol protocol, String from, int port) {
        String to = from.contains(":") ? "2001:db8:1::1" : "10.0.2.10";
        return new Flow(Packet.of(protocol, Ip.parse(from), protocol.hasPorts() ? 40_000 : 0, Ip.parse(to), port), false);
    }

    private static SecurityGroup group(String id, Rule... ingress) {
        return new SecurityGroup(id, id, "vpc-1", List.of(ingress), List.of(), Map.of());
    }

    private static Rule rule(int index, int protocol, int from, int to, Peer peer) {
        return new Rule("ingressRules[" + index + "]", new Traffic(protocol, from, to), peer);
    }

    private static Peer range(String cidr) {
        return new Peer.Range(Cidr.parse(cidr));
    }

    private static Ruling ask(Flow flow, SecurityGroup... groups) {
        return Firewall.ask("eni-1", List.of(groups), Direction.INGRESS, flow, MEMBERS);
    }

    @Test
    void oneRuleOfAnyGroupSuffices() {
        SecurityGroup ssh = group("sg-ssh", rule(0, 6, 22, 22, range("0.0.0.0/0")));
        SecurityGroup web = group("sg-web", rule(0, 6, 443, 443, range("0.0.0.0/0")), rule(1, 6, 8000, 8080, range("10.0.0.0/8")));
        Ruling ruling = ask(tcp("10.9.9.9", 8080), ssh, web);
        assertThat(ruling.verdict()).isEqualTo(Verdict.ALLOWED);
        assertThat(ruling.rule()).contains(new Ruling.Matched("sg-web", "ingressRules[1]", "tcp 8000-8080 from 10.0.0.0/8"));
        assertThat(ruling.passed()).isEqualTo(2);
    }

    @Test
    void aDenialSaysWhatItWouldTake() {
        Ruling ruling = ask(tcp("192.0.2.7", 8080), group("sg-web", rule(0, 6, 443, 443, range("0.0.0.0/0"))));
        assertThat(ruling.verdict()).isEqualTo(Verdict.DENIED);
        assertThat(ruling.sentence()).isEqualTo("security group sg-web of eni-1: no inbound rule (of 1) admits tcp 8080 from 192.0.2.7; "
                + "it would take tcp 8080 from 192.0.2.7/32");
        assertThat(ask(tcp("192.0.2.7", 8080), group("sg-web")).verdict()).isEqualTo(Verdict.NO_RULES);
    }

    @Test
    void groupsAreMetByTheirMembersAndPrefixListsByTheirPrefixes() {
        SecurityGroup group = group("sg-web", rule(0, -1, -1, -1, new Peer.Group("sg-peer")), rule(1, 6, 80, 80, new Peer.PrefixList("pl-office")));
        assertThat(ask(tcp("10.0.1.11", 9999), group).passes()).isTrue();
        assertThat(ask(tcp("10.0.1.12", 9999), group).passes()).isFalse();
        assertThat(ask(tcp("203.0.113.5", 80), group).passes()).isTrue();
        assertThat(ask(tcp("2001:db8::5", 80), group).passes()).isTrue();
        assertThat(ask(tcp("203.0.113.5", 81), group).passes()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"-1, -1, -1, TCP, true", "6, 80, 80, TCP, true", "6, 81, 90, TCP, false", "6, 0, 65535, TCP, true", "17, 80, 80, TCP, false",
        "6, -1, -1, TCP, true", "1, -1, -1, ICMP, true", "1, 8, -1, ICMP, true", "1, 8, 0, ICMP, true", "1, 0, 0, ICMP, false", "1, 8, 1, ICMP, false",
        "6, 80, 80, ICMP, false", "132, 1, 1, SCTP, true", "17, 80, 80, UDP, true"})
    void trafficIsToldByProtocolAndPort(int protocol, int from, int to, Protocol packet, boolean matches) {
        assertThat(ask(flow(packet, "10.0.1.1", packet.hasPorts() ? 80 : 0), group("sg-1", rule(0, protocol, from, to, range("0.0.0.0/0")))).passes())
                .isEqualTo(matches);
    }

    @Test
    void familiesAreSeparate() {
        assertThat(ask(tcp("2001:db8::1", 80), group("sg-1", rule(0, 6, 80, 80, range("0.0.0.0/0")))).passes()).isFalse();
        assertThat(ask(tcp("2001:db8::1", 80), group("sg-1", rule(0, 6, 80, 80, range("::/0")))).passes()).isTrue();
    }

    private static NetworkAcl acl(Entry... entries) {
        return new NetworkAcl("acl-1", "vpc-1", List.of("subnet-a"), List.of(entries));
    }

    private static Entry entry(int number, Direction direction, int from, int to, String cidr, boolean allow) {
        return new Entry(number, direction, new Traffic(6, from, to), Cidr.parse(cidr), allow);
    }

    @Test
    void theLowestNumberThatMatchesDecides() {
        NetworkAcl acl = acl(entry(200, Direction.INGRESS, 0, 65_535, "0.0.0.0/0", true), entry(100, Direction.INGRESS, 22, 22, "0.0.0.0/0", false),
                entry(90, Direction.EGRESS, 22, 22, "0.0.0.0/0", true));
        Ruling ssh = Firewall.ask("subnet-a", acl, Direction.INGRESS, tcp("10.0.1.1", 22));
        assertThat(ssh.verdict()).isEqualTo(Verdict.DENIED);
        assertThat(ssh.rule()).contains(new Ruling.Matched("acl-1", "100", "deny tcp 22 from 0.0.0.0/0"));
        Ruling web = Firewall.ask("subnet-a", acl, Direction.INGRESS, tcp("10.0.1.1", 80));
        assertThat(web.sentence()).isEqualTo("network ACL acl-1 of subnet-a: inbound rule 200 matches: allow tcp from 0.0.0.0/0");
        assertThat(web.passed()).isEqualTo(1);
    }

    @Test
    void whatNoNumberMatchesTheAsteriskDenies() {
        Ruling ruling = Firewall.ask("subnet-a", acl(entry(100, Direction.INGRESS, 80, 80, "10.0.0.0/8", true)), Direction.INGRESS, tcp("192.0.2.1", 80));
        assertThat(ruling.verdict()).isEqualTo(Verdict.DENIED);
        assertThat(ruling.rule()).contains(new Ruling.Matched("acl-1", "*", "deny all traffic"));
    }

    @Test
    void anAnswerIsAnotherPacket() {
        NetworkAcl acl = acl(entry(100, Direction.INGRESS, 80, 80, "0.0.0.0/0", true), entry(100, Direction.EGRESS, 32_768, 60_999, "0.0.0.0/0", true));
        Packet asked = tcp("192.0.2.1", 80).packet();
        assertThat(Firewall.ask("subnet-a", acl, Direction.INGRESS, new Flow(asked, false)).passes()).isTrue();
        assertThat(Firewall.ask("subnet-a", acl, Direction.EGRESS, new Flow(asked.reply(), true)).passes()).isTrue();
        NetworkAcl echo = acl(new Entry(1, Direction.EGRESS, new Traffic(1, 8, -1), Cidr.parse("0.0.0.0/0"), true));
        Flow reply = new Flow(flow(Protocol.ICMP, "192.0.2.1", 0).packet().reply(), true);
        assertThat(Firewall.ask("subnet-a", echo, Direction.EGRESS, reply).passes()).isFalse();
    }

    @Test
    void everyVpcHasAGroupThatAdmitsItselfAndAnAclThatAdmitsAll() {
        SecurityGroup group = SecurityGroup.byDefault("vpc-1");
        assertThat(group.id()).isEqualTo("sg-default-vpc-1");
        assertThat(Firewall.ask("eni-1", List.of(group), Direction.EGRESS, tcp("10.0.1.1", 80), MEMBERS).passes()).isTrue();
        assertThat(ask(tcp("10.0.1.1", 80), group).passes()).isFalse();
        for (Direction direction : Direction.values()) {
            assertThat(Firewall.ask("subnet-a", NetworkAcl.byDefault("vpc-1"), direction, tcp("2001:db8::1", 80)).passes()).isTrue();
        }
    }
}
