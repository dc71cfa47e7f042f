package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What a plan found out.
 *
 * @param recommended name of the setting to take
 * @param reason      why
 * @param settings    each setting, in the order asked for
 */
record PlanAnswer(String recommended, String reason, List<SettingAnswer> settings) {

    /**
     * @param name         of the setting
     * @param env          its variables
     * @param refused      variables that are left out of account
     * @param maxPods      what kubelet of the first node is told
     * @param peakHeld     most addresses held at a sample, the interfaces' own included
     * @param meanHeld     mean over the samples
     * @param meanUsed     mean of addresses that pods have
     * @param peakInterfaces most interfaces at a sample
     * @param ec2Calls     calls by name
     * @param ec2CallsTotal their sum
     * @param podsCreated  pods that came
     * @param podsWaited   pods that got no address at first, by the cause at that moment
     * @param longestWaitSeconds of a pod for its address
     * @param waitingAtEnd pods without an address when the time was over
     * @param firstWait    the first pod that had to wait at all
     * @param firstFailure the first pod that waited for more than the pool's next turns; left out if none did
     * @param unscheduled  the first pod that found no node with room; left out if none did
     * @param nodesNotStarted nodes without an address of their own
     * @param subnets      how full the subnets got
     * @param samples      the course
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SettingAnswer(String name, Map<String, String> env, List<String> refused, int maxPods, int peakHeld, long meanHeld, long meanUsed,
                         int peakInterfaces, Map<String, Long> ec2Calls, long ec2CallsTotal, long podsCreated, Map<Shortage, Long> podsWaited,
                         double longestWaitSeconds, int waitingAtEnd, PodTrouble firstWait, PodTrouble firstFailure, PodTrouble unscheduled,
                         int nodesNotStarted, List<SubnetLow> subnets, List<Sample> samples) {}

    /**
     * @param at         seconds since the start
     * @param pod        number of the pod, in the order in which they came
     * @param node       number of the node, empty if none
     * @param cause      a code
     * @param why        in words
     * @param arithmetic the decision of the node's pool at that moment
     */
    record PodTrouble(double at, long pod, String node, String cause, String why, List<String> arithmetic) {}

    /**
     * @param id            subnet
     * @param lowestFree    fewest free addresses at a sample
     * @param lowestFreeBlocks fewest /28 blocks that could be delegated at a sample
     */
    record SubnetLow(String id, int lowestFree, int lowestFreeBlocks) {}

    /**
     * @param at         seconds since the start
     * @param held       addresses held, the interfaces' own included
     * @param forPods    of these, those that pods can have
     * @param used       of these, those that pods have
     * @param waiting    pods without an address
     * @param interfaces attached
     * @param ec2Calls   so far
     */
    record Sample(long at, int held, int forPods, int used, int waiting, int interfaces, long ec2Calls) {}
}
