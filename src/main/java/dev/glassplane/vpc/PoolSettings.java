package dev.glassplane.vpc;

import java.time.Duration;
import java.util.Optional;

/**
 * What aws-node's environment says about the pool of addresses.
 *
 * @param warmEniTarget      WARM_ENI_TARGET: whole interfaces' worth of free addresses to keep
 * @param warmIpTarget       WARM_IP_TARGET: free addresses to keep, 0 for off
 * @param minimumIpTarget    MINIMUM_IP_TARGET: floor of the total, 0 for off
 * @param warmPrefixTarget   WARM_PREFIX_TARGET: free /28 prefixes to keep
 * @param prefixDelegation   ENABLE_PREFIX_DELEGATION
 * @param maxEni             MAX_ENI, if set to 1 or more
 * @param poolFixed          DISABLE_NETWORK_RESOURCE_PROVISIONING or ENABLE_IMDS_ONLY_MODE: the pool never changes
 * @param manageUnschedulable AWS_MANAGE_ENIS_NON_SCHEDULABLE: the pool also changes on cordoned nodes
 * @param coolDown           IP_COOLDOWN_PERIOD: how long a returned address rests
 * @param subnetDiscovery    ENABLE_SUBNET_DISCOVERY: new interfaces may go into tagged subnets
 * @param customNetworking   AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: new interfaces go where an ENIConfig says
 * @param eniConfigLabel     ENI_CONFIG_LABEL_DEF: the node's label that names its ENIConfig
 * @param eniConfigAnnotation ENI_CONFIG_ANNOTATION_DEF: the node's annotation that names its ENIConfig
 */
public record PoolSettings(int warmEniTarget, int warmIpTarget, int minimumIpTarget, int warmPrefixTarget, boolean prefixDelegation,
                           Optional<Integer> maxEni, boolean poolFixed, boolean manageUnschedulable, Duration coolDown,
                           boolean subnetDiscovery, boolean customNetworking, String eniConfigLabel, String eniConfigAnnotation) {

    /** What names a node's ENIConfig if no variable says otherwise. */
    static final String ENI_CONFIG_KEY = "k8s.amazonaws.com/eniConfig";

    /** @return whether WARM_IP_TARGET or MINIMUM_IP_TARGET decide, and neither WARM_ENI_TARGET nor WARM_PREFIX_TARGET */
    public boolean ipTargets() {
        return warmIpTarget > 0 || minimumIpTarget > 0;
    }

    /** @return interfaces of the type that the settings let it have */
    public int interfaces(InstanceType type) {
        return Math.min(type.interfaces(), maxEni.orElse(Integer.MAX_VALUE));
    }

    /** @return whether a node of this type gets prefixes; one that cannot falls back to secondary addresses, with a warning in aws-node's log */
    public boolean prefixesOn(InstanceType type) {
        return prefixDelegation && type.prefixes();
    }
}
