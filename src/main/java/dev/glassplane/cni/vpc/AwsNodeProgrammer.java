package dev.glassplane.cni.vpc;

import dev.glassplane.cni.Devices;
import dev.glassplane.cni.PodNetworkProgrammer;
import dev.glassplane.cni.vpc.AwsNodeView.Device;
import dev.glassplane.cni.vpc.AwsNodeView.Ipv4Egress;
import dev.glassplane.cni.vpc.AwsNodeView.NodeBase;
import dev.glassplane.cni.vpc.AwsNodeView.PodLink;
import dev.glassplane.dataplane.Contribution;
import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Pod;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * aws-node: wires nodes to their interfaces and pods to their nodes. A cause is the key of a Node or of a Pod; a pod's change touches that pod
 * alone. Nodes come first, so that their devices are listed before those of pods.
 */
public final class AwsNodeProgrammer extends PodNetworkProgrammer<AwsNodeView> {

    static final String COMPONENT = "aws-node";
    /** Behind network and gateway, before broadcast. */
    private static final long FIRST_EGRESS = 2;
    private static final long EGRESS_PODS = EgressWiring.RANGE.size() - FIRST_EGRESS - 1;

    private final VpcReader reader;
    private final Recently<AwsNodeSettings> settings = new Recently<>();

    /** What every cause reads. */
    private record Common(AwsNodeSettings settings, Object vpcs, Object subnets) {}

    /** @param reader reads the VPC out of images */
    public AwsNodeProgrammer(VpcReader reader) {
        super(COMPONENT, PodNetwork.VPC);
        this.reader = reader;
    }

    @Override
    public Object common(ClusterImage image) {
        Vpc vpc = reader.of(image);
        return new Common(settings(image), vpc.cidrs(), vpc.subnets());
    }

    @Override
    protected void addAffected(ObjectKey changed, ClusterImage image, Set<ObjectKey> affected) {
        if (changed.resource().equals(NetworkInterface.RESOURCE)) {
            Optional.ofNullable(reader.of(image).interfaces().get(changed.name())).ifPresent(of -> {
                affected.add(new ObjectKey(NODES, "", of.node()));
                of.branchPod().ifPresent(pod -> affected.add(new ObjectKey(PODS, pod.namespace(), pod.name())));
                of.podAddresses().forEach(address -> address.holder().ifPresent(pod -> affected.add(new ObjectKey(PODS, pod.namespace(), pod.name()))));
            });
        }
    }

    @Override
    public Optional<AwsNodeView> view(ObjectKey cause, ClusterImage image) {
        if (cause.resource().equals(NODES)) {
            return Optional.ofNullable(image.nodes().get(cause)).flatMap(node -> base(node, image));
        }
        return Optional.ofNullable(image.pods().get(cause)).flatMap(pod -> link(pod, image));
    }

    /** Without interfaces the address that the Node names stands on eth0, so that hand-made clusters work. */
    private Optional<AwsNodeView> base(Node node, ClusterImage image) {
        Vpc vpc = reader.of(image);
        List<Device> devices = new ArrayList<>();
        for (NetworkInterface of : vpc.interfacesOf(node.name())) {
            of.primary().ifPresent(ip -> devices.add(new Device(of.device(), of.id(), of.mac(), ip, vpc.subnet(of.subnet()).map(Subnet::cidr), !of.ignored())));
        }
        if (devices.isEmpty()) {
            node.internalIps().stream().filter(Ip::isV4).findFirst().ifPresent(ip ->
                    devices.add(new Device(0, "", Devices.mac("node/" + node.name()), ip, vpc.subnetOf(ip).map(Subnet::cidr), true)));
        }
        String subnet = vpc.primaryOf(node.name()).map(NetworkInterface::subnet).orElse("");
        List<Cidr> cidrs = vpc.cidrsAround(subnet).stream().filter(cidr -> cidr.network().isV4()).toList();
        List<Ip> others = Stream.concat(vpc.primaryOf(node.name()).flatMap(NetworkInterface::ipv6).stream(), node.internalIps().stream().filter(ip -> !ip.isV4()))
                .distinct().toList();
        Optional<Cidr> ipv6 = vpc.subnet(subnet).flatMap(Subnet::ipv6).filter(_ -> settings(image).ipv6().enabled());
        return devices.isEmpty() ? Optional.empty() : Optional.of(new NodeBase(node.name(), devices, others, ipv6, cidrs, settings(image)));
    }

