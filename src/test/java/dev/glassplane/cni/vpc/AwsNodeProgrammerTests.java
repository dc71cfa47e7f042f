package dev.glassplane.cni.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.cni.TestAddresses;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.Contribution.PodNamespace;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.EntrySet;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.RuleSet;
import dev.glassplane.linux.route.IpLinkShow;
import dev.glassplane.linux.route.IpNeighShow;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.route.IpRuleShow;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.DefaultVpc;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.NetworkInterface.Holder;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Expected tables are as Amazon Linux with the VPC CNI prints them. */
class AwsNodeProgrammerTests {

    private final AwsNodeProgrammer programmer = new AwsNodeProgrammer(new VpcReader());
    private final List<ObjectNode> manifests = new ArrayList<>(DefaultVpc.objects());

    @Test
    void aNodeWithTwoInterfacesRoutesAsTheRealOne() {
        twoInterfaces();
        RoutingTables node = routing();
        assertThat(IpRuleShow.print(node, Family.IPV4)).isEqualTo("""
                0:	from all lookup local
                512:	from all to 10.0.1.77 lookup main
                512:	from all to 10.0.1.12 lookup main
                1024:	from all fwmark 0x80/0x80 lookup main
                1536:	from 10.0.1.77 lookup 2
                32765:	from 10.0.1.50 lookup 2
                32766:	from all lookup main
                32767:	from all lookup default
                """);
        assertThat(IpRouteShow.print(node, Family.IPV4)).isEqualTo("""
                default via 10.0.1.1 dev eth0\s
                10.0.1.0/24 dev eth0 proto kernel scope link src 10.0.1.10\s
                10.0.1.12 dev enic9a3a2c181d scope link\s
                10.0.1.77 dev enic99f572dd7f scope link\s
                """);
        assertThat(IpRouteShow.print(node, Family.IPV4, 2)).isEqualTo("""
                default via 10.0.1.1 dev eth1\s
                10.0.1.1 dev eth1 scope link\s
                """);
        assertThat(IpLinkShow.print(node).lines().filter(line -> !line.startsWith(" "))).containsExactly(
                "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000",
                "2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP mode DEFAULT group default qlen 1000",
                "3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc mq state UP mode DEFAULT group default qlen 1000",
                "4: enic99f572dd7f@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc noqueue state UP mode DEFAULT group default ",
                "5: enic9a3a2c181d@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001 qdisc noqueue state UP mode DEFAULT group default ");
    }

    @Test
    void anInterfaceThatMayNotBeManagedStaysAsItWasAttached() {
        twoInterfaces();
        manifests.stream().filter(object -> object.path("spec").path("deviceNumber").asInt(0) == 1).forEach(of -> ((ObjectNode) of.path("spec"))
                .putArray("tags").addObject().put("key", "node.k8s.amazonaws.com/no_manage").put("value", "true"));
        RoutingTables node = routing();
        assertThat(IpLinkShow.print(node)).contains("3: eth1: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state DOWN mode DEFAULT group default qlen 1000\n");
        assertThat(node.addresses()).noneMatch(address -> address.device().equals("eth1"));
        assertThat(IpRuleShow.print(node, Family.IPV4)).doesNotContain("32765:");
        assertThat(IpRouteShow.print(node, Family.IPV4, 2)).isEmpty();
    }

