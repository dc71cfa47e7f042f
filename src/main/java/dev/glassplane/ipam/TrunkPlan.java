package dev.glassplane.ipam;

import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.NetworkInterface;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a node's trunk interface goes. ipamd keeps one interface of the node's number back for it; the VPC resource controller takes the highest free
 * device number, because ipamd takes the lowest ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go},
 * {@code aws/amazon-vpc-resource-controller-k8s: pkg/aws/ec2/instance.go}).
 */
final class TrunkPlan {

    private TrunkPlan() {}

    /** @return device number that is kept for a trunk; empty if there is one, if none is wanted, or if every number is taken */
    static OptionalInt kept(InstanceType type, AwsNodeSettings settings, Collection<NetworkInterface> attached) {
        boolean capable = type.branchInterfaces().orElse(1) > 0;
        boolean wanted = settings.podEni().enabled() && capable && attached.stream().noneMatch(NetworkInterface::trunk);
        return wanted ? highestFree(type, attached) : OptionalInt.empty();
    }

    /** @return the highest free device number of the type */
    static OptionalInt highestFree(InstanceType type, Collection<NetworkInterface> attached) {
        Set<Integer> taken = attached.stream().map(NetworkInterface::device).collect(Collectors.toSet());
        for (int device = type.interfaces() - 1; device > 0; device--) {
            if (!taken.contains(device)) {
                return OptionalInt.of(device);
            }
        }
        return OptionalInt.empty();
    }

    /** @return whether ipamd asks for a trunk now: an interface more may be attached */
    static boolean room(InstanceType type, AwsNodeSettings settings, Collection<NetworkInterface> attached) {
        return attached.size() < settings.pool().interfaces(type);
    }

    /** @return why the controller gives the type no trunk, in its words */
    static Optional<String> unsupported(InstanceType type) {
        if (type.branchInterfaces().isEmpty()) {
            return Optional.of("The instance type " + type.name() + " is not supported yet by the vpc resource controller");
        }
        return Optional.of("The instance type " + type.name() + " is not supported for trunk interface (Security Group for Pods)")
                .filter(_ -> type.branchInterfaces().getAsInt() == 0);
    }
}
