package dev.glassplane.proxy;

import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/** Seeded edits of Services, slices, nodes, pods and kube-proxy's settings: few names, so that they meet. */
public final class RandomEdits {

    private static final List<String> NODES = List.of("n1", "n2", "n3", "n4", "n5");
    private static final List<String> ZONES = List.of("a", "b", "");
    private static final List<String> SETTINGS = List.of("clusterCIDR: \"\"", "clusterCIDR: 10.244.0.0/16", "detectLocalMode: NodeCIDR",
            "nonsense: true", "nodePortAddresses: [10.0.0.0/16]", "nodePortAddresses: [primary]",
            "detectLocalMode: InterfaceNamePrefix\ndetectLocal: {interfaceNamePrefix: eni}", "iptables: {masqueradeAll: true}",
            "ipvs: {scheduler: mh, strictARP: true, udpTimeout: 10s}");

    private final Random random;
    private final EditedCluster cluster;
    private final ProxyMode mode;

    /** @param seed of all choices; nodes run mode iptables most of the time */
    public RandomEdits(long seed, EditedCluster cluster) {
        this(seed, cluster, ProxyMode.IPTABLES);
    }

    /** @param mode that nodes run most of the time */
    public RandomEdits(long seed, EditedCluster cluster, ProxyMode mode) {
        this.random = new Random(seed);
        this.cluster = cluster;
        this.mode = mode;
    }

    /** Makes one edit, in a way that may also undo an earlier one. */
    public void edit() {
        switch (random.nextInt(10)) {
            case 0 -> node(pick(NODES));
            case 1 -> remove(new ObjectKey("nodes", "", pick(NODES)));
            case 2, 3 -> service("s" + random.nextInt(4));
            case 4 -> remove(new ObjectKey("services", "shop", "s" + random.nextInt(4)));
            case 5, 6 -> slice("x" + random.nextInt(6), "s" + random.nextInt(4), random.nextInt(40) == 0 ? 1200 : random.nextInt(5));
            case 7 -> remove(new ObjectKey("endpointslices.discovery.k8s.io", "shop", "x" + random.nextInt(6)));
            case 8 -> pod("p" + random.nextInt(5));
            default -> settings();
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private void remove(ObjectKey key) {
        if (cluster.image().object(key).isPresent()) {
            cluster.delete(key);
        }
    }

    private void node(String name) {
        int number = NODES.indexOf(name);
        cluster.put(new ObjectKey("nodes", "", name), """
                apiVersion: v1
                kind: Node
                metadata: {name: %s, labels: {topology.kubernetes.io/zone: "%s"%s}}
                spec: {podCIDRs: [10.244.%d.0/24]}
                status: {addresses: [{type: InternalIP, address: 10.%d.1.%d}]}
                """.formatted(name, pick(ZONES), chance(4) ? ", bare: \"\"" : "", random.nextInt(3), random.nextInt(2), 10 + number));
    }

    private void service(String name) {
        String type = pick(List.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"));
        cluster.put(new ObjectKey("services", "shop", name), """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec:
                  type: %s
                  clusterIP: %s
                  internalTrafficPolicy: %s
                  externalTrafficPolicy: %s
                  sessionAffinity: %s
                  loadBalancerSourceRanges: [%s]
                  externalIPs: [%s]
                  healthCheckNodePort: 31000
                  ports:
                  - {name: http, port: 80, nodePort: %d}
                  - {name: dns, port: 53, protocol: UDP}
                  - {name: sig, port: 3868, protocol: SCTP%s}
                status: {loadBalancer: {ingress: [{ip: 198.51.100.%d}]}}
                """.formatted(name, type, chance(6) ? "None" : "10.100.0." + name.substring(1), local(), local(),
                chance(3) ? "ClientIP" : "None", chance(2) ? pick(List.of("10.0.0.0/16", "10.0.0.0/16, 0.0.0.0/0")) : "",
                chance(2) ? pick(List.of("203.0.113.5", "10.0.1.11", "203.0.113.5, 10.0.1.12")) : "", chance(2) ? 30080 : 0, chance(2) ? ", nodePort: 30081" : "",
                random.nextInt(3)));
    }

    private String local() {
        return chance(2) ? "Local" : "Cluster";
    }

    private void slice(String name, String service, int endpoints) {
        StringBuilder text = new StringBuilder("""
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: %s}}
                addressType: IPv4
                ports: [{name: http, port: 8080}, {name: dns, port: 5353, protocol: UDP}, {name: sig, port: 3868, protocol: SCTP}]
                endpoints:
                """.formatted(name, service));
        boolean hints = chance(2);
        for (int i = 0; i < endpoints; i++) {
            boolean ready = !chance(3);
            text.append("- {addresses: [10.244.%d.%d], nodeName: %s, conditions: {ready: %s, serving: %s, terminating: %s}".formatted(
                    i / 200, i % 200 + random.nextInt(3), pick(NODES), ready, ready || chance(2), !ready && chance(2)));
            text.append(hints ? ", hints: {forZones: [{name: " + pick(List.of("a", "b")) + "}]}}\n" : "}\n");
        }
        cluster.put(new ObjectKey("endpointslices.discovery.k8s.io", "shop", name), endpoints == 0 ? text + "  []\n" : text.toString());
    }

    private void pod(String name) {
        ObjectKey key = new ObjectKey("pods", "shop", name);
        if (chance(3)) {
            remove(key);
        } else {
            cluster.put(key, """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: %s, namespace: shop}
                    spec: {nodeName: %s}
                    status: {podIPs: [{ip: 10.244.9.%d}]}
                    """.formatted(name, pick(NODES), random.nextInt(200)));
        }
    }

    private void settings() {
        ObjectKey key = new ObjectKey("configmaps", "kube-system", "kube-proxy-config");
        if (chance(6)) {
            remove(key);
        } else {
            cluster.put(key, settings(pick(SETTINGS), chance(6) ? pick(List.copyOf(ProxyMode.modelled())) : mode));
        }
    }

    /** @return a ConfigMap with these settings and the mode */
    static ObjectNode settings(String settings, ProxyMode mode) {
        return ProgrammedNode.configMap(settings + "\nmode: " + mode.word() + "\n");
    }
}