    @Test
    void theIptablesRulesAreThoseOfARealNodeBeforeNftables() {
        twoInterfaces();
        manifests.add(awsNode("amazon-k8s-cni:v1.22.4", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "10.9.0.0/16, 10.8.0.0/16"));
        assertThat(nft()).isEmpty();
        assertThat(iptables()).isEqualTo("""
                *mangle
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :FORWARD ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                -A PREROUTING -i eth0 -m comment --comment "AWS, primary ENI" -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-xmark 0x80/0x80
                -A PREROUTING -i eni+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
                -A PREROUTING -i vlan+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
                COMMIT
                *nat
                :PREROUTING ACCEPT [0:0]
                :INPUT ACCEPT [0:0]
                :OUTPUT ACCEPT [0:0]
                :POSTROUTING ACCEPT [0:0]
                :AWS-CONNMARK-CHAIN-0 - [0:0]
                :AWS-SNAT-CHAIN-0 - [0:0]
                -A PREROUTING -i eni+ -m comment --comment "AWS, outbound connections" -j AWS-CONNMARK-CHAIN-0
                -A PREROUTING -m comment --comment "AWS, CONNMARK" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
                -A POSTROUTING -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-0
                -A AWS-CONNMARK-CHAIN-0 -d 10.8.0.0/16 -m comment --comment "AWS CONNMARK CHAIN" -j RETURN
                -A AWS-CONNMARK-CHAIN-0 -d 10.9.0.0/16 -m comment --comment "AWS CONNMARK CHAIN" -j RETURN
                -A AWS-CONNMARK-CHAIN-0 -d 10.0.0.0/16 -m comment --comment "AWS CONNMARK CHAIN" -j RETURN
                -A AWS-CONNMARK-CHAIN-0 -m comment --comment "AWS, CONNMARK" -j CONNMARK --set-xmark 0x80/0x80
                -A AWS-SNAT-CHAIN-0 -d 10.8.0.0/16 -m comment --comment "AWS SNAT CHAIN EXCLUSION" -j RETURN
                -A AWS-SNAT-CHAIN-0 -d 10.9.0.0/16 -m comment --comment "AWS SNAT CHAIN EXCLUSION" -j RETURN
                -A AWS-SNAT-CHAIN-0 -d 10.0.0.0/16 -m comment --comment "AWS SNAT CHAIN" -j RETURN
                -A AWS-SNAT-CHAIN-0 ! -o vlan+ -m comment --comment "AWS, SNAT" -m addrtype ! --dst-type LOCAL -j SNAT --to-source 10.0.1.10 --random-fully
                COMMIT
                """);
    }

    @Test
    void connectionMarksAreATableOfNftsOwn() {
        twoInterfaces();
        manifests.add(awsNode("amazon-k8s-cni:v1.23.1", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "10.9.0.0/16, 10.0.0.0/16, 0.0.0.0/0"));
        assertThat(nft()).isEqualTo("""
                table ip aws-cni {
                	chain nat-prerouting {
                		type nat hook prerouting priority dstnat + 10; policy accept;
                		fib daddr type local return
                		iifname "eni*" counter packets 0 bytes 0 jump snat-mark
                		counter packets 0 bytes 0 meta mark set ct mark & 0x00000080
                	}

                	chain snat-mark {
                		counter packets 0 bytes 0 ip daddr 0.0.0.0/0 return
                		counter packets 0 bytes 0 ip daddr 10.9.0.0/16 return
                		counter packets 0 bytes 0 ip daddr 10.0.0.0/16 return
                		counter packets 0 bytes 0 ct mark set ct mark | 0x00000080
                	}
                }
                """);
        assertThat(iptables()).doesNotContain("AWS-CONNMARK-CHAIN-0").contains("-A AWS-SNAT-CHAIN-0 -m comment --comment \"AWS SNAT CHAIN EXCLUSION\" -j RETURN");
    }

    @ParameterizedTest
    @CsvSource({"prng,--random-fully", "hashrandom,--random", "none,''", "junk,--random-fully"})
    void sourcePortsAreDrawnAsTheSettingSays(String value, String word) {
        twoInterfaces();
        manifests.add(awsNode("", "AWS_VPC_K8S_CNI_RANDOMIZESNAT", value));
        assertThat(iptables()).contains(("-j SNAT --to-source 10.0.1.10 " + word).strip() + "\n");
    }

    @Test
    void withoutNodePortSupportMarksAreStillRestoredForPods() {
        twoInterfaces();
        manifests.add(awsNode("", "AWS_VPC_CNI_NODE_PORT_SUPPORT", "false", "AWS_VPC_K8S_CNI_CONNMARK", "0x10", "AWS_VPC_K8S_CNI_VETHPREFIX", "pod"));
        assertThat(iptables().lines().filter(line -> line.startsWith("-A PREROUTING"))).containsExactly(
                "-A PREROUTING -i pod+ -m comment --comment \"AWS, primary ENI\" -j CONNMARK --restore-mark --nfmask 0x10 --ctmask 0x10");
        assertThat(IpRuleShow.print(routing(), Family.IPV4)).contains("1024:	from all fwmark 0x10/0x10 lookup main");
        assertThat(nft()).contains("iifname \"pod*\" counter").contains("ct mark | 0x00000010");
        assertThat(routing().link("podc99f572dd7f")).isPresent();
    }

