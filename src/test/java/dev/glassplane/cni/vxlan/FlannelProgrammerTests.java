package dev.glassplane.cni.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.route.BridgeFdbShow;
import dev.glassplane.linux.route.IpLinkShow;
import dev.glassplane.linux.route.IpNeighShow;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.net.Family;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.ObjectKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Expected tables are as a node with Flannel prints them. */
class FlannelProgrammerTests {

    private static NodeState node(String scenario, String node) {
        return Scenario.load(Scenario.FOLDER.resolve(Path.of(scenario))).dataplane().nodes().get(node);
    }

    @Test
    void theOtherNodeIsBehindTheVxlanDevice() {
        RoutingTables routing = node("flannel-service", "node-a").host().routing();
        assertThat(IpRouteShow.print(routing, Family.IPV4)).isEqualTo("""
                default via 10.0.1.1 dev eth0\s
                10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.10\s
                10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1\s
                10.244.1.0/24 via 10.244.1.0 dev flannel.1 onlink\s
                """);
        assertThat(IpNeighShow.print(routing)).matches("10\\.244\\.1\\.0 dev flannel\\.1 lladdr (02(:[0-9a-f]{2}){5}) PERMANENT \n");
        String mac = routing.neighbors().getFirst().mac();
        assertThat(BridgeFdbShow.print(routing)).startsWith(mac + " dev flannel.1 dst 10.0.2.10 self permanent\n")
                .containsPattern("dev veth[0-9a-f]{8} master cni0 permanent\n");
    }

    @Test
    void theDevicesLookLikeTheRealOnes() {
        assertThat(IpLinkShow.print(node("flannel-service", "node-b").host().routing()).replaceAll("02(:[0-9a-f]{2}){5}", "MAC")
                .replaceAll("veth[0-9a-f]{8}", "vethX")).isEqualTo("""
                1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
                    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
                2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP mode DEFAULT group default qlen 1000
                    link/ether MAC brd ff:ff:ff:ff:ff:ff
                3: flannel.1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 8951 qdisc noqueue state UNKNOWN mode DEFAULT group default\s
                    link/ether MAC brd ff:ff:ff:ff:ff:ff
                4: cni0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 8951 qdisc noqueue state UP mode DEFAULT group default qlen 1000
                    link/ether MAC brd ff:ff:ff:ff:ff:ff
                5: vethX@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 8951 qdisc noqueue master cni0 state UP mode DEFAULT group default\s
                    link/ether MAC brd ff:ff:ff:ff:ff:ff link-netnsid 0
                """);
    }

    @Test
    void theRulesAreThoseOfFlanneld() {
        String rules = IptablesSave.print(node("flannel-service", "node-b").host().netfilter(), Family.IPV4);
        assertThat(rules.lines().filter(line -> line.contains("FLANNEL")).filter(line -> line.startsWith("-A"))).containsExactly(
                "-A FORWARD -m comment --comment \"flanneld forward\" -j FLANNEL-FWD",
                "-A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment \"flanneld forward\" -j ACCEPT",
                "-A FLANNEL-FWD -d 10.244.0.0/16 -m comment --comment \"flanneld forward\" -j ACCEPT",
                "-A POSTROUTING -m comment --comment \"flanneld masq\" -j FLANNEL-POSTRTG",
                "-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment \"flanneld masq\" -j RETURN",
                "-A FLANNEL-POSTRTG -s 10.244.1.0/24 -d 10.244.0.0/16 -m comment --comment \"flanneld masq\" -j RETURN",
                "-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment \"flanneld masq\" -j RETURN",
                "-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment \"flanneld masq\" -j RETURN",
                "-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment \"flanneld masq\" -j MASQUERADE --random-fully",
                "-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment \"flanneld masq\" -j MASQUERADE --random-fully");
    }

    @Test
    void aPodReachesItsNeighboursOnTheLinkAndTheRestThroughTheBridge() {
        RoutingTables pod = node("flannel-service", "node-a").pods().get(new ObjectKey("pods", "demo", "client")).host().routing();
        assertThat(IpRouteShow.print(pod, Family.IPV4)).isEqualTo("""
                default via 10.244.0.1 dev eth0\s
                10.244.0.0/24 dev eth0 proto kernel scope link src 10.244.0.2\s
                10.244.0.0/16 via 10.244.0.1 dev eth0\s
                """);
    }

    @Test
    void aNodeOfTheSameSubnetIsTheNextHopItselfWithDirectRouting() {
        RoutingTables routing = node("flannel-direct-routing", "node-a").host().routing();
        assertThat(IpRouteShow.print(routing, Family.IPV4)).contains("10.244.1.0/24 via 10.0.1.11 dev eth0 \n", "10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink \n");
        assertThat(routing.fdb()).singleElement().satisfies(entry -> assertThat(entry.remote()).hasToString("10.0.2.10"));
    }

    /** The kernel refuses a gateway that is not on the link. */
    @Test
    void hostGwHasNoWayToAnotherSubnetAndNoDevice() {
        RoutingTables routing = node("flannel-host-gw", "node-a").host().routing();
        assertThat(IpRouteShow.print(routing, Family.IPV4)).contains("10.244.1.0/24 via 10.0.1.11 dev eth0 \n").doesNotContain("10.244.2.0/24");
        assertThat(routing.link("flannel.1")).isEmpty();
        assertThat(routing.link("cni0").orElseThrow().mtu()).isEqualTo(9001);
    }
}
