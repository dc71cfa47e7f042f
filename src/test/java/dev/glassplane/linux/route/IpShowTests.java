package dev.glassplane.linux.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.route.Route.Type;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The expected lines are what iproute2 6.1 printed for the same configuration of a real kernel. */
class IpShowTests {

    private static final Origin ORIGIN = Origin.of("test", "");
    private static final RoutingTables TABLES = new RoutingTables(
            List.of(new Link(ORIGIN, "lo", Link.Kind.LOOPBACK, "00:00:00:00:00:00", 65536, Optional.empty()),
                    new Link(ORIGIN, "eth0", Link.Kind.PHYSICAL, "ce:cd:ce:06:0c:1f", 9001, Optional.empty()),
                    new Link(ORIGIN, "enicc21c2d7785", Link.Kind.VETH, "02:00:00:00:00:07", 9001, Optional.of("pod/default/sample-pod"))),
            List.of(address("eth0", "10.0.1.10", 24), address("eth0", "10.0.1.11", 24), address("eth0", "10.9.0.1", 32),
                    address("eth0", "fd00:1::10", 64)),
            List.of(Route.via(ORIGIN, 254, Cidr.parse("0.0.0.0/0"), Ip.parse("10.0.1.1"), "eth0"),
                    route("10.0.2.0/24", "10.0.1.1", 100, "boot", null, false),
                    route("10.0.2.0/24", "10.0.1.2", 50, "static", "10.0.1.11", false),
                    Route.onLink(ORIGIN, 254, Cidr.parse("10.0.1.77"), "eth0"),
                    new Route(ORIGIN, 254, Type.UNICAST, Cidr.parse("10.0.1.0/24"), Optional.empty(), Optional.of("eth0"), "link",
                            Optional.of(Ip.parse("10.0.1.10")), 0, "kernel", false),
                    Route.via(ORIGIN, 2, Cidr.parse("0.0.0.0/0"), Ip.parse("10.0.1.1"), "eth0"),
                    Route.onLink(ORIGIN, 2, Cidr.parse("10.0.1.1"), "eth0"),
                    new Route(ORIGIN, 254, Type.BLACKHOLE, Cidr.parse("10.8.0.0/16"), Optional.empty(), Optional.empty(), "global",
                            Optional.empty(), 0, "boot", false),
                    new Route(ORIGIN, 10, Type.UNREACHABLE, Cidr.parse("10.7.0.0/16"), Optional.empty(), Optional.empty(), "global",
                            Optional.empty(), 0, "boot", false),
                    route("10.6.0.0/16", "169.254.1.1", 0, "bird", null, true),
                    Route.via(ORIGIN, 254, Cidr.parse("::/0"), Ip.parse("fd00:1::1"), "eth0"),
                    new Route(ORIGIN, 254, Type.UNICAST, Cidr.parse("fd00:1::/64"), Optional.empty(), Optional.of("eth0"), "link",
                            Optional.empty(), 256, "kernel", false),
                    Route.onLink(ORIGIN, 254, Cidr.parse("fd00:5::5"), "eth0"),
                    new Route(ORIGIN, 254, Type.UNREACHABLE, Cidr.parse("fd00:7::/64"), Optional.empty(), Optional.empty(), "global",
                            Optional.empty(), 0, "boot", false)),
            List.of(rule(1536, "10.0.1.77", null, 0, 0, null, 2), rule(1536, "10.0.1.0/24", "10.9.0.0/16", 1, -1, "eth0", 3),
                    rule(1024, null, null, 0x80, 0x80, null, 254), rule(512, null, "10.0.1.77", 0, 0, null, 254),
                    rule(1536, "fd00::5", null, 0, 0, null, 2)),
            List.of(new Neighbor(ORIGIN, Ip.parse("169.254.1.1"), "eth0", "02:00:00:00:00:01")));

    @Test
    void rulesGoByPriority() {
        assertThat(IpRuleShow.print(TABLES, Family.IPV4)).isEqualTo("""
                0:	from all lookup local
                512:	from all to 10.0.1.77 lookup main
                1024:	from all fwmark 0x80/0x80 lookup main
                1536:	from 10.0.1.77 lookup 2
                1536:	from 10.0.1.0/24 to 10.9.0.0/16 fwmark 0x1 iif eth0 lookup 3
                32766:	from all lookup main
                32767:	from all lookup default
                """);
        assertThat(IpRuleShow.print(TABLES, Family.IPV6)).isEqualTo("""
                0:	from all lookup local
                1536:	from fd00::5 lookup 2
                32766:	from all lookup main
                """);
    }