    @Test
    void nothingIsMarkedWithoutNodePortSupportUnderExternalSnat() {
        twoInterfaces();
        manifests.add(awsNode("", "AWS_VPC_CNI_NODE_PORT_SUPPORT", "false", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "true"));
        assertThat(iptables()).doesNotContain("CONNMARK");
        assertThat(nft()).isEmpty();
        assertThat(IpRuleShow.print(routing(), Family.IPV4)).doesNotContain("fwmark");
    }

    @Test
    void externalSnatLeavesTheMarksOfNodePortsAndAnEmptyChain() {
        twoInterfaces();
        manifests.add(awsNode("", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "true"));
        assertThat(nft()).isEmpty();
        assertThat(iptables()).contains("\"AWS, primary ENI\"", ":AWS-SNAT-CHAIN-0").doesNotContain("AWS-CONNMARK-CHAIN-0", "SNAT --to-source");
        assertThat(IpRuleShow.print(routing(), Family.IPV4)).contains("fwmark 0x80/0x80");
    }

    @Test
    void aPodSeesItsGatewayAsAFixedNeighbour() {
        twoInterfaces();
        ObjectKey key = new ObjectKey("pods", "default", "p");
        PodNamespace pod = contributions().stream().flatMap(of -> of.pods().entrySet().stream()).filter(of -> of.getKey().equals(key))
                .map(Map.Entry::getValue).findFirst().orElseThrow();
        assertThat(pod.hostDevice()).isEqualTo("enic99f572dd7f");
        RoutingTables inside = pod.host().routing();
        assertThat(IpRouteShow.print(inside, Family.IPV4)).isEqualTo("""
                default via 169.254.1.1 dev eth0\s
                169.254.1.1 dev eth0 scope link\s
                """);
        String hostMac = routing().link("enic99f572dd7f").orElseThrow().mac();
        assertThat(IpNeighShow.print(inside)).isEqualTo("169.254.1.1 dev eth0 lladdr " + hostMac + " PERMANENT \n");
        assertThat(IpLinkShow.printAddresses(inside)).contains("inet 10.0.1.77/32 scope global eth0").contains("eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9001");
    }

    @Test
    void theVethIsNamedAfterTheHashOfThePod() {
        assertThat(Names.veth("eni", "default", "sample-pod")).isEqualTo("enicc21c2d7785");
    }

    @Test
    void hostNetworkPodsAndFinishedPodsAreNotWired() {
        twoInterfaces();
        manifests.add(pod("host", "10.0.1.10", true, "Running"));
        manifests.add(pod("done", "10.0.1.13", false, "Succeeded"));
        assertThat(contributions().stream().flatMap(of -> of.pods().keySet().stream()).map(ObjectKey::name)).containsExactlyInAnyOrder("p", "q");
    }

    @Test
    void aNodeWhoseAddressIsOutsideTheVpcReachesItsGatewayByARouteOfItsOwn() {
        manifests.add(TestCluster.object("v1", "Node", "", "node-a"));
        manifests.add(eni("eni-1", 0, "192.168.7.1").toObject());
        assertThat(IpRouteShow.print(routing(), Family.IPV4)).isEqualTo("""
                default via 10.0.1.1 dev eth0\s
                10.0.1.1 dev eth0 scope link\s
                """);
        assertThat(IpLinkShow.printAddresses(routing())).contains("inet 192.168.7.1/32 scope global eth0");
        assertThat(TestAddresses.of(new VpcReader()).addresses(image().node("node-a").orElseThrow(), image()))
                .containsExactly(Ip.parse("192.168.7.1"));
    }

    @Test
    void aPodsChangeTouchesThatPodAlone() {
        twoInterfaces();
        ObjectKey pod = new ObjectKey("pods", "default", "p");
        ObjectKey eni = new ObjectKey(NetworkInterface.RESOURCE, "", "eni-2");
        assertThat(programmer.affected(new ClusterDelta(false, Set.of(pod)), image())).containsExactly(pod);
        assertThat(programmer.affected(new ClusterDelta(false, Set.of(eni)), image()))
                .containsExactlyInAnyOrder(new ObjectKey("nodes", "", "node-a"), pod);
        assertThat(programmer.affected(new ClusterDelta(false, Set.of(new ObjectKey("services", "default", "s"))), image())).isEmpty();
    }

