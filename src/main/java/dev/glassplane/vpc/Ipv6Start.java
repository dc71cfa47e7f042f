package dev.glassplane.vpc;

import dev.glassplane.image.Node;
import java.util.Optional;

/** What aws-node needs of a node in an IPv6 cluster ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go}, isConfigValid, nodeInit). */
public final class Ipv6Start {

    private Ipv6Start() {}

    /** @return why aws-node does not start on a node of an IPv6 cluster, though its settings are right */
    public static Optional<String> problem(Node node, Vpc vpc) {
        Optional<InstanceType> type = InstanceTypes.of(node);
        if (type.filter(of -> !of.prefixes()).isPresent()) {
            return Optional.of("Prefix Delegation is not supported on non-nitro instance " + type.get().name() + ". IPv6 is only supported in Prefix delegation Mode. ");
        }
        Optional<NetworkInterface> primary = vpc.primaryOf(node.name());
        return primary.filter(of -> of.ipv6().isEmpty()).map(of -> "the primary interface " + of.id() + " has no IPv6 address: subnet " + of.subnet()
                + " has no IPv6 CIDR block");
    }
}
