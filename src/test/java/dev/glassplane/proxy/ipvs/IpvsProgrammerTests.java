package dev.glassplane.proxy.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.IpsetPrint;
import dev.glassplane.linux.ipvs.Ipvsadm;
import dev.glassplane.linux.ipvs.TimeoutTable;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.IpRouteShow;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class IpvsProgrammerTests {

    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: node-a}
            status: {addresses: [{type: InternalIP, address: 10.0.1.10}, {type: InternalIP, address: 10.0.1.50}]}
            """;

    private static HostState node(String settings, String... services) {
        String yaml = NODE + String.join("", List.of(services).stream().map(service -> "---\n" + service).toList());
        return ProgrammedNode.program(ProgrammedNode.image(yaml, settings + "\nmode: ipvs\n"), "node-a");
    }

    private static String service(String name, String spec) {
        return "{apiVersion: v1, kind: Service, metadata: {name: " + name + ", namespace: shop}, spec: {" + spec + "}}\n---\n" + """
                {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: %1$s, namespace: shop, labels: {kubernetes.io/service-name: %1$s}},
                addressType: IPv4, ports: [{name: http, port: 8080}], endpoints: [{addresses: [10.244.0.%2$d]}, {addresses: [10.244.1.9]}]}
                """.formatted(name, name.charAt(0) - 'a' + 1);
    }

    private static String sets(HostState host) {
        return IpsetPrint.save(new IpSets(host.entries()));
    }

    private static List<String> chain(HostState host, String table, String name) {
        ChainId id = new ChainId(TableId.iptables(Family.IPV4, table), name);
        return host.netfilter().chain(id).orElseThrow().rules().stream().map(rule -> IptablesSave.rule(id, rule)).toList();
    }

    @Test
    void theSchedulerAndTimeoutsAreThoseOfTheConfiguration() {
        HostState host = node("ipvs: {scheduler: mh, tcpTimeout: 5m, udpTimeout: 10s, strictARP: true}",
                service("a", "clusterIP: 10.100.0.1, ports: [{name: http, port: 80}]"));
        assertThat(Ipvsadm.save(host.entries())).isEqualTo("""
                -A -t 10.100.0.1:80 -s mh -b mh-port
                -a -t 10.100.0.1:80 -r 10.244.0.1:8080 -m -w 1
                -a -t 10.100.0.1:80 -r 10.244.1.9:8080 -m -w 1
                """);
        assertThat(host.entries().all(TimeoutTable.TIMEOUTS)).extracting(Entry::key, Entry::value).containsExactlyInAnyOrder(
                tuple(TimeoutTable.Timeout.TCP, 300), tuple(TimeoutTable.Timeout.UDP, 10));
        assertThat(host.sysctls()).containsEntry("net.ipv4.vs.conntrack", "1").containsEntry("net.ipv4.conf.all.arp_ignore", "1")
                .containsEntry("net.ipv4.conf.all.arp_announce", "2").doesNotContainKey("net.ipv4.vs.conn_reuse_mode");
        assertThat(node("").sysctls()).doesNotContainKeys("net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce");
    }

    @Test
    void anAddressOfAnotherDeviceIsServedButNotBound() {
        HostState host = node("", service("a", "clusterIP: 10.100.0.1, externalIPs: [10.0.1.50, 203.0.113.5], ports: [{name: http, port: 80}]"));
        assertThat(host.routing().addresses()).extracting(InterfaceAddress::device, address -> address.ip().toString()).containsExactly(
                tuple("kube-ipvs0", "10.100.0.1"), tuple("kube-ipvs0", "203.0.113.5"));
        assertThat(sets(host)).contains("add KUBE-EXTERNAL-IP 10.0.1.50,tcp:80\n").doesNotContain("add KUBE-IPVS-IPS 10.0.1.50");
        assertThat(Ipvsadm.save(host.entries())).contains("-A -t 10.0.1.50:80 -s rr\n");
        assertThat(IpRouteShow.print(host.routing(), Family.IPV4, 255)).contains("local 203.0.113.5 dev kube-ipvs0 proto kernel scope host src 203.0.113.5");
    }

    @Test
    void aRangeOfEverythingIsNoMemberOfASetButItsRuleIsThere() {
        HostState host = node("", service("a", "type: LoadBalancer, clusterIP: 10.100.0.1, loadBalancerSourceRanges: [0.0.0.0/0], "
                + "ports: [{name: http, port: 80}]}, status: {loadBalancer: {ingress: [{ip: 192.0.2.80}]}"));
        assertThat(sets(host)).contains("add KUBE-LOAD-BALANCER-FW 192.0.2.80,tcp:80\n").doesNotContain("add KUBE-LOAD-BALANCER-SOURCE-CIDR");
        assertThat(chain(host, "filter", "KUBE-SOURCE-RANGES-FIREWALL")).hasSize(3).last().asString().endsWith("-j DROP");
    }

    @Test
    void aNodeOutsideTheRangesCannotUseTheLoadBalancersAddress() {
        String spec = "type: LoadBalancer, clusterIP: 10.100.0.1, loadBalancerSourceRanges: [%s], ports: [{name: http, port: 80}]}, "
                + "status: {loadBalancer: {ingress: [{ip: 192.0.2.80}]}";
        assertThat(chain(node("", service("a", spec.formatted("203.0.113.0/24"))), "filter", "KUBE-IPVS-OUT-FILTER"))
                .containsExactly("-A KUBE-IPVS-OUT-FILTER -s 192.0.2.80/32 -m ipvs --vproto 6 --vaddr 192.0.2.80 --vport 80 -j DROP");
        HostState inside = node("", service("a", spec.formatted("10.0.0.0/16")));
        assertThat(chain(inside, "filter", "KUBE-IPVS-OUT-FILTER")).isEmpty();
        assertThat(sets(inside)).contains("add KUBE-LOAD-BALANCER-SOURCE-IP 192.0.2.80,tcp:80,192.0.2.80\n");
    }

    @Test
    void nodePortsOfSctpAreKeptByAddressAndOthersByPortAlone() {
        HostState host = node("", service("a", "type: NodePort, clusterIP: 10.100.0.1, externalTrafficPolicy: Local, ports: ["
                + "{name: http, port: 80, nodePort: 30080}, {name: sig, port: 81, nodePort: 30081, protocol: SCTP}]"));
        assertThat(sets(host)).contains("add KUBE-NODE-PORT-TCP 30080\n", "add KUBE-NODE-PORT-LOCAL-TCP 30080\n",
                "add KUBE-NODE-PORT-SCTP-HASH 10.0.1.10,sctp:30081\nadd KUBE-NODE-PORT-SCTP-HASH 10.0.1.50,sctp:30081\n",
                "add KUBE-NODE-PORT-LOCAL-SCTP-HASH 10.0.1.10,sctp:30081\n");
        assertThat(chain(host, "nat", "KUBE-NODE-PORT")).extracting(line -> line.replaceAll("-m comment --comment \".*\" ", "")).containsExactly(
                "-A KUBE-NODE-PORT -p tcp -m set --match-set KUBE-NODE-PORT-LOCAL-TCP dst -j RETURN",
                "-A KUBE-NODE-PORT -p tcp -m set --match-set KUBE-NODE-PORT-TCP dst -j KUBE-MARK-MASQ",
                "-A KUBE-NODE-PORT -p sctp -m set --match-set KUBE-NODE-PORT-LOCAL-SCTP-HASH dst,dst -j RETURN",
                "-A KUBE-NODE-PORT -p sctp -m set --match-set KUBE-NODE-PORT-SCTP-HASH dst,dst -j KUBE-MARK-MASQ");
    }

    @Test
    void nodePortAddressesSayWhereAndWithoutOneTheHealthCheckIsLeftOutToo() {
        String service = service("a", "type: LoadBalancer, clusterIP: 10.100.0.1, externalTrafficPolicy: Local, healthCheckNodePort: 32000, "
                + "ports: [{name: http, port: 80, nodePort: 30080}]");
        assertThat(Ipvsadm.save(node("nodePortAddresses: [10.0.1.50/32]", service).entries())).contains("10.0.1.50:30080").doesNotContain("10.0.1.10:");
        assertThat(sets(node("", service))).contains("add KUBE-HEALTH-CHECK-NODE-PORT 32000");
        assertThat(sets(node("nodePortAddresses: [192.168.0.0/16]", service))).doesNotContain("30080").doesNotContain("32000");
    }

    @Test
    void whatTwoServicesShareStaysUntilBothAreGoneAndTheLastByNameServesIt() {
        EditedCluster cluster = new EditedCluster();
        TestDataplane dataplane = new TestDataplane(new IpvsProgrammer());
        cluster.put(new ObjectKey("configmaps", "kube-system", "kube-proxy-config"), ProgrammedNode.configMap("mode: ipvs"));
        cluster.put(new ObjectKey("nodes", "", "node-a"), NODE);
        for (String name : List.of("b", "a")) {
            String[] objects = service(name, "clusterIP: 10.100.0." + (name.charAt(0) - 'a' + 1)
                    + ", externalIPs: [203.0.113.5], ports: [{name: http, port: 80}]").split("---\n");
            cluster.put(new ObjectKey("services", "shop", name), objects[0]);
            cluster.put(new ObjectKey("endpointslices.discovery.k8s.io", "shop", name), objects[1]);
        }
        assertThat(external(publish(dataplane, cluster))).isEqualTo("10.244.0.2:8080");
        cluster.delete(new ObjectKey("services", "shop", "b"));
        HostState one = publish(dataplane, cluster);
        assertThat(external(one)).isEqualTo("10.244.0.1:8080");
        assertThat(sets(one)).contains("add KUBE-EXTERNAL-IP 203.0.113.5,tcp:80\n").contains("add KUBE-IPVS-IPS 203.0.113.5\n");
        assertThat(chain(one, "nat", "KUBE-SERVICES")).anyMatch(line -> line.contains("--match-set KUBE-EXTERNAL-IP "));
        cluster.delete(new ObjectKey("services", "shop", "a"));
        HostState none = publish(dataplane, cluster);
        assertThat(sets(none)).doesNotContain("add ").contains("create KUBE-EXTERNAL-IP ");
        assertThat(chain(none, "nat", "KUBE-SERVICES")).hasSize(2);
        assertThat(none.routing().addresses()).isEmpty();
    }

    private static HostState publish(TestDataplane dataplane, EditedCluster cluster) {
        Dataplane published = dataplane.publish(cluster.advance(), cluster.image()).current();
        assertThat(published.nodes().get("node-a").host().routing().addresses()).doesNotHaveDuplicates();
        return published.nodes().get("node-a").host();
    }

    /** The first real server of the external address. */
    private static String external(HostState host) {
        return Ipvsadm.save(host.entries()).lines().filter(line -> line.startsWith("-a -t 203.0.113.5:80 ")).findFirst().orElseThrow().split(" ")[4];
    }
}
