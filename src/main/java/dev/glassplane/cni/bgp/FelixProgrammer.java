package dev.glassplane.cni.bgp;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.CalicoReader;
import dev.glassplane.calico.FelixSettings;
import dev.glassplane.calico.IpPool;
import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.calico.bgp.Routing.KernelRoute;
import dev.glassplane.calico.ipam.BlockObjects;
import dev.glassplane.cni.Devices;
import dev.glassplane.cni.PodNetworkProgrammer;
import dev.glassplane.cni.bgp.FelixView.Everywhere;
import dev.glassplane.cni.bgp.FelixView.NodeBase;
import dev.glassplane.cni.bgp.FelixView.PodLink;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.policy.calico.EndpointLabels;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.calico.Tier;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Felix and BIRD. A cause is the key of a Node, a Pod, an IPAMBlock or a policy, one for what all nodes have, one a node for the chains that lead to its
 * pods, and one a set that rules of policies ask. A change of who speaks BGP with whom, of a pool, a tier or a setting touches them all.
 */
public final class FelixProgrammer extends PodNetworkProgrammer<FelixView> {

    static final String COMPONENT = "felix";
    private static final String DEVICES = "pod-devices";
    private static final ObjectKey EVERYWHERE = new ObjectKey("everywhere", "", "felix");

    private final VpcReader vpcs;
    private final CalicoReader reader;
    private final PodDevices devices = new PodDevices();
    private final PolicyCauses policies;

    /**
     * @param vpcs     reads where the nodes are
     * @param reader   reads Calico's objects
     * @param policies reads policies
     */
    public FelixProgrammer(VpcReader vpcs, CalicoReader reader, FelixPolicies policies) {
        super(COMPONENT, PodNetwork.BGP);
        this.vpcs = vpcs;
        this.reader = reader;
        this.policies = new PolicyCauses(policies);
    }

    /** What every cause reads. */
    private record Common(FelixSettings felix, List<IpPool> pools, Object topology, Object subnets, List<Tier> tiers) {}

    /** Reason of the rules at which a packet ends that policies do not let through. */
    static String denial(Direction direction) {
        return direction == Direction.INGRESS ? StackResult.Stopped.POLICY_INGRESS : StackResult.Stopped.POLICY_EGRESS;
    }

    @Override
    protected void addCauses(ClusterImage image, Set<ObjectKey> causes) {
        causes.addAll(image.all(BlockObjects.BLOCKS).keySet());
        causes.add(EVERYWHERE);
        policies.add(image, causes);
        image.nodes().keySet().forEach(node -> causes.add(new ObjectKey(DEVICES, "", node.name())));
    }

    @Override
    public Object common(ClusterImage image) {
        if (!isHere(image)) {
            return SAME_EVERYWHERE;
        }
        Calico calico = reader.of(image);
        return new Common(calico.felix(), calico.pools(), reader.routing(image).topology(), vpcs.of(image).subnets(), policies.tiers(image));
    }

    @Override
    protected void addAffected(ObjectKey changed, ClusterImage image, Set<ObjectKey> affected) {
        switch (changed.resource()) {
            case NODES -> affected.addAll(List.of(EVERYWHERE, new ObjectKey(DEVICES, "", changed.name())));
            case PODS -> Optional.ofNullable(image.pods().get(changed)).filter(pod -> !pod.nodeName().isEmpty())
                    .ifPresent(pod -> affected.add(new ObjectKey(DEVICES, "", pod.nodeName())));
            case BlockObjects.BLOCKS -> affected.add(changed);
            case NetworkInterface.RESOURCE -> Optional.ofNullable(vpcs.of(image).interfaces().get(changed.name()))
                    .ifPresent(of -> affected.add(new ObjectKey(NODES, "", of.node())));
            default -> { } // nothing that nodes read
        }
        policies.addAffected(changed, image, affected);
    }

    @Override
    public Optional<FelixView> view(ObjectKey cause, ClusterImage image) {
        Calico calico = reader.of(image);
        return switch (cause.resource()) {
            case NODES -> Optional.ofNullable(image.nodes().get(cause)).flatMap(node -> base(node, image, calico));
            case PODS -> Optional.ofNullable(image.pods().get(cause)).flatMap(pod -> link(pod, image, calico));
            case DEVICES -> image.node(cause.name()).map(node -> new FelixView.Devices(node.name(), devices.on(node.name(), image)));
            case BlockObjects.BLOCKS -> image.object(cause).flatMap(stored -> Cidr.tryParse(stored.object().path("spec").path("cidr").asString("")))
                    .flatMap(cidr -> Optional.ofNullable(calico.blocks().get(cidr))).map(block -> block(block.cidr(), calico, reader.routing(image)));
            case PolicyCauses.SETS -> policies.members(cause, image);
            default -> cause.equals(EVERYWHERE) ? Optional.of(everywhere(calico)) : policies.policy(cause, image);
        };
    }

    private static FelixView everywhere(Calico calico) {
        List<IpPool> v4 = calico.pools().stream().filter(pool -> pool.cidr().network().isV4()).toList();
        return new Everywhere(calico.usesIpip(), calico.usesVxlan(), v4.stream().map(IpPool::cidr).collect(Collectors.toSet()),
                v4.stream().filter(IpPool::natOutgoing).map(IpPool::cidr).collect(Collectors.toSet()),
                calico.nodes().values().stream().map(CalicoNode::ip).collect(Collectors.toSet()), calico.felix());
    }

