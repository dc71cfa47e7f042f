package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.PodNetworkProgrammer;
import dev.glassplane.cni.vxlan.FlannelView.NodeBase;
import dev.glassplane.cni.vxlan.FlannelView.PodLink;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * flanneld on every node, and the CNI plugins that it delegates to. A cause is the key of a Node or of a Pod. A Node's cause gives the node itself its
 * devices and rules, and every other node the way there; a pod's gives its node its veth.
 */
public final class FlannelProgrammer extends PodNetworkProgrammer<FlannelView> {

    static final String COMPONENT = "flannel";

    private final VpcReader reader;

    /** @param reader reads the VPC, where the nodes are, out of images */
    public FlannelProgrammer(VpcReader reader) {
        super(COMPONENT, PodNetwork.VXLAN);
        this.reader = reader;
    }

    /**
     * What the ways to another node read of the node that gets them.
     *
     * @param runs   whether flanneld runs here
     * @param direct whether both nodes are in one subnet
     */
    record Ways(boolean runs, boolean direct) {}

    /** What every cause reads. */
    private record Common(FlannelConfiguration configuration, Object subnets) {}

    @Override
    public Object common(ClusterImage image) {
        return isHere(image) ? new Common(FlannelSettings.of(image).configuration(), reader.of(image).subnets()) : SAME_EVERYWHERE;
    }

    @Override
    protected void addAffected(ObjectKey changed, ClusterImage image, Set<ObjectKey> affected) {
        if (changed.resource().equals(NetworkInterface.RESOURCE)) {
            Optional.ofNullable(reader.of(image).interfaces().get(changed.name())).ifPresent(of -> affected.add(new ObjectKey(NODES, "", of.node())));
        }
    }

    @Override
    public Optional<FlannelView> view(ObjectKey cause, ClusterImage image) {
        FlannelConfiguration configuration = FlannelSettings.of(image).configuration();
        if (cause.resource().equals(NODES)) {
            return Optional.ofNullable(image.nodes().get(cause)).flatMap(node -> base(node, image, configuration));
        }
        return Optional.ofNullable(image.pods().get(cause)).flatMap(pod -> link(pod, configuration));
    }

    /** Without an interface the address that the Node names stands on eth0, so that hand-made clusters work. */
    private Optional<FlannelView> base(Node node, ClusterImage image, FlannelConfiguration configuration) {
        Vpc vpc = reader.of(image);
        Optional<NetworkInterface> primary = vpc.primaryOf(node.name());
        Optional<Ip> ip = primary.flatMap(NetworkInterface::primary).or(() -> node.internalIps().stream().filter(Ip::isV4).findFirst());
        List<Ip> others = node.internalIps().stream().filter(other -> !other.isV4()).toList();
        return ip.map(address -> new NodeBase(node.name(), primary.map(NetworkInterface::id).orElse(""),
                primary.map(NetworkInterface::mac).orElseGet(() -> Devices.mac("node/" + node.name())), address,
                primary.map(NetworkInterface::subnet).flatMap(vpc::subnet).or(() -> vpc.subnetOf(address)).map(Subnet::cidr), others,
                Lease.of(node).filter(lease -> configuration.network().contains(lease.subnet())), configuration));
    }

    private static Optional<FlannelView> link(Pod pod, FlannelConfiguration configuration) {
        if (!pod.hasOwnNetwork() || pod.nodeName().isEmpty()) {
            return Optional.empty();
        }
        return pod.ips().stream().filter(Ip::isV4).findFirst().map(ip -> new PodLink(pod.nodeName(), pod.key(), pod.uid(), ip, configuration));
    }

    @Override
    public Optional<Set<String>> only(ObjectKey cause, FlannelView view) {
        return view instanceof PodLink ? Optional.of(Set.of(view.node())) : Optional.empty();
    }

    @Override
    public Object reads(ObjectKey cause, FlannelView view, NodeFacts node) {
        boolean own = node.name().equals(view.node());
        return switch (view) {
            case NodeBase _ when own -> true;
            case NodeBase base -> ways(base, node);
            case PodLink _ -> own ? FlannelAddresses.podCidr(node.node()) : false;
        };
    }

    private static Ways ways(NodeBase to, NodeFacts from) {
        Optional<Ip> ip = from.primary(Family.IPV4);
        boolean runs = Lease.of(from.node()).filter(lease -> to.configuration().network().contains(lease.subnet())).isPresent();
        return new Ways(runs, to.subnet().filter(subnet -> ip.filter(subnet::contains).isPresent() && subnet.contains(to.ip())).isPresent());
    }

    @Override
    public Contribution program(ObjectKey cause, FlannelView view, NodeFacts node) {
        boolean own = node.name().equals(view.node());
        return switch (view) {
            case NodeBase base when own -> NodeTables.of(base);
            case NodeBase base -> OtherNodes.way(base, ways(base, node));
            case PodLink pod -> own ? FlannelAddresses.podCidr(node.node()).map((Cidr cidr) -> PodWiring.of(pod, cidr)).orElse(Contribution.NONE)
                    : Contribution.NONE;
        };
    }
}
