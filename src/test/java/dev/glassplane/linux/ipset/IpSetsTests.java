package dev.glassplane.linux.ipset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpSetsTests {

    private static final Origin ORIGIN = Origin.of("test", "for a test");
    private static final Ip VIP = Ip.parse("10.96.10.1");
    private static final Ip CLIENT = Ip.parse("203.0.113.9");
    private static final IpSet PORTS = new IpSet("PORTS", SetType.BITMAP_PORT, Family.IPV4);
    private static final IpSet SERVICES = new IpSet("SERVICES", SetType.HASH_IP_PORT, Family.IPV4);
    private static final IpSet LOOPS = new IpSet("LOOPS", SetType.HASH_IP_PORT_IP, Family.IPV4);
    private static final IpSet RANGES = new IpSet("RANGES", SetType.HASH_IP_PORT_NET, Family.IPV4);
    private static final IpSet ADDRESSES = new IpSet("ADDRESSES", SetType.HASH_IP, Family.IPV6);
    private static final SetMember.AddressPort WEB = new SetMember.AddressPort(VIP, Protocol.TCP, 80);

    private final List<Entry<?, ?>> entries = new ArrayList<>();

    IpSetsTests() {
        for (IpSet set : List.of(PORTS, SERVICES, LOOPS, RANGES, ADDRESSES)) {
            entries.add(set.declaration(ORIGIN));
        }
        entries.addAll(PORTS.with(new SetMember.Port(30080), ORIGIN));
        entries.addAll(PORTS.with(new SetMember.Port(22), ORIGIN));
        entries.addAll(SERVICES.with(WEB, ORIGIN));
        entries.addAll(SERVICES.with(new SetMember.AddressPort(Ip.parse("10.96.0.10"), Protocol.UDP, 53), ORIGIN));
        entries.addAll(LOOPS.with(new SetMember.AddressPortAddress(WEB, VIP), ORIGIN));
        entries.addAll(RANGES.with(new SetMember.AddressPortNet(WEB, Cidr.parse("203.0.113.0/24")), ORIGIN));
        entries.addAll(RANGES.with(new SetMember.AddressPortNet(WEB, Cidr.parse("198.51.100.7/32")), ORIGIN));
        entries.addAll(ADDRESSES.with(new SetMember.Address(Ip.parse("fd00::1")), ORIGIN));
    }

    private IpSets sets() {
        return new IpSets(Entries.of(List.of(EntrySet.EMPTY.with(entries))));
    }

    private SetAnswer ask(String set, List<Direction> directions, Packet packet) {
        return sets().test(set, directions, packet).orElseThrow();
    }

    private static Packet to(Protocol protocol, Ip source, Ip destination, int port) {
        return Packet.of(protocol, source, protocol.hasPorts() ? 40000 : 0, destination, port);
    }

    @Test
    void aMemberIsAddressProtocolAndPortTogether() {
        List<Direction> both = List.of(Direction.DST, Direction.DST);
        assertThat(ask("SERVICES", both, to(Protocol.TCP, CLIENT, VIP, 80))).satisfies(answer -> {
            assertThat(answer.hit()).isTrue();
            assertThat(answer.key()).isEqualTo("10.96.10.1,tcp:80");
            assertThat(answer.probes()).isEqualTo(1);
            assertThat(answer.origin()).contains(ORIGIN);
        });
        assertThat(ask("SERVICES", both, to(Protocol.UDP, CLIENT, VIP, 80)).hit()).isFalse();
        assertThat(ask("SERVICES", both, to(Protocol.TCP, CLIENT, VIP, 81)).hit()).isFalse();
        assertThat(ask("SERVICES", List.of(Direction.SRC, Direction.DST), to(Protocol.TCP, CLIENT, VIP, 80)).key()).isEqualTo("203.0.113.9,tcp:80");
        assertThat(ask("SERVICES", both, to(Protocol.ICMP, CLIENT, VIP, 0)).key()).isEqualTo("10.96.10.1,icmp:8/0");
    }

    @Test
    void theThirdFieldMayBeTheOtherEnd() {
        List<Direction> loop = List.of(Direction.DST, Direction.DST, Direction.SRC);
        assertThat(ask("LOOPS", loop, to(Protocol.TCP, VIP, VIP, 80)).hit()).isTrue();
        assertThat(ask("LOOPS", loop, to(Protocol.TCP, CLIENT, VIP, 80)).hit()).isFalse();
        assertThat(sets().test("LOOPS", List.of(Direction.DST, Direction.DST), to(Protocol.TCP, VIP, VIP, 80))).as("too few fields").isEmpty();
    }

    @Test
    void networksAreTriedByPrefixLengthTheLongestFirst() {
        List<Direction> range = List.of(Direction.DST, Direction.DST, Direction.SRC);
        assertThat(ask("RANGES", range, to(Protocol.TCP, Ip.parse("198.51.100.7"), VIP, 80)).probes()).isEqualTo(1);
        assertThat(ask("RANGES", range, to(Protocol.TCP, CLIENT, VIP, 80))).satisfies(answer -> {
            assertThat(answer.member().orElseThrow()).hasToString("10.96.10.1,tcp:80,203.0.113.0/24");
            assertThat(answer.key()).isEqualTo("10.96.10.1,tcp:80,203.0.113.9");
            assertThat(answer.probes()).isEqualTo(2);
        });
        assertThat(ask("RANGES", range, to(Protocol.TCP, Ip.parse("192.0.2.1"), VIP, 80)).hit()).isFalse();
    }

    @Test
    void portsAloneAreThoseOfTcpAndUdpOfEitherFamily() {
        List<Direction> destination = List.of(Direction.DST);
        assertThat(ask("PORTS", destination, to(Protocol.UDP, CLIENT, VIP, 30080)).hit()).isTrue();
        assertThat(ask("PORTS", destination, to(Protocol.TCP, Ip.parse("fd00::2"), Ip.parse("fd00::1"), 22)).hit()).isTrue();
        assertThat(sets().test("PORTS", destination, to(Protocol.SCTP, CLIENT, VIP, 30080))).isEmpty();
        assertThat(sets().test("ADDRESSES", destination, to(Protocol.TCP, CLIENT, VIP, 80))).as("other family").isEmpty();
    }

    @Test
    void whatTheKernelWouldRefuseIsRefused() {
        assertThatThrownBy(() -> SERVICES.with(new SetMember.Port(80), ORIGIN)).hasMessage(
                "set SERVICES of type hash:ip,port, IPv4, cannot hold 80");
        assertThatThrownBy(() -> new SetMember.AddressPortNet(WEB, Cidr.parse("0.0.0.0/0"))).hasMessageContaining("prefix length 1 or more");
        assertThatThrownBy(() -> new IpSet("KUBE-6-LOAD-BALANCER-SOURCE-CIDR", SetType.HASH_IP, Family.IPV6)).hasMessageContaining("1 to 31");
        assertThatThrownBy(() -> sets().test("NONE", List.of(Direction.DST), to(Protocol.TCP, CLIENT, VIP, 80))).hasMessage(
                "a rule asks set NONE, which does not exist");
    }

    @Test
    void setsAreSavedByNameWithTheirMembersSorted() {
        assertThat(IpsetPrint.save(sets())).isEqualTo("""
                create ADDRESSES hash:ip family inet6 hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000
                add ADDRESSES fd00::1
                create LOOPS hash:ip,port,ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000
                add LOOPS 10.96.10.1,tcp:80,10.96.10.1
                create PORTS bitmap:port range 0-65535
                add PORTS 22
                add PORTS 30080
                create RANGES hash:ip,port,net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000
                add RANGES 10.96.10.1,tcp:80,198.51.100.7
                add RANGES 10.96.10.1,tcp:80,203.0.113.0/24
                create SERVICES hash:ip,port family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000
                add SERVICES 10.96.0.10,udp:53
                add SERVICES 10.96.10.1,tcp:80
                """);
    }

    @Test
    void aListTellsSizeAndUse() {
        assertThat(IpsetPrint.list(sets(), set -> set.equals("PORTS") ? 2 : 0)).contains("""
                Name: PORTS
                Type: bitmap:port
                Revision: 3
                Header: range 0-65535
                Size in memory: 8264
                References: 2
                Number of entries: 2
                Members:
                22
                30080

                Name: RANGES
                Type: hash:ip,port,net
                Revision: 8
                Header: family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x00000000
                Size in memory: 576
                References: 0
                Number of entries: 2
                Members:
                """).startsWith("Name: ADDRESSES\n").endsWith("10.96.10.1,tcp:80\n");
    }
}