    @Test
    void routesGoByAddressPrefixAndMetric() {
        assertThat(IpRouteShow.print(TABLES, Family.IPV4)).isEqualTo(lines(
                "default via 10.0.1.1 dev eth0 ",
                "10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.10 ",
                "10.0.1.77 dev eth0 scope link ",
                "10.0.2.0/24 via 10.0.1.2 dev eth0 proto static src 10.0.1.11 metric 50 ",
                "10.0.2.0/24 via 10.0.1.1 dev eth0 metric 100 ",
                "10.6.0.0/16 via 169.254.1.1 dev eth0 proto bird onlink ",
                "blackhole 10.8.0.0/16 "));
        assertThat(IpRouteShow.print(TABLES, Family.IPV4, 10)).isEqualTo("unreachable 10.7.0.0/16 \n");
        assertThat(IpRouteShow.print(TABLES, Family.IPV4, 77)).isEmpty();
        assertThat(IpRouteShow.print(TABLES, Family.IPV6)).isEqualTo(lines(
                "fd00:1::/64 dev eth0 proto kernel metric 256 pref medium",
                "fd00:5::5 dev eth0 metric 1024 pref medium",
                "unreachable fd00:7::/64 dev lo metric 1024 pref medium",
                "default via fd00:1::1 dev eth0 metric 1024 pref medium"));
    }

    @Test
    void allTablesEndWithTheLocalOne() {
        assertThat(IpRouteShow.printAll(TABLES, Family.IPV4)).isEqualTo(lines(
                "default via 10.0.1.1 dev eth0 table 2 ",
                "10.0.1.1 dev eth0 table 2 scope link ",
                "unreachable 10.7.0.0/16 table 10 ") + IpRouteShow.print(TABLES, Family.IPV4) + lines(
                "local 10.0.1.10 dev eth0 table local proto kernel scope host src 10.0.1.10 ",
                "local 10.0.1.11 dev eth0 table local proto kernel scope host src 10.0.1.10 ",
                "broadcast 10.0.1.255 dev eth0 table local proto kernel scope link src 10.0.1.10 ",
                "local 10.9.0.1 dev eth0 table local proto kernel scope host src 10.9.0.1 ",
                "local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1 ",
                "local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1 ",
                "broadcast 127.255.255.255 dev lo table local proto kernel scope link src 127.0.0.1 "));
    }

    @Test
    void devicesHaveTheirFlagsAndOtherEnds() {
        assertThat(IpLinkShow.print(TABLES)).isEqualTo(lines(
                "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000",
                "    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00",
                "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP mode DEFAULT group default qlen 1000",
                "    link/ether ce:cd:ce:06:0c:1f brd ff:ff:ff:ff:ff:ff",
                "3: enicc21c2d7785@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc noqueue state UP mode DEFAULT group default ",
                "    link/ether 02:00:00:00:00:07 brd ff:ff:ff:ff:ff:ff link-netnsid 0"));
        assertThat(IpLinkShow.printAddresses(TABLES)).contains(lines(
                "    inet 10.0.1.10/24 scope global eth0", "       valid_lft forever preferred_lft forever",
                "    inet 10.9.0.1/32 scope global eth0", "       valid_lft forever preferred_lft forever",
                "    inet 10.0.1.11/24 scope global secondary eth0", "       valid_lft forever preferred_lft forever",
                "    inet6 fd00:1::10/64 scope global ", "       valid_lft forever preferred_lft forever"));
    }

    @Test
    void neighboursArePermanent() {
        assertThat(IpNeighShow.print(TABLES)).isEqualTo("169.254.1.1 dev eth0 lladdr 02:00:00:00:00:01 PERMANENT \n");
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private static InterfaceAddress address(String device, String ip, int length) {
        return new InterfaceAddress(ORIGIN, device, Ip.parse(ip), length);
    }

    private static Route route(String to, String via, int metric, String protocol, String source, boolean onlink) {
        return new Route(ORIGIN, 254, Type.UNICAST, Cidr.parse(to), Optional.of(Ip.parse(via)), Optional.of("eth0"), "global",
                Optional.ofNullable(source).map(Ip::parse), metric, protocol, onlink);
    }

    private static PolicyRule rule(int priority, String from, String to, int mark, int mask, String in, int table) {
        return new PolicyRule(ORIGIN, priority, Optional.ofNullable(from).map(Cidr::parse), Optional.ofNullable(to).map(Cidr::parse), mark, mask,
                Optional.ofNullable(in), table);
    }
}
