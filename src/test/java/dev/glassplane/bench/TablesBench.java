package dev.glassplane.bench;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.EditedCluster;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.store.ObjectKey;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** kube-proxy's tables in this JVM: a full build, one changed endpoint, the first print, and what they weigh. */
final class TablesBench {

    private static final int[] SIZES = {100, 1_000, 10_000};
    private static final int LARGEST = 10_000;
    private static final int ENDPOINTS = 3;
    private static final int WARM_BUILDS = 20;
    private static final int BUILDS = 9;
    private static final int CHANGES = 1_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private TablesBench() {}

    static void run(Report report) {
        for (int services : SIZES) {
            measure(services, 3, false, report);
        }
        measure(LARGEST, 1_000, false, report);
        measure(LARGEST, 3, true, report);
        measure(LARGEST, 1_000, true, report);
    }

    private static void measure(int services, int nodes, boolean local, Report report) {
        String name = String.format("%,d Services x %d endpoints, %s, %,d nodes: ", services, ENDPOINTS, local ? "policy Local" : "ClusterIP", nodes);
        EditedCluster cluster = cluster(services, nodes, local);
        List<Double> builds = new ArrayList<>();
        List<Double> cpus = new ArrayList<>();
        for (int i = 0; i < WARM_BUILDS + BUILDS; i++) {
            long start = System.nanoTime();
            long cpu = THREADS.getCurrentThreadCpuTime();
            Dataplane built = new TestDataplane(ProxyProgrammers.iptables()).publishAll(cluster.image()).current();
            built.nodes().get("n0").host().netfilter().chainIds();
            if (i >= WARM_BUILDS) {
                builds.add((System.nanoTime() - start) / 1e6);
                cpus.add((THREADS.getCurrentThreadCpuTime() - cpu) / 1e6);
            }
        }
        report.add(name + "full build", Report.median(builds), "ms");
        report.add(name + "full build, processor time", Report.median(cpus), "ms");
        long before = usedMegabytes();
        TestDataplane dataplane = new TestDataplane(ProxyProgrammers.iptables()).publishAll(cluster.image());
        report.add(name + "tables in memory", usedMegabytes() - before, "MB");
        long cpu = THREADS.getCurrentThreadCpuTime();
        List<Double> changes = changes(cluster, dataplane, services, nodes);
        report.add(name + "one endpoint changed, processor time with the image", (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6 / CHANGES, "ms");
        report.add(name + "one endpoint changed, median", Report.median(changes), "ms");
        report.add(name + "one endpoint changed, p99", Report.quantile(changes, 0.99), "ms");
        long start = System.nanoTime();
        int characters = IptablesSave.print(dataplane.current().nodes().get("n0").host().netfilter(), Family.IPV4).length();
        report.add(name + String.format("print one node's %,d MB", characters / 1_000_000), (System.nanoTime() - start) / 1e6, "ms");
    }

    /** From the changed image to tables of every node; up to three nodes' states are put together within the time. */
    private static List<Double> changes(EditedCluster cluster, TestDataplane dataplane, int services, int nodes) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            int service = i * 7 % services;
            cluster.put(sliceKey(service), slice(service, nodes, i + 1));
            ClusterDelta delta = cluster.advance();
            long start = System.nanoTime();
            dataplane.publish(delta, cluster.image());
            for (int node = 0; node < Math.min(nodes, 3); node++) {
                dataplane.current().nodes().get("n" + node);
            }
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times.subList(CHANGES / 2, CHANGES);
    }

    private static EditedCluster cluster(int services, int nodes, boolean local) {
        EditedCluster cluster = new EditedCluster();
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

    private static long usedMegabytes() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }
}
