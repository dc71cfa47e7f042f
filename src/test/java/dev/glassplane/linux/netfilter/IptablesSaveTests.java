package dev.glassplane.linux.netfilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The expected lines are what iptables-nft-save 1.8.9 printed for the same rules. */
class IptablesSaveTests {

    private static final ChainId CHAIN = new ChainId(TableId.iptables(Family.IPV4, "filter"), "C");

    @Test
    void headerConditionsComeFirstInTheToolsOrder() {
        assertThat(line(new Statement.Reject("icmp-port-unreachable"), new Match.ConnectionState(
                        Set.of(ConnectionStateWord.NEW, ConnectionStateWord.DNAT, ConnectionStateWord.INVALID), true),
                new Match.ProtocolIs(Protocol.TCP), new Match.DestinationPort(Protocol.TCP, 80, 90, true),
                new Match.InInterface("eth0", false), new Match.Source(Cidr.parse("10.0.0.0/8"), true)))
                .isEqualTo("-A C ! -s 10.0.0.0/8 -i eth0 -p tcp -m conntrack ! --ctstate INVALID,NEW,DNAT -m tcp ! --dport 80:90 "
                        + "-j REJECT --reject-with icmp-port-unreachable");
    }

    @Test
    void commentsAreQuotedUnlessTheyAreOneWord() {
        assertThat(line(new Statement.Nothing(), new Match.Comment("plain-x_1"))).isEqualTo("-A C -m comment --comment plain-x_1");
        assertThat(line(new Statement.Nothing(), new Match.Comment("shop/web:http"))).isEqualTo("-A C -m comment --comment \"shop/web:http\"");
        assertThat(line(new Statement.Nothing(), new Match.Comment("we\"i\\rd"))).isEqualTo("-A C -m comment --comment \"we\\\"i\\\\rd\"");
    }

    @Test
    void marksShowTheirMaskUnlessItIsFull() {
        assertThat(line(new Statement.SetMark(0x4000, 0), new Match.MarkIs(1, -1, true), new Match.ConnectionMarkIs(0x80, 0x80, false)))
                .isEqualTo("-A C -m mark ! --mark 0x1 -m connmark --mark 0x80/0x80 -j MARK --set-xmark 0x4000/0x0");
        assertThat(line(new Statement.SetConnectionMark(0x80, 0x80))).isEqualTo("-A C -j CONNMARK --set-xmark 0x80/0x80");
        assertThat(line(new Statement.RestoreMark(0x80))).isEqualTo("-A C -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80");
    }

    @Test
    void matchesOfModulesAreSpelledInFull() {
        assertThat(line(new Statement.Goto("X"), new Match.SourceIsLocal(true), new Match.DestinationIsLocal(false, true)))
                .isEqualTo("-A C -m addrtype ! --src-type LOCAL -m addrtype --dst-type LOCAL --limit-iface-in -g X");
        assertThat(line(new Statement.Jump("X"), new Match.RecentCheck("L", 600)))
                .isEqualTo("-A C -m recent --rcheck --seconds 600 --reap --name L --mask 255.255.255.255 --rsource -j X");
        assertThat(line(new Statement.Dnat(new IpPort(Ip.parse("10.0.0.9"), 8080)), new Match.RecentSet("L"), new Match.ProtocolIs(Protocol.TCP),
                new Match.ProtocolModule(Protocol.TCP)))
                .isEqualTo("-A C -p tcp -m recent --set --name L --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.0.0.9:8080");
        assertThat(line(new Statement.Drop(), new Match.Accounting("dropped"))).isEqualTo("-A C -m nfacct --nfacct-name  dropped -j DROP");
    }

    @Test
    void theMatchesAroundVirtualServersAreSpelledAsTheToolDoes() {
        assertThat(line(new Statement.Accept(), new Match.InSet("S", List.of(Direction.SRC, Direction.DST), true), new Match.FromBridgePort(true),
                new Match.SourceIsLocal(true)))
                .isEqualTo("-A C -m set ! --match-set S src,dst -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT");
        assertThat(line(new Statement.Drop(), new Match.ByVirtualServer(new VirtualServerKey(Protocol.TCP, Ip.parse("198.51.100.7"), 80))))
                .as("libxt_ipvs.t of iptables 1.8.9").isEqualTo("-A C -m ipvs --vproto 6 --vaddr 198.51.100.7 --vport 80 -j DROP");
    }

    @Test
    void probabilitiesHaveElevenDecimals() {
        assertThat(line(new Statement.Accept(), Match.Probability.oneIn(3)))
                .isEqualTo("-A C -m statistic --mode random --probability 0.33333333349 -j ACCEPT");
        assertThat(IptablesSave.probability(Match.Probability.oneIn(2).raw())).isEqualTo("0.50000000000");
        assertThat(IptablesSave.probability(Match.Probability.oneIn(5).raw())).isEqualTo("0.20000000019");
    }

    @Test
    void aPrefixOfEverythingIsNotPrinted() {
        assertThat(line(new Statement.Return(), new Match.Source(Cidr.parse("0.0.0.0/0"), false),
                new Match.Destination(Cidr.parse("1.2.3.4"), true))).isEqualTo("-A C ! -d 1.2.3.4/32 -j RETURN");
    }

    @Test
    void tablesComeWithAllTheirBuiltInChains() {
        Netfilter netfilter = Netfilter.of(List.of(RuleSet.EMPTY.with(List.of(
                part("nat", "ZETA"), part("nat", "ALPHA", rule(new Statement.Return())), part("filter", "FORWARD", rule(new Statement.Accept())),
                part("mangle", "CANARY")))));
        assertThat(IptablesSave.print(netfilter, Family.IPV4)).isEqualTo("""
                *mangle
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :CANARY - [0:0]
                COMMIT
                *filter
                :INPUT ACCEPT [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                -A FORWARD -j ACCEPT
                COMMIT
                *nat
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :ALPHA - [0:0]
                :ZETA - [0:0]
                -A ALPHA -j RETURN
                COMMIT
                """);
        assertThat(IptablesSave.print(netfilter, Family.IPV6)).isEmpty();
    }

    @Test
    void whatIptablesCannotSayIsRefused() {
        assertThatThrownBy(() -> line(new Statement.Drop(), new Match.ProtocolIs(Protocol.TCP), new Match.ProtocolIs(Protocol.UDP)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most one ProtocolIs");
        assertThatThrownBy(() -> IptablesSave.print(Netfilter.of(List.of(RuleSet.EMPTY.with(List.of(part("nonsense", "C"))))), Family.IPV4))
                .hasMessageContaining("nonsense").hasMessageContaining("mangle, raw, filter, nat");
    }

    private static String line(Statement statement, Match... matches) {
        return IptablesSave.rule(CHAIN, rule(statement, matches));
    }

    private static Rule rule(Statement statement, Match... matches) {
        return new Rule(Origin.of("test", ""), List.of(matches), statement);
    }

    private static ChainPart part(String table, String chain, Rule... rules) {
        return ChainPart.of(new ChainId(TableId.iptables(Family.IPV4, table), chain), "", List.of(rules));
    }
}
