package dev.glassplane.dataplane;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.route.FdbEntry;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.Neighbor;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What one cause (a Service port, a pod, an agent's standing rules) puts into a node.
 *
 * @param chains    parts of chains
 * @param entries   of keyed tables: nft sets and maps, ipsets, virtual servers, BPF maps
 * @param links     devices
 * @param addresses on devices
 * @param routes    routes
 * @param rules     policy rules
 * @param neighbors permanent neighbours
 * @param fdb       permanent entries of VXLAN devices
 * @param sysctls   kernel settings
 * @param pods      network namespaces of pods, by pod key
 */
public record Contribution(List<ChainPart> chains, List<Entry<?, ?>> entries, List<Link> links, List<InterfaceAddress> addresses,
                           List<Route> routes, List<PolicyRule> rules, List<Neighbor> neighbors, List<FdbEntry> fdb, Map<String, String> sysctls,
                           Map<ObjectKey, PodNamespace> pods) {

    /** Nothing. */
    public static final Contribution NONE =
            new Contribution(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), Map.of(), Map.of());

    public Contribution {
        chains = List.copyOf(chains);
        entries = List.copyOf(entries);
        links = List.copyOf(links);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        neighbors = List.copyOf(neighbors);
        fdb = List.copyOf(fdb);
        sysctls = Map.copyOf(sysctls);
        pods = Map.copyOf(pods);
    }

    /** @return netfilter rules only */
    public static Contribution ofChains(List<ChainPart> chains) {
        return NONE.withChains(chains);
    }

    /** @return the same with these chains */
    public Contribution withChains(List<ChainPart> changed) {
        return new Contribution(changed, entries, links, addresses, routes, rules, neighbors, fdb, sysctls, pods);
    }

    /** @return the same with these entries */
    public Contribution withEntries(List<Entry<?, ?>> changed) {
        return new Contribution(chains, changed, links, addresses, routes, rules, neighbors, fdb, sysctls, pods);
    }

    /** @return the same with these devices and addresses */
    public Contribution withDevices(List<Link> changedLinks, List<InterfaceAddress> changedAddresses) {
        return new Contribution(chains, entries, changedLinks, changedAddresses, routes, rules, neighbors, fdb, sysctls, pods);
    }

    /** @return the same with these routes, policy rules and neighbours */
    public Contribution withRoutes(List<Route> changedRoutes, List<PolicyRule> changedRules, List<Neighbor> changedNeighbors) {
        return new Contribution(chains, entries, links, addresses, changedRoutes, changedRules, changedNeighbors, fdb, sysctls, pods);
    }

    /** @return the same with these entries of VXLAN devices */
    public Contribution withFdb(List<FdbEntry> changed) {
        return new Contribution(chains, entries, links, addresses, routes, rules, neighbors, changed, sysctls, pods);
    }

    /** @return the same with these kernel settings */
    public Contribution withSysctls(Map<String, String> changed) {
        return new Contribution(chains, entries, links, addresses, routes, rules, neighbors, fdb, changed, pods);
    }

    /** @return the same with these network namespaces of pods */
    public Contribution withPods(Map<ObjectKey, PodNamespace> changed) {
        return new Contribution(chains, entries, links, addresses, routes, rules, neighbors, fdb, sysctls, changed);
    }

    /** @return whether there is nothing but chains and entries, which layers keep on their own */
    boolean onlyTables() {
        return links.isEmpty() && addresses.isEmpty() && routes.isEmpty() && rules.isEmpty() && neighbors.isEmpty() && fdb.isEmpty() && sysctls.isEmpty()
                && pods.isEmpty();
    }

    /**
     * A pod's own network namespace.
     *
     * @param hostDevice the node's device that leads to it
     * @param device     its device inside, {@code eth0}
     * @param host       its network stack
     * @param further    cables beside that one
     */
    public record PodNamespace(String hostDevice, String device, HostState host, List<Cable> further) {

        public PodNamespace {
            further = List.copyOf(further);
        }

        /** A namespace with one cable. */
        public PodNamespace(String hostDevice, String device, HostState host) {
            this(hostDevice, device, host, List.of());
        }

        /** @return all cables, the first one first */
        public List<Cable> cables() {
            return Stream.concat(Stream.of(new Cable(hostDevice, device)), further.stream()).toList();
        }

        /** @return the node's end of the cable at a device of the pod */
        public String outside(String inside) {
            return further.stream().filter(cable -> cable.device().equals(inside)).map(Cable::hostDevice).findFirst().orElse(hostDevice);
        }

        /** @return the pod's end of the cable at a device of the node */
        public String inside(String outside) {
            return further.stream().filter(cable -> cable.hostDevice().equals(outside)).map(Cable::device).findFirst().orElse(device);
        }
    }

    /**
     * A veth pair between a node and a pod.
     *
     * @param hostDevice the node's end
     * @param device     the pod's end
     */
    public record Cable(String hostDevice, String device) {}
}