    private Optional<AwsNodeView> link(Pod pod, ClusterImage image) {
        if (!pod.hasOwnNetwork() || pod.nodeName().isEmpty()) {
            return Optional.empty();
        }
        boolean four = !settings(image).ipv6().enabled();
        return pod.ips().stream().filter(ip -> ip.isV4() == four).findFirst().map(ip -> new PodLink(pod.nodeName(), pod.key(), pod.uid(), ip, device(pod, ip, image),
                branch(pod, ip, image), egress(pod, ip, image), settings(image)));
    }

    /**
     * The pod's address for IPv4 egress has the place in its range that the pod's IPv6 address has in its prefix; the plugin counts on from the last one
     * (docs/limits.md, ipv6-clusters).
     */
    private Optional<Ipv4Egress> egress(Pod pod, Ip ip, ClusterImage image) {
        if (!settings(image).ipv6().enabled() || !settings(image).ipv6().ipv4Egress()) {
            return Optional.empty();
        }
        Vpc vpc = reader.of(image);
        Optional<Ip> node = vpc.primaryOf(pod.nodeName()).flatMap(NetworkInterface::primary);
        return vpc.holderOf(ip).filter(of -> of.node().equals(pod.nodeName())).flatMap(NetworkInterface::ipv6Prefix).map(prefix -> prefix.cidr().network())
                .filter(first -> first.high() == ip.high()).map(first -> ip.low() - first.low()).filter(place -> place >= 0 && place < EGRESS_PODS)
                .flatMap(place -> node.map(own -> new Ipv4Egress(EgressWiring.RANGE.at(place + FIRST_EGRESS), own)));
    }

    /** Number of the node's device whose interface shows that this pod has the address. */
    private int device(Pod pod, Ip ip, ClusterImage image) {
        return reader.of(image).holderOf(ip).filter(of -> of.node().equals(pod.nodeName()))
                .filter(of -> of.shows(ip, pod.uid()))
                .map(NetworkInterface::device).orElse(0);
    }

    /** The pod's own interface: one that holds the address for this very pod, over a trunk of the pod's node. */
    private Optional<AwsNodeView.Branch> branch(Pod pod, Ip ip, ClusterImage image) {
        Vpc vpc = reader.of(image);
        return vpc.holderOf(ip).filter(of -> of.node().equals(pod.nodeName()) && of.branchPod().filter(holder -> holder.uid().equals(pod.uid())).isPresent())
                .flatMap(of -> of.branch().flatMap(branch -> Optional.ofNullable(vpc.interfaces().get(branch.trunk()))
                        .map(trunk -> new AwsNodeView.Branch(of.id(), of.mac(), branch.vlan(), trunk.device(),
                                vpc.subnet(of.subnet()).map(subnet -> subnet.cidr().at(1))))));
    }

    private AwsNodeSettings settings(ClusterImage image) {
        return settings.of(() -> AwsNodeSettings.of(image), image.object(AwsNodeSettings.DAEMON_SET).orElse(null));
    }

    @Override
    public Optional<Set<String>> only(ObjectKey cause, AwsNodeView view) {
        return Optional.of(Set.of(view.node()));
    }

    @Override
    public Object reads(ObjectKey cause, AwsNodeView view, NodeFacts node) {
        return node.name().equals(view.node());
    }

    @Override
    public Contribution program(ObjectKey cause, AwsNodeView view, NodeFacts node) {
        if (!node.name().equals(view.node())) {
            return Contribution.NONE;
        }
        return switch (view) {
            case NodeBase base -> NodeTables.of(base);
            case PodLink pod -> PodWiring.of(pod);
        };
    }
}
