package dev.glassplane.vpc;

import java.util.OptionalInt;

/**
 * Network limits of an EC2 instance type on its default network card, and its size.
 *
 * @param name                  for example {@code m5.large}
 * @param interfaces            how many network interfaces can be attached to the default card
 * @param addressesPerInterface IPv4 addresses of one interface, its own primary address included
 * @param vcpus                 virtual CPUs, empty where not published
 * @param memoryMib             memory in MiB; assumed from the family (docs/limits.md, instance-memory)
 * @param hypervisor            as EC2 reports it
 * @param bareMetal             no hypervisor at all
 * @param branchInterfaces      for security groups of pods; 0 if it cannot have a trunk, empty where not published
 * @param cards                 network cards
 * @param interfacesOfAllCards  interfaces summed over all cards
 * @param published             whether the published lists of max pods name it
 */
public record InstanceType(String name, int interfaces, int addressesPerInterface, OptionalInt vcpus, long memoryMib, Hypervisor hypervisor,
                           boolean bareMetal, OptionalInt branchInterfaces, int cards, int interfacesOfAllCards, boolean published) {

    private static final int ASSUMED_VCPUS = 4;

    /** What EC2 reports; bare metal reports none. */
    public enum Hypervisor { NITRO, XEN, NONE }

    /** @return addresses of one interface that pods can have: the primary address never goes to a pod */
    public int slotsPerInterface() {
        return addressesPerInterface - 1;
    }

    /** @return addresses that an instance can come to need, with every interface attached and full */
    public int addresses() {
        return interfaces * addressesPerInterface;
    }

    /** @return whether its interfaces can have /28 prefixes: nitro or bare metal ({@code aws/amazon-vpc-cni-k8s: pkg/ipamd/ipamd.go}) */
    public boolean prefixes() {
        return hypervisor == Hypervisor.NITRO || bareMetal;
    }

    /** @return virtual CPUs, 4 where they are not published */
    public int vcpusOrAssumed() {
        return vcpus.orElse(ASSUMED_VCPUS);
    }
}
