package dev.glassplane.vpc;

/**
 * Network limits of an EC2 instance type on its default network card, and its size.
 *
 * @param name                  for example {@code m5.large}
 * @param interfaces            how many network interfaces can be attached
 * @param addressesPerInterface IPv4 addresses of one interface, its own primary address included
 * @param vcpus                 virtual CPUs
 * @param memoryMib             memory in MiB; assumed from the family (docs/limits.md, instance-memory)
 */
public record InstanceType(String name, int interfaces, int addressesPerInterface, int vcpus, long memoryMib) {

    /** Pods on the host network that the published formula counts on: aws-node and kube-proxy. */
    private static final int HOST_NETWORK_PODS = 2;

    /** @return addresses of one interface that pods can have: the primary address never goes to a pod */
    public int slotsPerInterface() {
        return addressesPerInterface - 1;
    }

    /** @return addresses that an instance can come to need, with every interface attached and full */
    public int addresses() {
        return interfaces * addressesPerInterface;
    }

    /** @return the published number, interfaces x (addresses - 1) + 2 ({@code aws/amazon-vpc-cni-k8s: misc/eni-max-pods.txt}) */
    public int maxPods() {
        return interfaces * slotsPerInterface() + HOST_NETWORK_PODS;
    }
}
