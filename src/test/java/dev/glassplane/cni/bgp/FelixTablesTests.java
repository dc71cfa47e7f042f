package dev.glassplane.cni.bgp;

import static dev.glassplane.dataplane.TestDataplane.dumps;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.BgpSettings;
import dev.glassplane.calico.CalicoReader;
import dev.glassplane.calico.IpPool;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.cni.TestAddresses;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.calico.CalicoKnowledge;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.VpcReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calico's tables as the reconciler keeps them: the definition is the full recompute. */
class FelixTablesTests {

    private static final int STEPS = 120;
    private static final List<String> NAMESPACES = List.of("demo", "other");
    private static final List<String> SELECTORS = List.of("{}", "{matchLabels: {app: a}}", "{matchLabels: {app: b}}", "{matchExpressions: [{key: app, operator: NotIn, values: [a]}]}");
    private static final List<String> PEERS = List.of("{podSelector: {}}", "{podSelector: {matchLabels: {app: a}}}", "{namespaceSelector: {matchLabels: {team: x}}}",
            "{namespaceSelector: {}, podSelector: {matchLabels: {app: b}}}", "{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}");

    private final EditedCluster cluster = new EditedCluster();
    private final TestDataplane dataplane = felix();
    private final Set<ObjectKey> there = new HashSet<>();
    private Random random = new Random(0);

    private static TestDataplane felix() {
        VpcReader vpcs = new VpcReader();
        return new TestDataplane(List.of(new FelixProgrammer(vpcs, new CalicoReader(vpcs), new FelixPolicies())), TestAddresses.of(vpcs));
    }

    private static Map<String, String> afresh(ClusterImage image) {
        return dumps(felix().publishAll(image).current());
    }

