package dev.glassplane.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A random cluster as the text of a scenario: two or three nodes, pods (some on the host's network, some on a second interface, some not ready),
 * Services of {@link RandomServices}, and settings of kube-proxy and aws-node. The same seed gives the same text.
 */
final class RandomCluster {

    /** First node addresses and the zones' names go by this letter. */
    private static final String LETTERS = "abc";
    private static final int PODS_PER_NODE_MAX = 3;
    private static final int FIRST_POD = 11;

    private final Chance chance;
    private final StringBuilder text = new StringBuilder();
    private final List<Place> places = new ArrayList<>();

    /** Somewhere an endpoint can be: an address, on a node or nowhere that is known. */
    record Place(String ip, Optional<String> node, Optional<String> zone) {}

    private RandomCluster(long seed) {
        chance = new Chance(seed);
    }

    static String text(long seed) {
        return new RandomCluster(seed).write(seed);
    }

    private String write(long seed) {
        text.append("# Random cluster ").append(seed).append(".\n");
        int nodes = 2 + chance.below(2);
        for (int i = 0; i < nodes; i++) {
            node(i);
        }
        places.add(new Place("198.51.100.99", Optional.empty(), Optional.empty()));
        new RandomServices(chance, places, text).write();
        proxySettings();
        if (chance.oneIn(3)) {
            nodeAgentSettings();
        }
        return text.toString();
    }

    private void node(int number) {
        String letter = LETTERS.substring(number, number + 1);
        String node = "node-" + letter;
        String zone = "us-east-1" + (chance.oneIn(4) ? "a" : letter);
        String subnet = "10.0." + (number + 1) + ".";
        text.append("""
                apiVersion: v1
                kind: Node
                metadata: {name: %s, labels: {topology.kubernetes.io/zone: %s}}
                spec: {podCIDRs: [%s0/24]}
                status: {addresses: [{type: InternalIP, address: %s10}, {type: ExternalIP, address: 198.51.100.1%d}]}
                ---
                """.formatted(node, zone, subnet, subnet, number));
        int pods = 1 + chance.below(PODS_PER_NODE_MAX);
        for (int i = 0; i < pods; i++) {
            boolean second = chance.oneIn(4);
            String ip = subnet + (FIRST_POD + i);
            pod("pod-" + letter + i, node, second ? ", annotations: {scenario/eni: \"1\"}" : "", "", ip);
            places.add(new Place(ip, Optional.of(node), Optional.of(zone)));
        }
        if (chance.oneIn(2)) {
            pod("host-" + letter, node, "", "hostNetwork: true, ", subnet + "10");
            places.add(new Place(subnet + "10", Optional.of(node), Optional.of(zone)));
        }
    }

    private void pod(String name, String node, String annotations, String network, String ip) {
        text.append("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: demo%s}
                spec: {nodeName: %s, %scontainers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 5353, protocol: UDP}]}]}
                status: {podIP: %s, podIPs: [{ip: %s}]}
                ---
                """.formatted(name, annotations, node, network, ip, ip));
    }

    private void proxySettings() {
        boolean masqueradeAll = chance.oneIn(6);
        int bit = chance.oneIn(4) ? 15 : 14;
        String detect = chance.pick("clusterCIDR: \"\"", "clusterCIDR: 10.0.0.0/16", "clusterCIDR: 10.0.1.0/24", "detectLocalMode: NodeCIDR",
                "detectLocalMode: BridgeInterface\ndetectLocal: {bridgeInterface: eth0}",
                "detectLocalMode: InterfaceNamePrefix\ndetectLocal: {interfaceNamePrefix: eni}");
        String addresses = chance.oneIn(2) ? "" : "nodePortAddresses: " + chance.pick("[10.0.0.0/16]", "[10.0.1.0/24]", "[127.0.0.0/8]", "[primary]",
                "[10.0.1.10/32, 127.0.0.1/32]", "[192.168.0.0/16]") + "\n";
        String settings = """
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                mode: iptables
                %s
                %siptables: {masqueradeAll: %s, masqueradeBit: %d, localhostNodePorts: %s}
                nftables: {masqueradeAll: %s, masqueradeBit: %d}
                conntrack: {tcpBeLiberal: %s}
                """.formatted(detect, addresses, masqueradeAll, bit, !chance.oneIn(4), masqueradeAll, bit, chance.oneIn(6));
        text.append("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-proxy-config, namespace: kube-system}\ndata:\n  config: |\n")
                .append(settings.indent(4));
    }

    private void nodeAgentSettings() {
        String variable = chance.pick("{name: AWS_VPC_K8S_CNI_EXTERNALSNAT, value: \"true\"}", "{name: AWS_VPC_K8S_CNI_RANDOMIZESNAT, value: none}",
                "{name: AWS_VPC_CNI_NODE_PORT_SUPPORT, value: \"false\"}",
                "{name: AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, value: 198.51.100.0/24}");
        text.append("""
                ---
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: aws-node, namespace: kube-system}
                spec: {template: {spec: {containers: [{name: aws-node, env: [%s]}]}}}
                """.formatted(variable));
    }
}
