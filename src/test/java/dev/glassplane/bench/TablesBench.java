package dev.glassplane.bench;

import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tables of every service mode in this JVM, side by side: a full build, one changed endpoint until the tables of all nodes are put together,
 * and what they weigh.
 */
final class TablesBench {

    private static final int[] SIZES = {100, 1_000};
    private static final int[] NODES = {1, 1_000};
    private static final int LARGEST = 10_000;
    private static final int ENDPOINTS = 3;
    private static final int WARM_BUILDS = 12;
    private static final int BUILDS = 7;
    private static final int CHANGES = 800;

    private TablesBench() {}

    static void run(Report report) {
        for (ProxyMode mode : ProxyMode.modelled()) {
            for (int services : SIZES) {
                measure(mode, services, 3, false, report);
            }
            for (int nodes : NODES) {
                measure(mode, LARGEST, nodes, false, report);
            }
            measure(mode, LARGEST, 1_000, true, report);
        }
    }

    private static void measure(ProxyMode mode, int services, int nodes, boolean local, Report report) {
        String name = String.format("%s, %,d Services x %d endpoints, %s, %,d nodes: ", mode.word(), services, ENDPOINTS,
                local ? "policy Local" : "ClusterIP", nodes);
        EditedCluster cluster = cluster(mode, services, nodes, local);
        report.add(name + "full build", Report.median(builds(cluster)), "ms");
        long before = usedMegabytes();
        TestDataplane dataplane = new TestDataplane(ProxyProgrammers.all()).publishAll(cluster.image());
        putTogether(dataplane);
        report.add(name + "tables in memory", usedMegabytes() - before, "MB");
        List<Double> published = new ArrayList<>();
        List<Double> complete = new ArrayList<>();
        change(cluster, dataplane, services, nodes, published, complete);
        report.add(name + "one endpoint changed, published, median", Report.median(published), "ms");
        report.add(name + "one endpoint changed, published, p99", Report.quantile(published, 0.99), "ms");
        report.add(name + "one endpoint changed, all nodes put together, median", Report.median(complete), "ms");
        report.add(name + "one endpoint changed, all nodes put together, p99", Report.quantile(complete, 0.99), "ms");
    }

    private static List<Double> builds(EditedCluster cluster) {
        List<Double> builds = new ArrayList<>();
        for (int i = 0; i < WARM_BUILDS + BUILDS; i++) {
            long start = System.nanoTime();
            putTogether(new TestDataplane(ProxyProgrammers.all()).publishAll(cluster.image()));
            if (i >= WARM_BUILDS) {
                builds.add((System.nanoTime() - start) / 1e6);
            }
        }
        return builds;
    }

    /** A node's state is put together from shared layers when it is first asked for; this asks for all of them. */
    private static void putTogether(TestDataplane dataplane) {
        dataplane.current().nodes().values().forEach(NodeState::host);
    }

    private static void change(EditedCluster cluster, TestDataplane dataplane, int services, int nodes, List<Double> published, List<Double> complete) {
        for (int i = 0; i < CHANGES; i++) {
            int service = i * 7 % services;
            cluster.put(sliceKey(service), slice(service, nodes, i + 1));
            ClusterDelta delta = cluster.advance();
            long start = System.nanoTime();
            dataplane.publish(delta, cluster.image());
            double first = (System.nanoTime() - start) / 1e6;
            putTogether(dataplane);
            if (i >= CHANGES / 2) {
                published.add(first);
                complete.add((System.nanoTime() - start) / 1e6);
            }
        }
    }

    private static EditedCluster cluster(ProxyMode mode, int services, int nodes, boolean local) {
        EditedCluster cluster = new EditedCluster();
        ObjectNode settings = object("v1", "ConfigMap", "kube-proxy-config");
        ((ObjectNode) settings.get("metadata")).put("namespace", "kube-system");
        settings.putObject("data").put("config",
                "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: " + mode.word() + "\n");
        cluster.put(new ObjectKey("configmaps", "kube-system", "kube-proxy-config"), settings);
        for (int i = 0; i < nodes; i++) {
            ObjectNode node = object("v1", "Node", "n" + i);
            ((ObjectNode) node.get("metadata")).putObject("labels").put("topology.kubernetes.io/zone", "z" + i % 3);
            node.putObject("status").putArray("addresses").addObject().put("type", "InternalIP").put("address", "10.0." + i / 200 + "." + (i % 200 + 4));
            cluster.put(new ObjectKey("nodes", "", "n" + i), node);
        }
        for (int i = 0; i < services; i++) {
            ObjectNode service = object("v1", "Service", "s" + i);
            ((ObjectNode) service.get("metadata")).put("namespace", "shop");
            ObjectNode spec = service.putObject("spec").put("clusterIP", "10.100." + i / 250 + "." + (i % 250 + 1));
            if (local) {
                spec.put("internalTrafficPolicy", "Local");
            }
            spec.putArray("ports").addObject().put("name", "http").put("port", 80);
            cluster.put(new ObjectKey("services", "shop", "s" + i), service);
            cluster.put(sliceKey(i), slice(i, nodes, 0));
        }
        cluster.advance();
        return cluster;
    }

    private static ObjectKey sliceKey(int service) {
        return new ObjectKey("endpointslices.discovery.k8s.io", "shop", "s" + service + "-x");
    }

    private static ObjectNode slice(int service, int nodes, int change) {
        ObjectNode slice = object("discovery.k8s.io/v1", "EndpointSlice", "s" + service + "-x").put("addressType", "IPv4");
        ((ObjectNode) slice.get("metadata")).put("namespace", "shop").putObject("labels").put("kubernetes.io/service-name", "s" + service);
        slice.putArray("ports").addObject().put("name", "http").put("port", 8080);
        ArrayNode endpoints = slice.putArray("endpoints");
        for (int i = 0; i < ENDPOINTS; i++) {
            int pod = service * ENDPOINTS + i;
            ObjectNode endpoint = endpoints.addObject().put("nodeName", "n" + pod % nodes);
            endpoint.putArray("addresses").add("10." + (i == 0 ? 32 + change % 64 : 16) + "." + pod / 250 + "." + (pod % 250 + 1));
        }
        return slice;
    }

    private static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }

    /** The serial collector leaves some garbage in place in all but every fourth full collection. */
    private static long usedMegabytes() {
        for (int i = 0; i < 4; i++) {
            System.gc();
        }
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }
}