    @Test
    void aPodsAddressDoesNotChangeTheNodesView() {
        twoInterfaces();
        ObjectKey node = new ObjectKey("nodes", "", "node-a");
        AwsNodeView before = programmer.view(node, image()).orElseThrow();
        manifests.set(manifests.size() - 4, eni("eni-2", 1, "10.0.1.50", "10.0.1.77", "10.0.1.78").toObject());
        assertThat(programmer.view(node, image())).contains(before);
        assertThat(programmer.common(image())).isEqualTo(programmer.common(image()));
    }

    /** Node A of the packet walks: eth0 10.0.1.10, eth1 10.0.1.50; pod p 10.0.1.77 on eth1, pod q 10.0.1.12 on eth0. */
    private void twoInterfaces() {
        manifests.add(TestCluster.object("v1", "Node", "", "node-a"));
        manifests.add(eni("eni-2", 1, "10.0.1.50", "p=10.0.1.77", "10.0.1.78").toObject());
        manifests.add(eni("eni-1", 0, "10.0.1.10", "10.0.1.11", "q=10.0.1.12").toObject());
        manifests.add(pod("p", "10.0.1.77", false, "Running"));
        manifests.add(pod("q", "10.0.1.12", false, "Running"));
    }

    private static NetworkInterface eni(String id, int device, String primary, String... others) {
        List<Address> addresses = new ArrayList<>();
        addresses.add(new Address(Ip.parse(primary), true, Optional.empty(), Optional.empty()));
        Arrays.stream(others).map(text -> text.split("=")).forEach(parts -> addresses.add(new Address(Ip.parse(parts[parts.length - 1]), false,
                parts.length == 1 ? Optional.empty() : Optional.of(new Holder("default", parts[0], "uid-" + parts[0])), Optional.empty())));
        return new NetworkInterface(id, "node-a", device, "subnet-a", "02:00:00:00:00:0" + device, addresses, List.of(), Instant.EPOCH,
                Instant.EPOCH, NetworkInterface.Agent.NONE);
    }

    private static ObjectNode pod(String name, String ip, boolean hostNetwork, String phase) {
        ObjectNode pod = TestCluster.object("v1", "Pod", "default", name);
        ((ObjectNode) pod.get("metadata")).put("uid", "uid-" + name);
        pod.putObject("spec").put("nodeName", "node-a").put("hostNetwork", hostNetwork);
        pod.putObject("status").put("phase", phase).put("podIP", ip).putArray("podIPs").addObject().put("ip", ip);
        return pod;
    }

    /** @param variables names and values in turn */
    private static ObjectNode awsNode(String image, String... variables) {
        ObjectNode daemonSet = TestCluster.object("apps/v1", "DaemonSet", "kube-system", "aws-node");
        ArrayNode env = daemonSet.putObject("spec").putObject("template").putObject("spec").putArray("containers").addObject().put("name", "aws-node")
                .put("image", image).putArray("env");
        for (int i = 0; i < variables.length; i += 2) {
            env.addObject().put("name", variables[i]).put("value", variables[i + 1]);
        }
        return daemonSet;
    }

    private ClusterImage image() {
        return ClusterImages.of(manifests);
    }

    private List<Contribution> contributions() {
        ClusterImage image = image();
        NodeFacts facts = new NodeFacts(image.node("node-a").orElseThrow(), List.of());
        return new TreeSet<>(programmer.causes(image)).stream().flatMap(cause -> programmer.view(cause, image).stream()
                .map(view -> programmer.program(cause, view, facts))).toList();
    }

    private RoutingTables routing() {
        List<Contribution> all = contributions();
        return new RoutingTables(all.stream().flatMap(of -> of.links().stream()).toList(), all.stream().flatMap(of -> of.addresses().stream()).toList(),
                all.stream().flatMap(of -> of.routes().stream()).toList(), all.stream().flatMap(of -> of.rules().stream()).toList(),
                all.stream().flatMap(of -> of.neighbors().stream()).toList());
    }

    private Netfilter netfilter() {
        RuleSet rules = RuleSet.EMPTY;
        for (Contribution of : contributions()) {
            rules = rules.with(of.chains());
        }
        return Netfilter.of(List.of(rules));
    }

    private String iptables() {
        return IptablesSave.print(netfilter(), Family.IPV4);
    }

    private String nft() {
        EntrySet entries = EntrySet.EMPTY;
        for (Contribution of : contributions()) {
            entries = entries.with(of.entries());
        }
        return NftRuleset.print(netfilter(), new NftTables(Entries.of(List.of(entries))));
    }
}
