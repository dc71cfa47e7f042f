package dev.glassplane.linux.netfilter;

import static dev.glassplane.linux.netfilter.NftText.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.glassplane.linux.netfilter.BaseChain.Type;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are what nft 1.0.6 printed of tables that it had loaded. */
class NftRulesetTests {

    private static final List<NftValue.Type> SERVICE = List.of(NftValue.Type.IPV4_ADDR, NftValue.Type.INET_PROTO, NftValue.Type.INET_SERVICE);

    @Test
    void concatenationsAreListedWithTheLowByteOfThePortFirst() {
        NftText text = new NftText(Family.IPV4).set("vm", true, SERVICE);
        text.element("vm", NftKey.of(Ip.parse("10.0.0.0"), Protocol.UDP, 80), new NftElement(Optional.of(new Statement.Goto("ch")), Optional.of("a/b:0")));
        text.element("vm", NftKey.of(Ip.parse("10.2.0.5"), Protocol.TCP, 265), NftElement.of(new Statement.Goto("ch")));
        text.element("vm", NftKey.of(Ip.parse("1.2.3.4"), Protocol.TCP, 9), NftElement.of(new Statement.Drop()));
        assertThat(text.chain("ch")).hasToString("""
                table ip t {
                	map vm {
                		type ipv4_addr . inet_proto . inet_service : verdict
                		elements = { 1.2.3.4 . tcp . 9 : drop,
                			     10.2.0.5 . tcp . 265 : goto ch,
                			     10.0.0.0 . udp . 80 comment "a/b:0" : goto ch }
                	}

                	chain ch {
                	}
                }
                """);
    }

    @Test
    void addressesComeTwoInALineAndSixthVersionOnesAlone() {
        NftText four = new NftText(Family.IPV4).set("ips", false, List.of(NftValue.Type.IPV4_ADDR));
        List.of("10.0.1.192", "10.0.0.193", "10.0.2.191").forEach(ip -> four.element("ips", NftKey.of(Ip.parse(ip)), NftElement.MEMBER));
        assertThat(four.toString()).contains("\t\telements = { 10.0.0.193, 10.0.1.192,\n\t\t\t     10.0.2.191 }\n");
        NftText six = new NftText(Family.IPV6).set("ips", false, List.of(NftValue.Type.IPV6_ADDR));
        List.of("fd00::2", "::1").forEach(ip -> six.element("ips", NftKey.of(Ip.parse(ip)), NftElement.MEMBER));
        assertThat(six.toString()).startsWith("table ip6 t {\n").contains("\t\telements = { ::1,\n\t\t\t     fd00::2 }\n");
    }

    @ParameterizedTest
    @CsvSource({"90, 1m30s", "10800, 3h", "90061, 1d1h1m1s", "604800, 7d", "600, 10m"})
    void dynamicSetsSayHowLongTheyRemember(int seconds, String timeout) {
        assertThat(new NftText(Family.IPV4).dynamic("aff", Duration.ofSeconds(seconds)).toString()).contains(
                "\tset aff {\n\t\ttype ipv4_addr\n\t\tsize 65535\n\t\tflags dynamic,timeout\n\t\ttimeout " + timeout + "\n\t}\n");
    }

    @ParameterizedTest
    @CsvSource({"PREROUTING, -110, dstnat - 10", "PREROUTING, -90, dstnat + 10", "PREROUTING, -89, -89", "OUTPUT, -100, -100", "OUTPUT, -110, -110",
        "INPUT, 0, filter", "INPUT, -141, mangle + 9", "FORWARD, 61, 61", "POSTROUTING, 100, srcnat", "INPUT, 100, 100", "OUTPUT, -300, raw"})
    void prioritiesNearOneWithANameAreNamed(Hook hook, int priority, String printed) {
        assertThat(new NftText(Family.IPV4).base("b", Type.FILTER, hook, priority).toString())
                .contains("\t\ttype filter hook " + hook.name().toLowerCase() + " priority " + printed + "; policy accept;\n");
    }

    private static String print(Family family, Statement statement, Match... matches) {
        return NftRuleText.rule(new ChainId(TableId.nftables(family, "t"), "c"), rule(statement, matches));
    }