    @BeforeEach
    void start() {
        cluster.put(ClusterNetwork.CLUSTER, "{apiVersion: glassplane.dev/v1, kind: Cluster, metadata: {name: cluster}, spec: {cni: bgp, podCIDR: 192.168.0.0/16}}");
        node(1, "a");
        node(2, "b");
        pool("p-1", "192.168.0.0/17", "Always");
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void put(ObjectKey key, String yaml) {
        there.add(key);
        cluster.put(key, yaml);
    }

    private void delete(ObjectKey key) {
        if (there.remove(key)) {
            cluster.delete(key);
        }
    }

    private boolean goes(ObjectKey key) {
        if (random.nextInt(4) == 0) {
            delete(key);
            return true;
        }
        return false;
    }

    private void node(int number, String rack) {
        put(new ObjectKey("nodes", "", "n" + number), """
                {apiVersion: v1, kind: Node, metadata: {name: n%d, labels: {rack: %s}, annotations: {projectcalico.org/IPv4Address: 10.0.%d.10/24,
                  projectcalico.org/IPv4IPIPTunnelAddr: 192.168.%d.1}},
                 status: {conditions: [{type: Ready, status: "True"}], addresses: [{type: InternalIP, address: 10.0.%d.10}]}}""".formatted(number, rack, number, number, number));
    }

    private void pool(String name, String cidr, String ipip) {
        put(new ObjectKey(IpPool.RESOURCE, "", name), """
                {apiVersion: crd.projectcalico.org/v1, kind: IPPool, metadata: {name: %s}, spec: {cidr: %s, ipipMode: %s, natOutgoing: %s}}""".formatted(
                name, cidr, ipip, random.nextBoolean()));
    }

    private void block() {
        int third = random.nextInt(4);
        ObjectKey key = new ObjectKey(BlockObjects.BLOCKS, "", "192-168-" + third + "-0-26");
        if (!goes(key)) {
            put(key, "{apiVersion: crd.projectcalico.org/v1, kind: IPAMBlock, metadata: {name: %s}, spec: {cidr: 192.168.%d.0/26, affinity: 'host:n%d', allocations: [], attributes: []}}"
                    .formatted(key.name(), third, 1 + random.nextInt(2)));
        }
    }

    private void pod() {
        String namespace = pick(NAMESPACES);
        int number = random.nextInt(4);
        ObjectKey key = new ObjectKey("pods", namespace, "p" + number);
        if (!goes(key)) {
            put(key, """
                    {apiVersion: v1, kind: Pod, metadata: {name: p%d, namespace: %s, labels: {app: %s}}, spec: {nodeName: n%d, serviceAccountName: %s, hostNetwork: %s,
                     containers: [{name: c, ports: [{name: http, containerPort: %d}]}]}, status: {phase: %s, podIP: 192.168.%d.%d}}""".formatted(number, namespace,
                    pick(List.of("a", "b", "c")), 1 + random.nextInt(3), pick(List.of("default", "robot")), random.nextInt(8) == 0, pick(List.of(80, 81)),
                    pick(List.of("Running", "Running", "Running", "Succeeded")), NAMESPACES.indexOf(namespace), 10 + number));
        }
    }

    private void policy() {
        String namespace = pick(NAMESPACES);
        ObjectKey key = new ObjectKey("networkpolicies.networking.k8s.io", namespace, pick(List.of("x", "y", "z")));
        if (!goes(key)) {
            put(key, """
                    {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: %s, namespace: %s}, spec: {podSelector: %s, policyTypes: %s,
                     ingress: [{from: [%s], ports: %s}], egress: [{to: [%s, %s]}]}}""".formatted(key.name(), namespace, pick(SELECTORS),
                    pick(List.of("[Ingress]", "[Egress]", "[Ingress, Egress]")), pick(PEERS), pick(List.of("[]", "[{port: http}]", "[{port: 80}, {port: http}]")),
                    pick(PEERS), pick(PEERS)));
        }
    }

    private void ofCalico() {
        ObjectKey key = new ObjectKey("globalnetworkpolicies.crd.projectcalico.org", "", pick(List.of("default.g", "first.h")));
        if (!goes(key)) {
            put(key, """
                    {apiVersion: crd.projectcalico.org/v1, kind: GlobalNetworkPolicy, metadata: {name: %s}, spec: {tier: %s, order: %d, types: [Ingress, Egress], %s,
                     ingress: [{action: %s, source: {%s}}], egress: [{action: Allow}]}}""".formatted(key.name(), key.name().substring(0, key.name().indexOf('.')), random.nextInt(2000),
                    pick(List.of("selector: all()", "namespaceSelector: team == 'x'", "serviceAccountSelector: has(robot)")), pick(List.of("Allow", "Deny", "Log", "Pass")),
                    pick(List.of("selector: app == 'a'", "notSelector: app == 'a'", "nets: [10.0.0.0/8, 172.16.0.0/12]", "serviceAccounts: {names: [robot]}"))));
        }
    }

    private void parent() {
        String namespace = pick(NAMESPACES);
        ObjectKey key = random.nextBoolean() ? new ObjectKey("namespaces", "", namespace) : new ObjectKey("serviceaccounts", namespace, "robot");
        if (!goes(key)) {
            put(key, "{metadata: {name: %s, labels: {team: %s, robot: '1'}}}".formatted(key.name(), pick(List.of("x", "y"))));
        }
    }

    private void tier() {
        ObjectKey key = new ObjectKey("tiers.crd.projectcalico.org", "", "first");
        if (!goes(key)) {
            put(key, "{apiVersion: crd.projectcalico.org/v1, kind: Tier, metadata: {name: first}, spec: {order: %d, defaultAction: %s}}".formatted(random.nextInt(2_000_000), pick(List.of("Pass", "Deny"))));
        }
    }

    private void edit() {
        switch (random.nextInt(16)) {
            case 0 -> node(1 + random.nextInt(3), pick(List.of("a", "b")));
            case 1 -> pool("p-" + random.nextInt(2), pick(List.of("192.168.0.0/17", "192.168.128.0/17")), pick(List.of("Always", "CrossSubnet", "Never")));
            case 2 -> block();
            case 3, 4, 5, 6 -> policy();
            case 7, 8 -> ofCalico();
            case 9 -> parent();
            case 10 -> tier();
            case 11 -> put(new ObjectKey(BgpSettings.Peer.RESOURCE, "", "peer"), "{metadata: {name: peer}, spec: {nodeSelector: rack == '%s', peerSelector: all()}}".formatted(pick(List.of("a", "b"))));
            default -> pod();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void incrementsEqualTheFullRecompute(long seed) {
        random = new Random(seed);
        boolean any = false;
        for (int step = 0; step < STEPS; step++) {
            edit();
            dataplane.publish(cluster.advance(), cluster.image());
            Map<String, String> tables = dumps(dataplane.current());
            any |= tables.toString().contains("cali40s:") && tables.toString().contains("End of tier");
            assertThat(tables).as("seed %d, step %d", seed, step).isEqualTo(afresh(cluster.image()));
        }
        assertThat(any).as("policies were in force").isTrue();
    }

    /** The words of a trace come from the policies, its verdict from the chains: both say the same of every pod and everybody that it talks to. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void theChainsDecideAsTheKnowledgeSays(long seed) {
        random = new Random(seed);
        CalicoKnowledge knowledge = new CalicoKnowledge(new FelixPolicies(), null);
        Set<Boolean> verdicts = new HashSet<>();
        for (int step = 0; step < STEPS; step++) {
            edit();
            dataplane.publish(cluster.advance(), cluster.image());
            ClusterImage image = cluster.image();
            List<Pod> pods = image.pods().values().stream().filter(pod -> pod.wired() && !pod.hostNetwork() && dataplane.current().nodes().containsKey(pod.nodeName())).toList();
            for (Pod pod : pods) {
                String device = Names.veth(pod.key().namespace(), pod.key().name());
                Ip own = pod.ips().getFirst();
                Stream.concat(Stream.of(Ip.parse("10.1.2.3"), Ip.parse("10.2.0.5"), Ip.parse("8.8.8.8")), pods.stream().filter(each -> each != pod)
                        .map(each -> each.ips().getFirst())).forEach(other -> List.of(80, 81).forEach(port -> {
                            Packet in = Packet.of(Protocol.TCP, other, 4000, own, port);
                            Packet out = Packet.of(Protocol.TCP, own, 4000, other, port);
                            NodeState node = dataplane.current().nodes().get(pod.nodeName());
                            boolean enters = ForwardedView.passes(node, in, "eth0", device);
                            boolean leaves = ForwardedView.passes(node, out, device, "eth0");
                            verdicts.addAll(List.of(enters, leaves));
                            assertThat(knowledge.reason(pod.key(), PolicyKnowledge.Direction.INGRESS, in, image).map(PolicyKnowledge.Reason::allowed).orElse(true))
                                    .as("%s into %s", in, pod.key()).isEqualTo(enters);
                            assertThat(knowledge.reason(pod.key(), PolicyKnowledge.Direction.EGRESS, out, image).map(PolicyKnowledge.Reason::allowed).orElse(true))
                                    .as("%s out of %s", out, pod.key()).isEqualTo(leaves);
                        }));
            }
        }
        assertThat(verdicts).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void onlyNodesWithAPodThatAPolicyIsAboutHaveItsChainsAndSets() {
        put(new ObjectKey("pods", "demo", "web"), "{metadata: {name: web, namespace: demo, labels: {app: a}}, spec: {nodeName: n1, containers: [{name: c}]}, status: {podIP: 192.168.0.10}}");
        put(new ObjectKey("pods", "demo", "db"), "{metadata: {name: db, namespace: demo, labels: {app: b}}, spec: {nodeName: n2, containers: [{name: c}]}, status: {podIP: 192.168.0.11}}");
        put(new ObjectKey("networkpolicies.networking.k8s.io", "demo", "x"), """
                {metadata: {name: x, namespace: demo}, spec: {podSelector: {matchLabels: {app: a}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: b}}}]}]}}""");
        dataplane.publish(cluster.advance(), cluster.image());
        Map<String, String> tables = dumps(dataplane.current());
        assertThat(tables.get("n1")).contains("Policy demo/knp.default.x ingress").contains("add cali40s:").contains("192.168.0.11");
        assertThat(tables.get("n2")).doesNotContain("knp.default").doesNotContain("cali40s:");
        delete(new ObjectKey("pods", "demo", "web"));
        dataplane.publish(cluster.advance(), cluster.image());
        assertThat(dumps(dataplane.current()).get("n1")).doesNotContain("knp.default").doesNotContain("cali40s:");
    }
}