    private Optional<FelixView> base(Node node, ClusterImage image, Calico calico) {
        Vpc vpc = vpcs.of(image);
        Optional<NetworkInterface> primary = vpc.primaryOf(node.name());
        Optional<Ip> ip = primary.flatMap(NetworkInterface::primary).or(() -> node.internalIps().stream().filter(Ip::isV4).findFirst());
        Optional<CalicoNode> own = Optional.ofNullable(calico.nodes().get(node.name()));
        return ip.map(address -> new NodeBase(node.name(), primary.map(NetworkInterface::id).orElse(""),
                primary.map(NetworkInterface::mac).orElseGet(() -> Devices.mac("node/" + node.name())), address,
                primary.map(NetworkInterface::subnet).flatMap(vpc::subnet).or(() -> vpc.subnetOf(address)).map(Subnet::cidr),
                node.internalIps().stream().filter(other -> !other.isV4()).toList(), own.flatMap(CalicoNode::ipip).filter(_ -> calico.usesIpip()),
                own.flatMap(CalicoNode::vxlan).filter(_ -> calico.usesVxlan()), own.map(CalicoNode::vtepMac).orElse(""), calico.felix()));
    }

    private Optional<FelixView> link(Pod pod, ClusterImage image, Calico calico) {
        if (!pod.wired()) {
            return Optional.empty();
        }
        Ip ip = pod.ips().stream().filter(Ip::isV4).findFirst().orElseThrow();
        return Optional.of(new PodLink(pod.nodeName(), pod.key(), pod.uid(), ip, EndpointLabels.account(pod, image), podMtu(calico),
                calico.felix().vxlanPort(), policies.tiers(pod, image)));
    }

    /** The smallest MTU of what pods' packets may have to go through ({@code felix/dataplane/linux/int_dataplane.go: determinePodMTU}). */
    private static int podMtu(Calico calico) {
        int mtu = NodeTables.INTERFACE_MTU;
        if (calico.usesIpip()) {
            mtu = Math.min(mtu, NodeTables.ipipMtu(calico.felix()));
        }
        return calico.usesVxlan() ? Math.min(mtu, NodeTables.vxlanMtu(calico.felix())) : mtu;
    }

    private static FelixView block(Cidr cidr, Calico calico, Routing routing) {
        List<Routing.Announced> announced = routing.announced(calico.blocks().get(cidr));
        Map<List<KernelRoute>, List<KernelRoute>> same = new HashMap<>();
        Map<String, List<KernelRoute>> routes = new HashMap<>();
        calico.nodes().values().forEach(node -> {
            List<KernelRoute> of = new ArrayList<>();
            announced.forEach(each -> routing.route(each, node).ifPresent(of::add));
            List<KernelRoute> one = same.computeIfAbsent(of, List::copyOf);
            if (!one.isEmpty()) {
                routes.put(node.name(), one);
            }
        });
        return new FelixView.Block(cidr, routes);
    }

    @Override
    public Optional<Set<String>> only(ObjectKey cause, FelixView view) {
        return switch (view) {
            case PodLink pod -> Optional.of(Set.of(pod.node()));
            case FelixView.Devices of -> Optional.of(Set.of(of.node()));
            case FelixView.Policy policy -> Optional.of(policy.nodes());
            case FelixView.Members set -> Optional.of(set.nodes());
            case NodeBase base when base.vxlan().isEmpty() -> Optional.of(Set.of(base.node()));
            case NodeBase _, Everywhere _, FelixView.Block _ -> Optional.empty();
        };
    }

    @Override
    public Object reads(ObjectKey cause, FelixView view, NodeFacts node) {
        return switch (view) {
            case Everywhere _ -> tunnels(node);
            case NodeBase base -> node.name().equals(base.node());
            case FelixView.Block block -> block.routes().getOrDefault(node.name(), List.of());
            case FelixView.Devices of -> node.name().equals(of.node());
            case PodLink pod -> node.name().equals(pod.node());
            case FelixView.Policy policy -> PolicyCauses.on(policy.nodes(), node);
            case FelixView.Members set -> PolicyCauses.on(set.nodes(), node);
        };
    }

    /** Which tunnels the node has an address for. */
    private record Tunnels(boolean ipip, boolean vxlan) {}

    private static Tunnels tunnels(NodeFacts node) {
        Map<String, String> notes = node.node().annotations();
        return new Tunnels(notes.containsKey(CalicoNode.IPIP_ADDRESS), notes.containsKey(CalicoNode.VXLAN_ADDRESS));
    }

    @Override
    public Contribution program(ObjectKey cause, FelixView view, NodeFacts node) {
        return switch (view) {
            case Everywhere everywhere -> NodeTables.everywhere(everywhere, tunnels(node).ipip(), tunnels(node).vxlan());
            case NodeBase base -> node.name().equals(base.node()) ? NodeTables.own(base) : NodeTables.tunnelTo(base);
            case FelixView.Block block -> Contribution.NONE.withRoutes(block.routes().getOrDefault(node.name(), List.of()).stream().map(NodeTables::route).toList(),
                    List.of(), List.of());
            case FelixView.Devices of -> node.name().equals(of.node()) ? Contribution.ofChains(DispatchChains.of(of.veths())) : Contribution.NONE;
            case PodLink pod -> node.name().equals(pod.node()) ? PodWiring.of(pod) : Contribution.NONE;
            case FelixView.Policy policy -> PolicyCauses.on(policy.nodes(), node) ? Contribution.ofChains(PolicyChains.of(policy.policy())) : Contribution.NONE;
            case FelixView.Members set -> PolicyCauses.on(set.nodes(), node)
                    ? Contribution.NONE.withEntries(PolicySets.entries(set.set(), set.members())) : Contribution.NONE;
        };
    }
}
