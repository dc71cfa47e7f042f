package dev.glassplane.ipam;

import java.util.List;
import java.util.Map;

/**
 * What a plan is asked for; whatever is left out has a default.
 *
 * @param nodes       groups of nodes
 * @param subnets     where they are; left out: the cluster's own subnets with all that is in them now
 * @param pods        pods to run at once, on the pod network; left out: those of the script
 * @param script      later numbers of pods to run, by the time since the start
 * @param lifetime    mean life of a pod, exponentially distributed: a pod that ends is replaced; left out: pods stay
 * @param ramp        in which time a number of pods is reached; default 5m
 * @param settings    environments of aws-node to compare; left out: the one of the cluster
 * @param duration    how long to watch; default 24h
 * @param sample      time between two samples; default one ninety-sixth of the duration
 * @param maxPods     published, calculator or nodeadm; default that of the cluster
 * @param attachDelay how long attaching an interface takes; default 10s
 * @param seed        of lives and of who ends when pods become fewer; default 1
 */
record PlanRequest(List<NodeGroup> nodes, List<SubnetRequest> subnets, Integer pods, List<Step> script, String lifetime, String ramp,
                   List<Setting> settings, String duration, String sample, String maxPods, String attachDelay, Long seed) {

    /**
     * @param count        default 1
     * @param instanceType default m5.large
     * @param subnet       id of the subnet of the primary interfaces; default the first of the plan's
     * @param podSubnet    where ENIConfigs send new interfaces under custom networking
     * @param maxPods      what kubelet is told; default as the plan's {@code maxPods} says
     */
    record NodeGroup(Integer count, String instanceType, String subnet, String podSubnet, Integer maxPods) {}

    /**
     * @param id               name
     * @param zone             availability zone; default us-east-1a
     * @param cidr             IPv4 prefix, /16 to /28
     * @param cidrReservations parts for one purpose only
     * @param inUse            addresses that others have
     * @param cni              tag kubernetes.io/role/cni, 1 to offer the subnet to nodes of other subnets of the zone, 0 to keep it from pods
     */
    record SubnetRequest(String id, String zone, String cidr, List<ReservationRequest> cidrReservations, List<String> inUse, String cni) {}

    /** @param type prefix or explicit */
    record ReservationRequest(String cidr, String type) {}

    /**
     * @param at   time since the start
     * @param pods number of pods from then on
     */
    record Step(String at, Integer pods) {}

    /**
     * @param name what the answer calls it; default its variables
     * @param env  variables of aws-node, as {@code kubectl set env} sets them
     */
    record Setting(String name, Map<String, String> env) {}
}
