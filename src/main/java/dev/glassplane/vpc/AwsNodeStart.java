package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.Node;
import dev.glassplane.image.NodeNetwork;
import dev.glassplane.image.PodNetwork;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Whether aws-node comes up on a node ({@code aws/amazon-vpc-cni-k8s: cmd/aws-vpc-cni/main.go}, validateEnvVars, and {@code pkg/ipamd/ipamd.go},
 * handlePreScaling): not with settings that it refuses, and not with custom networking as long as it has no address for pods.
 */
@Component
class AwsNodeStart implements NodeNetwork {

    private static final String NOTHING_ATTACHED = "Initialization failure: Failed to attach any ENIs for custom networking";

    private final VpcReader reader;

    AwsNodeStart(VpcReader reader) {
        this.reader = reader;
    }

    @Override
    public Optional<String> problem(Node node, ClusterImage image) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return Optional.empty();
        }
        AwsNodeSettings settings = AwsNodeSettings.of(image);
        if (!settings.starts()) {
            return Optional.of(settings.fatal());
        }
        if (settings.ipv6().enabled()) {
            return Ipv6Start.problem(node, reader.of(image));
        }
        boolean custom = settings.pool().customNetworking() && !settings.pool().poolFixed();
        boolean empty = reader.of(image).interfacesOf(node.name()).stream()
                .noneMatch(of -> of.device() > 0 && of.managed() && of.podAddressCount() > 0);
        return custom && empty ? Optional.of(usable(node, settings, image) ? "" : NOTHING_ATTACHED) : Optional.empty();
    }

    private boolean usable(Node node, AwsNodeSettings settings, ClusterImage image) {
        Vpc vpc = reader.of(image);
        return Optional.ofNullable(vpc.eniConfigs().get(EniConfigName.of(node, settings.pool()))).flatMap(config -> vpc.subnet(config.subnet()))
                .filter(subnet -> subnet.zone().equals(node.zone())).isPresent();
    }

    @Override
    public boolean reads(String resource) {
        return resource.equals(AwsNodeSettings.DAEMON_SET.resource()) || resource.equals(NetworkInterface.RESOURCE);
    }

    @Override
    public String agent() {
        return "aws-node";
    }
}
