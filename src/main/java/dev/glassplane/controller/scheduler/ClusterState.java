package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.object.Resources;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.store.ObjectKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The scheduler's picture of nodes and of the pods on them, changed pod by pod. Not thread-safe. */
final class ClusterState {

    /** Selectors whose counts are kept at most; beyond, all are counted anew. */
    static final int COUNTED_SELECTORS_MAX = 2_000;

    private static final Load NOTHING = new Load();

    private final TreeMap<String, NodeView> nodes = new TreeMap<>();
    private final Map<ObjectKey, Assignment> assignments = new HashMap<>();
    private final Map<String, Load> loads = new HashMap<>();
    private final Map<String, Map<String, Integer>> groups = new HashMap<>();
    private final Map<Counted, Map<String, Integer>> counts = new HashMap<>();
    private final Map<PodView.Near, Map<String, Integer>> repellers = new HashMap<>();
    private final TreeMap<Integer, Integer> priorities = new TreeMap<>();

    /** A pod on a node. */
    private record Assignment(PodView pod, String node) {}

    /** Pods whose number per node is kept. */
    private record Counted(Set<String> namespaces, LabelSelector pods) {}

    /** What is taken of a node. */
    static final class Load {
        private Resources requested = Resources.ZERO;
        private int pods;
        private final Map<String, Integer> hostPorts = new HashMap<>();

        Resources requested() {
            return requested;
        }

        int pods() {
            return pods;
        }

        /** Whether a port is taken: two ports clash if their addresses are equal or one stands for all. */
        boolean clashes(String hostPort) {
            if (hostPorts.isEmpty()) {
                return false;
            }
            String address = hostPort.substring(0, hostPort.indexOf('/'));
            String rest = hostPort.substring(hostPort.indexOf('/'));
            return address.equals("0.0.0.0") ? hostPorts.keySet().stream().anyMatch(taken -> taken.endsWith(rest)
                    && taken.indexOf('/') == taken.length() - rest.length())
                    : hostPorts.containsKey(hostPort) || hostPorts.containsKey("0.0.0.0" + rest);
        }
    }

    void clear() {
        nodes.clear();
        assignments.clear();
        loads.clear();
        groups.clear();
        counts.clear();
        repellers.clear();
        priorities.clear();
    }

    /** Whether a pod of lower priority is on any node: the real scheduler might evict it. */
    boolean hasLower(int priority) {
        return !priorities.isEmpty() && priorities.firstKey() < priority;
    }

    void node(String name, Optional<NodeView> node) {
        node.ifPresentOrElse(view -> nodes.put(name, view), () -> nodes.remove(name));
    }

    /** Nodes by name. */
    Collection<NodeView> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** Takes a pod off its node, if it is on one. */
    boolean remove(ObjectKey key) {
        Assignment old = assignments.remove(key);
        if (old != null) {
            count(old, -1);
        }
        return old != null;
    }

    void assign(ObjectKey key, PodView pod, String node) {
        remove(key);
        Assignment assignment = new Assignment(pod, node);
        assignments.put(key, assignment);
        count(assignment, 1);
    }

    private void count(Assignment assignment, int step) {
        PodView pod = assignment.pod();
        String node = assignment.node();
        Load load = loads.computeIfAbsent(node, name -> new Load());
        load.pods += step;
        load.requested = step > 0 ? load.requested.plus(pod.requests()) : load.requested.minus(pod.requests());
        priorities.merge(pod.priority(), step, (a, b) -> a + b == 0 ? null : a + b);
        pod.hostPorts().forEach(port -> add(load.hostPorts, port, step));
        if (!pod.group().isEmpty()) {
            addTo(groups, pod.group(), node, step);
        }
        pod.antiAffinity().forEach(term -> addTo(repellers, term, node, step));
        counts.forEach((counted, byNode) -> {
            if (counted.namespaces().contains(pod.namespace()) && counted.pods().matches(pod.labels())) {
                add(byNode, node, step);
            }
        });
    }

    private static <K> void addTo(Map<K, Map<String, Integer>> maps, K key, String node, int step) {
        Map<String, Integer> byNode = maps.computeIfAbsent(key, k -> new HashMap<>());
        add(byNode, node, step);
        if (byNode.isEmpty()) {
            maps.remove(key);
        }
    }

    private static void add(Map<String, Integer> counts, String key, int step) {
        counts.merge(key, step, (a, b) -> a + b == 0 ? null : a + b);
    }

    Load load(String node) {
        return loads.getOrDefault(node, NOTHING);
    }

    /** Pods of a group by node. */
    Map<String, Integer> group(String group) {
        return groups.getOrDefault(group, Map.of());
    }

    /** Pods that match, by node. */
    Map<String, Integer> count(Set<String> namespaces, LabelSelector pods) {
        if (counts.size() >= COUNTED_SELECTORS_MAX) {
            counts.clear();
        }
        return counts.computeIfAbsent(new Counted(namespaces, pods), counted -> {
            Map<String, Integer> byNode = new HashMap<>();
            assignments.values().stream().filter(assignment -> namespaces.contains(assignment.pod().namespace())
                    && pods.matches(assignment.pod().labels())).forEach(assignment -> add(byNode, assignment.node(), 1));
            return byNode;
        });
    }

    /** Domains, as {@code KEY=VALUE}, that anti-affinity of pods already placed forbids to the pod. */
    Set<String> forbiddenDomains(PodView pod) {
        Set<String> domains = new HashSet<>();
        repellers.forEach((term, byNode) -> {
            if (term.covers(pod)) {
                byNode.keySet().forEach(node -> domain(node, term.topologyKey()).ifPresent(domains::add));
            }
        });
        return domains;
    }

    /** Pods by domain of a topology key ({@code KEY=VALUE}); nodes without the label do not count. */
    Map<String, Integer> byDomain(Map<String, Integer> byNode, String topologyKey) {
        Map<String, Integer> domains = new HashMap<>();
        byNode.forEach((node, number) -> domain(node, topologyKey).ifPresent(domain -> domains.merge(domain, number, Integer::sum)));
        return domains;
    }

    private Optional<String> domain(String node, String topologyKey) {
        NodeView view = nodes.get(node);
        return view == null || view.domain(topologyKey).isEmpty() ? Optional.empty()
                : Optional.of(topologyKey + "=" + view.domain(topologyKey));
    }
}
