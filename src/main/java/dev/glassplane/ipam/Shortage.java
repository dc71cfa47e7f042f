package dev.glassplane.ipam;

import dev.glassplane.vpc.SubnetMap;
import java.util.Collection;
import java.util.Optional;

/** Why no address is there for a pod: what "failed to assign an IP address to container" does not say. */
enum Shortage {
    NODE_FULL("every interface that the instance type allows is attached and every address is held"),
    MAX_ENI("every interface that MAX_ENI allows is attached and every address is held; the instance type allows more"),
    MAX_PODS("the pool already has as many addresses as the node can have pods"),
    TARGET_CEILING("the pool has MINIMUM_IP_TARGET addresses and WARM_IP_TARGET is 0: the minimum is also the most"),
    POOL_GROWING("the pool is about to grow, or an interface is being attached"),
    COOLING("every free address was given back so recently that it still rests"),
    SUBNET_EMPTY("the subnet has too few free addresses"),
    NO_FREE_BLOCK("no aligned /28 block of the subnet is wholly free (InsufficientCidrBlocks)"),
    BACK_OFF("the subnet ran out a while ago; it has addresses again, but the pool asks only when its pause ends"),
    NO_ENI_CONFIG("custom networking: the node's ENIConfig names no subnet of its zone"),
    UNSCHEDULABLE("the node is cordoned: its pool does not change"),
    POOL_FIXED("the pool never changes (DISABLE_NETWORK_RESOURCE_PROVISIONING or ENABLE_IMDS_ONLY_MODE)"),
    AGENT_DOWN("aws-node refuses to start with these settings"),
    NO_INTERFACE("the node has no network interface yet");

    private final String sentence;

    Shortage(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }

    /** @return whether it passes by itself within seconds, as ipamd's loop turns and addresses rest */
    boolean passing() {
        return this == POOL_GROWING || this == COOLING;
    }

    /**
     * The decision knows the node; what the subnets have to do with it is looked up here.
     *
     * @param refusal what EC2 refused last, if it did
     * @param subnets where the node may get more
     */
    static Optional<Shortage> of(Decision decision, Optional<Ec2.Refusal> refusal, boolean prefixMode, Collection<SubnetMap> subnets) {
        Optional<Shortage> why = decision.shortage();
        if (why.isEmpty() || why.get() == COOLING) {
            return why;
        }
        if (why.get() == BACK_OFF) {
            boolean room = subnets.stream().anyMatch(map -> prefixMode ? map.wholeBlocks() > 0 : map.free() > 1);
            return room ? why : Optional.of(prefixMode ? NO_FREE_BLOCK : SUBNET_EMPTY);
        }
        if (refusal.isPresent()) {
            return Optional.of(switch (refusal.get()) {
                case INSUFFICIENT_ADDRESSES -> SUBNET_EMPTY;
                case INSUFFICIENT_CIDR_BLOCKS -> NO_FREE_BLOCK;
                case NO_ENI_CONFIG -> NO_ENI_CONFIG;
            });
        }
        return decision.action().filter(Decision.Action.Grow.class::isInstance).isPresent() ? Optional.of(POOL_GROWING) : why;
    }
}
