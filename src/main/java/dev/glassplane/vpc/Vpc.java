package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.firewall.SecurityGroup;
import dev.glassplane.vpc.flowlog.FlowLog;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The cloud network of one image: subnets, interfaces, who has which address. Immutable and persistent.
 *
 * @param cidrs       prefixes of every VPC, by the VPC's name: those of IPv4, then that of IPv6
 * @param subnets     by id
 * @param routeTables by name
 * @param interfaces  by id
 * @param ofNode      interfaces of a node by device number
 * @param branches    interfaces of a node's pods by VLAN id
 * @param holders     ids of the interfaces that have a single address; more than one only where somebody wrote a duplicate
 * @param prefixHolders the same of delegated prefixes, by their first address
 * @param publics     ids of the interfaces that a public address leads to; more than one only where somebody wrote a duplicate
 * @param eniConfigs  ENIConfigs by name
 * @param filters     security groups, network ACLs and prefix lists
 * @param gateways    what leads out
 * @param flowLogs    by id
 */
public record Vpc(TreePMap<String, List<Cidr>> cidrs, TreePMap<String, Subnet> subnets, TreePMap<String, RouteTable> routeTables,
                  TreePMap<String, NetworkInterface> interfaces, PMap<String, TreePMap<Integer, NetworkInterface>> ofNode,
                  PMap<String, TreePMap<Integer, NetworkInterface>> branches,
                  PMap<Ip, List<String>> holders, PMap<Ip, List<String>> prefixHolders, PMap<Ip, List<String>> publics,
                  TreePMap<String, EniConfig> eniConfigs, Filters filters, Gateways gateways, TreePMap<String, FlowLog> flowLogs) {

    /** No cloud at all. */
    public static final Vpc EMPTY = new Vpc(TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), HashTreePMap.empty(),
            HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), TreePMap.empty(), Filters.EMPTY, Gateways.EMPTY,
            TreePMap.empty());

    /** @return the same network with other subnets */
    public Vpc with(TreePMap<String, Subnet> others) {
        return new Vpc(cidrs, others, routeTables, interfaces, ofNode, branches, holders, prefixHolders, publics, eniConfigs, filters, gateways, flowLogs);
    }

    /** @return the node's interfaces in the order of their device numbers */
    public Collection<NetworkInterface> interfacesOf(String node) {
        SortedMap<Integer, NetworkInterface> found = ofNode.get(node);
        return found == null ? List.of() : found.values();
    }

    /** @return interfaces of the node's pods, in the order of their VLAN ids */
    public Collection<NetworkInterface> branchesOf(String node) {
        SortedMap<Integer, NetworkInterface> found = branches.get(node);
        return found == null ? List.of() : found.values();
    }

    /** @return the node's interface with device number 0 */
    public Optional<NetworkInterface> primaryOf(String node) {
        return Optional.ofNullable(ofNode.getOrDefault(node, TreePMap.empty()).get(0));
    }

    /** @return the subnet with this id */
    public Optional<Subnet> subnet(String id) {
        return Optional.ofNullable(subnets.get(id));
    }

    /** @return the subnet whose prefix holds the address */
    public Optional<Subnet> subnetOf(Ip ip) {
        return subnets.values().stream().filter(subnet -> subnet.contains(ip)).sorted().findFirst();
    }

    /** @return subnets of the zone in the order of their addresses; once there are nodes, those of their VPC */
    public List<Subnet> subnetsIn(String zone) {
        return ofCluster().filter(subnet -> subnet.zone().equals(zone)).sorted().toList();
    }

    /** @return name of the VPC where nodes are; without nodes, of the only one, empty if there are several or none */
    public Optional<String> home() {
        return ofNodes().or(() -> Optional.of(cidrs.keySet()).filter(names -> names.size() == 1).map(names -> names.iterator().next()));
    }

    private Optional<String> ofNodes() {
        return interfaces.values().stream().filter(of -> !of.node().isEmpty()).map(of -> vpcOf(of.subnet())).filter(vpc -> !vpc.isEmpty()).findFirst();
    }

    /** Other VPCs, which may be peers, are no place for nodes. */
    private Stream<Subnet> ofCluster() {
        Optional<String> home = ofNodes();
        return subnets.values().stream().filter(subnet -> home.isEmpty() || subnet.vpc().equals(home.get()));
    }

    /** @return zones that have a subnet for nodes */
    public SortedSet<String> zones() {
        SortedSet<String> zones = new TreeSet<>();
        ofCluster().forEach(subnet -> zones.add(subnet.zone()));
        return zones;
    }

    /** @return the interface that has the address */
    public Optional<NetworkInterface> holderOf(Ip ip) {
        List<String> single = holders.get(ip);
        List<String> ids = single != null || prefixHolders.isEmpty() ? single : prefixHolders.get(prefixAround(ip));
        return ids == null ? Optional.empty() : Optional.ofNullable(interfaces.get(ids.getFirst()));
    }

    private static Ip prefixAround(Ip ip) {
        return ip.isV4() ? Ip.ofV4(ip.low() & -SubnetMap.BLOCK) : new Cidr(ip, NetworkInterface.IPV6_PREFIX).network();
    }

    /** What an ENIConfig says: the subnet of a node's further interfaces, and their security groups. */
    public record EniConfig(String subnet, List<String> groups) {}

    /**
     * Security groups of an interface. Its own ones; else those of the node's first interface, which the VPC CNI gives to every interface that it
     * manages; else the cluster security group, if there is one. None means that nobody said, and then everything passes (docs/limits.md,
     * security-groups-open).
     */
    public List<SecurityGroup> groupsOf(NetworkInterface of) {
        List<String> own = of.attributes().groups();
        if (own.isEmpty() && !of.node().isEmpty() && of.device() > 0) {
            own = primaryOf(of.node()).map(primary -> primary.attributes().groups()).orElse(List.of());
        }
        String vpc = vpcOf(of.subnet());
        return own.isEmpty() && !of.node().isEmpty() ? filters.ofCluster(vpc) : own.stream().map(id -> filters.group(id, vpc)).toList();
    }

    /** @return those of the groups that an interface of the subnet can have: they exist, in its VPC; control loops must not ask for others */
    public List<String> usable(List<String> groups, String subnetId) {
        String vpc = vpcOf(subnetId);
        return groups.stream().filter(id -> id.equals(SecurityGroup.defaultId(vpc)) || filters.groups().containsKey(id) && filters.groups().get(id).vpc().equals(vpc))
                .limit(Filters.GROUPS_MAX).toList();
    }

    /** @return name of the VPC around a subnet, empty if the subnet is unknown or names none */
    public String vpcOf(String subnetId) {
        return subnet(subnetId).map(Subnet::vpc).orElse("");
    }

    /** @return prefixes of the VPC that the subnet belongs to; of every VPC if the subnet names none */
    public List<Cidr> cidrsAround(String subnetId) {
        return subnet(subnetId).map(subnet -> cidrs.get(subnet.vpc()))
                .orElseGet(() -> cidrs.values().stream().flatMap(List::stream).toList());
    }

    /** @return whether the subnet's route table has a route to an internet gateway */
    public boolean reachesInternet(Subnet subnet) {
        return Optional.ofNullable(routeTables.get(subnet.routeTable())).stream().flatMap(table -> table.routes().stream())
                .anyMatch(route -> route.kind() == RouteTable.Target.GATEWAY && gateways.internet().containsKey(route.target()));
    }

    /** @return the interface whose public address this is */
    public Optional<NetworkInterface> withPublicIp(Ip ip) {
        return Optional.ofNullable(publics.get(ip)).map(ids -> interfaces.get(ids.getFirst()));
    }

    /** @return whether an address lies in a prefix of a VPC */
    public boolean contains(Ip ip) {
        return cidrs.values().stream().flatMap(List::stream).anyMatch(cidr -> cidr.contains(ip));
    }
}
