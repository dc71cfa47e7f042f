package dev.glassplane.ipam;

import dev.glassplane.vpc.PoolSettings;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where new interfaces of a node may go ({@code aws/amazon-vpc-cni-k8s: pkg/awsutils/awsutils.go}, createENI): custom networking says it, else
 * subnet discovery offers the node's subnet and the tagged ones of its zone and VPC, else only the node's subnet is left.
 *
 * @param candidates in the order of their addresses; empty if custom networking names none
 * @param notes      how it was decided, where that is not plain
 */
record Placement(List<Subnet> candidates, List<String> notes) {

    Placement {
        candidates = List.copyOf(candidates);
        notes = List.copyOf(notes);
    }

    /** @param own id of the subnet of the node's primary interface */
    static Placement of(NodeInputs node, String own, Vpc vpc) {
        if (node.settings().pool().customNetworking()) {
            return custom(node, vpc);
        }
        Optional<Subnet> home = vpc.subnet(own);
        if (!node.settings().pool().subnetDiscovery() || home.isEmpty()) {
            return new Placement(home.stream().toList(), List.of());
        }
        List<Subnet> offered = discovered(home.get(), vpc, node.settings().pool());
        List<String> notes = new ArrayList<>();
        if (offered.size() > 1) {
            notes.add("new interfaces go into the subnet with most free addresses of " + offered.stream().map(Subnet::id).toList());
        }
        if (home.get().keptFromCni()) {
            notes.add("subnet " + own + " is tagged kubernetes.io/role/cni=0: interfaces there give no addresses to pods");
        }
        return new Placement(offered, notes);
    }

    /** @return the home subnet unless a tag keeps pods out, and those that a tag offers, as far as discovery is on */
    static List<Subnet> discovered(Subnet home, Vpc vpc, PoolSettings settings) {
        if (!settings.subnetDiscovery()) {
            return List.of(home);
        }
        return Stream.concat(Stream.of(home).filter(subnet -> !subnet.keptFromCni()), vpc.subnetsIn(home.zone()).stream()
                .filter(subnet -> subnet.vpc().equals(home.vpc()) && subnet.offeredToCni() && !subnet.id().equals(home.id()))).sorted().toList();
    }

    private static Placement custom(NodeInputs node, Vpc vpc) {
        String config = "custom networking: ENIConfig " + node.eniConfig();
        Vpc.EniConfig found = vpc.eniConfigs().get(node.eniConfig());
        if (found == null) {
            return new Placement(List.of(), List.of(config + " does not exist; expected one of " + vpc.eniConfigs().keySet()));
        }
        String id = found.subnet();
        Optional<Subnet> subnet = vpc.subnet(id);
        if (subnet.isEmpty()) {
            return new Placement(List.of(), List.of(config + " names subnet " + id + ", which does not exist"));
        }
        if (!subnet.get().zone().equals(node.zone())) {
            return new Placement(List.of(), List.of(config + " names subnet " + id + " in zone " + subnet.get().zone() + "; the node is in zone "
                    + node.zone()));
        }
        return new Placement(List.of(subnet.get()), List.of(config + " sends new interfaces into subnet " + id
                + "; the primary interface gives no addresses to pods"));
    }
}
