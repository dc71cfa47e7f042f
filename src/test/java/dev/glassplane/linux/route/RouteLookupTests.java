package dev.glassplane.linux.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.route.RouteLookup.Found;
import dev.glassplane.linux.route.RouteLookup.Query;
import dev.glassplane.net.Ip;
import org.junit.jupiter.api.Test;

class RouteLookupTests {

    private static final RoutingTables TABLES = HostText.named("n")
            .device("eth0", "10.0.1.10/24", "10.0.1.11/24", "192.168.7.1/30", "fd00:1::10/64").device("eth1", "10.5.0.1/16").device("eni1")
            .route("default via 10.0.1.1 dev eth0").route("10.0.1.77 dev eni1")
            .route("10.6.0.0/16 via 10.0.1.2 dev eth0 metric 100").route("10.6.0.0/16 via 10.0.1.3 dev eth0 metric 50")
            .route("10.6.1.0/24 via 10.0.1.4 dev eth0 metric 500 src 10.0.1.11")
            .route("blackhole 10.8.0.0/16").route("default via 10.5.0.254 dev eth1 table 2").route("10.9.0.0/16 via 10.5.0.9 dev eth1 table 3")
            .route("default via fd00:1::1 dev eth0")
            .rule("512: from all to 10.0.1.77 lookup main").rule("1536: from 10.0.1.77 lookup 2").rule("100: from all fwmark 0x80/0x80 lookup 2")
            .rule("1600: from all iif eth1 lookup 3")
            .build().routing();

    @Test
    void theLongestPrefixWinsThenTheSmallestMetric() {
        assertThat(gateway("10.0.1.10", "10.6.1.9", 0, "lo")).isEqualTo("10.0.1.4");
        assertThat(gateway("10.0.1.10", "10.6.2.9", 0, "lo")).isEqualTo("10.0.1.3");
        assertThat(gateway("10.0.1.10", "8.8.8.8", 0, "lo")).isEqualTo("10.0.1.1");
        assertThat(gateway("10.0.1.10", "10.0.1.77", 0, "lo")).isEqualTo("dev eni1");
    }

    @Test
    void policyRulesAreAskedByPriority() {
        assertThat(gateway("10.0.1.77", "8.8.8.8", 0, "eni1")).isEqualTo("10.5.0.254");
        assertThat(gateway("10.0.1.77", "10.0.1.77", 0, "eni1")).as("512 before 1536").isEqualTo("dev eni1");
        assertThat(gateway("10.0.1.10", "8.8.8.8", 0x81, "lo")).as("the mask counts").isEqualTo("10.5.0.254");
        assertThat(gateway("10.0.1.10", "8.8.8.8", 0x1, "lo")).isEqualTo("10.0.1.1");
        assertThat(gateway("10.0.1.10", "10.9.0.1", 0, "eth1")).isEqualTo("10.5.0.9");
        assertThat(gateway("10.0.1.10", "8.8.8.8", 0, "eth1")).as("a table without an answer passes on").isEqualTo("10.0.1.1");
    }

    @Test
    void theLocalTableComesFirst() {
        assertThat(find("10.0.1.77", "10.5.0.1", 0x80, "eni1")).isEqualTo(new Found.Local("eth1"));
        assertThat(find("127.0.0.1", "127.1.2.3", 0, "lo")).isEqualTo(new Found.Local("lo"));
        assertThat(TABLES.isLocalOn(Ip.parse("10.5.0.1"), "eth0")).isFalse();
        assertThat(TABLES.isLocalOn(Ip.parse("127.0.0.1"), "lo")).isTrue();
    }

    @Test
    void aRuleForTheLocalTableCanBeMovedBehindOthers() {
        RoutingTables moved = HostText.named("n").device("eth0", "10.0.1.10/24").device("vlan1").route("default via 10.0.1.1 dev vlan1 table 101")
                .rule("10: from all iif vlan1 lookup 101").rule("20: from all lookup 255").build().routing();
        assertThat(RouteLookup.find(moved, Query.of(Ip.parse("10.0.1.77"), Ip.parse("10.0.1.10"), 0, "vlan1"))).isInstanceOf(Found.ByRoute.class);
        assertThat(RouteLookup.find(moved, Query.of(Ip.parse("10.0.1.77"), Ip.parse("10.0.1.10"), 0, "eth0"))).isEqualTo(new Found.Local("eth0"));
        assertThat(IpRuleShow.print(moved, dev.glassplane.net.Family.IPV4)).startsWith("10:	from all iif vlan1 lookup 101\n20:	from all lookup local\n32766:");
        assertThat(IpRuleShow.print(moved, dev.glassplane.net.Family.IPV6)).startsWith("0:	from all lookup local\n");
    }

    @Test
    void aRouteThatLeadsNowhereIsAnAnswerAndNoRouteIsAnother() {
        assertThat(((Found.ByRoute) find("10.0.1.10", "10.8.1.1", 0, "lo")).route().type()).isEqualTo(Route.Type.BLACKHOLE);
        assertThat(RouteLookup.find(HostText.named("n").device("eth0", "10.0.1.10/24").build().routing(),
                Query.of(Ip.parse("10.0.1.10"), Ip.parse("8.8.8.8"), 0, "lo"))).isInstanceOf(Found.None.class);
    }

    @Test
    void theSourceIsThatOfTheRouteOrOfItsDevice() {
        assertThat(source("10.6.1.9")).isEqualTo("10.0.1.11");
        assertThat(source("8.8.8.8")).isEqualTo("10.0.1.10");
        assertThat(source("10.5.9.9")).isEqualTo("10.5.0.1");
        assertThat(source("10.0.1.77")).as("a device without an address borrows the first of the host").isEqualTo("10.0.1.10");
        assertThat(source("10.0.1.11")).as("a secondary address is reached from its primary one").isEqualTo("10.0.1.10");
        assertThat(source("127.0.0.9")).isEqualTo("127.0.0.1");
        assertThat(source("fd00:9::9")).isEqualTo("fd00:1::10");
    }

    @Test
    void masqueradeTakesThePrimaryAddressTowardsTheNextHop() {
        assertThat(RouteLookup.deviceAddress(TABLES, "eth0", Ip.parse("10.0.1.1"))).contains(Ip.parse("10.0.1.10"));
        assertThat(RouteLookup.deviceAddress(TABLES, "eth0", Ip.parse("192.168.7.2"))).contains(Ip.parse("192.168.7.1"));
        assertThat(RouteLookup.deviceAddress(TABLES, "eni1", Ip.parse("10.0.1.77"))).contains(Ip.parse("10.0.1.10"));
        assertThat(RouteLookup.deviceAddress(HostText.named("n").device("eth0").build().routing(), "eth0", Ip.parse("10.0.1.1"))).isEmpty();
    }

    private static Found find(String from, String to, int mark, String in) {
        return RouteLookup.find(TABLES, Query.of(Ip.parse(from), Ip.parse(to), mark, in));
    }

    private static String gateway(String from, String to, int mark, String in) {
        Route route = ((Found.ByRoute) find(from, to, mark, in)).route();
        return route.via().map(Ip::toString).orElseGet(() -> "dev " + route.device().orElseThrow());
    }

    private static String source(String to) {
        return RouteLookup.source(TABLES, Ip.parse(to)).orElseThrow().toString();
    }
}
