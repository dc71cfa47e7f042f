package dev.glassplane.ipam;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.PendingDelta;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Security groups for pods: gives nodes that aws-node asks for it a trunk interface, pods that ask for it an interface of their own, and takes both
 * away. Counterpart: {@code aws/amazon-vpc-resource-controller-k8s}, which runs beside the control plane, and ipamd's part in it.
 */
@Component
@Order(690)
class BranchLoop implements ControlLoop {

    static final String CNI_NODES = "cninodes.vpcresources.k8s.aws";
    private static final Set<String> OF_ALL_NODES = Set.of(SecurityGroupPolicies.RESOURCE, "securitygroups.ec2.services.k8s.aws", "subnets.ec2.services.k8s.aws",
            "eniconfigs.crd.k8s.amazonaws.com", "configmaps");

    private final VpcReader reader;
    private final VpcWrites writes;
    private final BranchWork.Tools tools;
    private final PendingDelta pending = new PendingDelta();
    private final PodsByNode podsByNode = new PodsByNode();
    private AwsNodeSettings settings = AwsNodeSettings.DEFAULT;
    private Optional<Instant> wake = Optional.empty();

    BranchLoop(VpcReader reader, VpcWrites writes, BranchWork.Tools tools) {
        this.reader = reader;
        this.writes = writes;
        this.tools = tools;
    }

    @Override
    public String name() {
        return "vpc-resource-controller";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return Optional.empty();
        }
        pending.after(delta, writes.shownBy(image)).ifPresent(changed -> work(changed, image, now));
        return wake;
    }

    private void work(ClusterDelta delta, ClusterImage image, Instant now) {
        Vpc vpc = reader.of(image);
        if (delta.full() || delta.touched().contains(AwsNodeSettings.DAEMON_SET)) {
            settings = AwsNodeSettings.of(image);
        }
        Set<String> nodes = podsByNode.update(delta, image);
        boolean due = wake.filter(at -> !at.isAfter(now)).isPresent();
        if (due || delta.full() || delta.touched().contains(AwsNodeSettings.DAEMON_SET) || delta.touched().stream().anyMatch(key -> OF_ALL_NODES.contains(key.resource()))) {
            image.nodes().keySet().forEach(key -> nodes.add(key.name()));
            wake = Optional.empty();
        }
        delta.touched().stream().filter(key -> Set.of("nodes", CNI_NODES).contains(key.resource())).map(ObjectKey::name).forEach(nodes::add);
        delta.touched().stream().filter(key -> key.resource().equals(NetworkInterface.RESOURCE))
                .flatMap(key -> Optional.ofNullable(vpc.interfaces().get(key.name())).stream()).forEach(of -> nodes.add(of.node()));
        if (!settings.podEni().enabled() && vpc.branches().isEmpty() && image.all(CNI_NODES).isEmpty()) {
            return;
        }
        BranchWork work = new BranchWork(tools, image, vpc, settings, now);
        for (String node : new TreeSet<>(nodes)) {
            work.node(node, podsByNode.on(node));
        }
        wake = WarmPool.earliest(wake, work.again());
    }
}
