package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.vpc.AddressFinder;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.Vpc;
import java.util.Comparator;
import java.util.List;

/**
 * What the controller sees of AWS.
 *
 * @param image  the cluster
 * @param vpc    its cloud network
 * @param place  where it is
 * @param ids    ids that AWS gives
 * @param finder subnets address by address
 */
public record Cloud(ClusterImage image, Vpc vpc, AwsPlace place, CloudIds ids, AddressFinder finder) {

    /** @return what an image shows */
    public static Cloud of(ClusterImage image, Vpc vpc, CloudIds ids) {
        return new Cloud(image, vpc, AwsPlace.of(vpc), ids, new AddressFinder(vpc, ids.scatter()));
    }

    /** @return network interfaces of the load balancer that was made for these objects, by subnet */
    public List<NetworkInterface> interfacesOf(StackId stack) {
        return vpc.interfaces().values().stream().filter(of -> stack.name().equals(of.attributes().about().tags().get(stack.source().stackTag())))
                .sorted(Comparator.comparing(NetworkInterface::subnet)).toList();
    }

    /** @return id of the security group that load balancers of the cluster share */
    public String backendGroup() {
        return ids.securityGroup(AwsNames.backendGroup(place.cluster()));
    }

    /** @return id of a node of a load balancer in a subnet: another scheme makes it another load balancer */
    String interfaceId(Stack stack, String subnet) {
        return ids.networkInterface("elb/" + stack.kind().word() + "/" + stack.name() + "/" + stack.scheme().word(), subnet);
    }
}