    @Test
    void rulesReadAsNftPrintsThem() {
        Statement drop = new Statement.Drop();
        assertThat(print(Family.IPV4, new Statement.Jump("m"), new Match.Destination(Cidr.parse("10.100.0.10/32"), false),
                new Match.DestinationPort(Protocol.TCP, 80), new Match.Source(Cidr.parse("10.244.0.0/16"), true)))
                .isEqualTo("ip daddr 10.100.0.10 tcp dport 80 ip saddr != 10.244.0.0/16 jump m");
        assertThat(print(Family.IPV6, new Statement.VerdictMap(List.of(PacketField.PROTOCOL, PacketField.DESTINATION_PORT), "np"),
                new Match.DestinationIsLocal(false, false), new Match.Destination(Cidr.parse("::1/128"), true)))
                .isEqualTo("fib daddr type local ip6 daddr != ::1 meta l4proto . th dport vmap @np");
        assertThat(print(Family.IPV4, new Statement.Reject("icmp-port-unreachable"), new Match.Comment("no such port"),
                new Match.InNftSet(List.of(PacketField.DESTINATION), "ips", false))).isEqualTo("ip daddr @ips reject comment \"no such port\"");
        assertThat(print(Family.IPV4, new Statement.RandomVerdict(List.of(new Statement.Goto("a"), new Statement.Goto("b")))))
                .isEqualTo("numgen random mod 2 vmap { 0 : goto a, 1 : goto b }");
        assertThat(print(Family.IPV6, new Statement.Dnat(new IpPort(Ip.parse("fd00::1"), 80)), new Match.ProtocolIs(Protocol.TCP)))
                .isEqualTo("meta l4proto tcp dnat to [fd00::1]:80");
        assertThat(print(Family.IPV4, new Statement.UpdateSet("aff", PacketField.SOURCE))).isEqualTo("update @aff { ip saddr }");
        assertThat(print(Family.IPV4, new Statement.Return(), new Match.MarkIs(0, 0x4000, false))).isEqualTo("meta mark & 0x00004000 == 0x00000000 return");
        assertThat(print(Family.IPV4, new Statement.SetMark(0x4000, 0x4000))).isEqualTo("meta mark set meta mark | 0x00004000");
        assertThat(print(Family.IPV4, new Statement.SetMark(0x4000, 0))).isEqualTo("meta mark set meta mark ^ 0x00004000");
        assertThat(print(Family.IPV4, new Statement.SetMark(0, 0x4000))).isEqualTo("meta mark set meta mark & 0xffffbfff");
        assertThat(print(Family.IPV4, new Statement.SetMark(0x10, -1))).isEqualTo("meta mark set 0x00000010");
        assertThat(print(Family.IPV4, new Statement.Masquerade(true))).isEqualTo("masquerade fully-random");
        assertThat(print(Family.IPV4, drop, new Match.ConnectionState(Set.of(ConnectionStateWord.NEW, ConnectionStateWord.INVALID), false)))
                .isEqualTo("ct state invalid,new drop");
        assertThat(print(Family.IPV4, drop, new Match.InInterface("eni+", true))).isEqualTo("iifname != \"eni*\" drop");
        assertThat(print(Family.IPV4, drop, new Match.SourceIsLocal(false))).isEqualTo("fib saddr type local drop");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"10.0.0.0/8 203.0.113.0/25 198.51.100.7/32 | { 10.0.0.0/8, 198.51.100.7, 203.0.113.0/25 }",
        "10.0.0.0/8 | 10.0.0.0/8", "0.0.0.0/0 1.2.3.4/32 | { 0.0.0.0/0 }", "10.0.0.0/8 10.1.0.0/16 11.0.0.0/8 1.2.3.4/32 1.2.3.5/32 | { 1.2.3.4/31, 10.0.0.0/7 }",
        "5.0.0.0/24 5.0.1.0/32 | { 5.0.0.0-5.0.1.0 }", "1.1.1.2/32 1.1.1.1/32 | { 1.1.1.1, 1.1.1.2 }", "1.2.3.4/32 1.2.3.4/32 | { 1.2.3.4 }"})
    void anonymousSetsOfPrefixesGrowTogether(String cidrs, String printed) {
        assertThat(AddressRanges.text(List.of(cidrs.split(" ")).stream().map(Cidr::parse).toList())).isEqualTo(printed);
    }

    @Test
    void eachPrinterRefusesWhatOnlyTheOtherToolHas() {
        ChainId iptables = new ChainId(TableId.iptables(Family.IPV4, "nat"), "C");
        assertThatIllegalArgumentException().isThrownBy(() -> IptablesSave.rule(iptables, rule(new Statement.VerdictMap(List.of(PacketField.PROTOCOL), "m"))))
                .withMessageContaining("nft's alone");
        assertThatIllegalArgumentException().isThrownBy(() -> print(Family.IPV4, new Statement.Drop(), Match.Probability.oneIn(2)))
                .withMessageContaining("iptables' alone");
    }
}
