package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.glassplane.image.Pod;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node's pool as ipamd's introspection shows it ({@code curl localhost:61679/v1/enis}), with what explains it.
 *
 * @param node         node name
 * @param instanceType EC2 type
 * @param maxPods      capacity.pods of the Node
 * @param totalIps     addresses for pods
 * @param assignedIps  addresses that pods hold
 * @param available    total less assigned; addresses that rest count, as ipamd counts
 * @param cooling      addresses that rest, and until when
 * @param enis         interfaces by id
 * @param decision     the warm pool's decision on this state
 * @param waiting      pods that have no address, as {@code NAMESPACE/NAME}
 * @param notes        addresses that others wrote, and what is odd about them
 * @param refused      settings of aws-node that are left out of account
 */
record PoolView(String node, String instanceType, int maxPods, @JsonProperty("TotalIPs") int totalIps,
                @JsonProperty("AssignedIPs") int assignedIps, int available, Map<String, Instant> cooling,
                @JsonProperty("ENIs") Map<String, InterfaceView> enis, DecisionView decision, List<String> waiting, List<String> notes,
                List<String> refused) {

    /** An interface in ipamd's words. */
    record InterfaceView(@JsonProperty("ID") String id, @JsonProperty("IsPrimary") boolean isPrimary, @JsonProperty("IsTrunk") boolean isTrunk,
                         @JsonProperty("IsEFA") boolean isEfa, @JsonProperty("DeviceNumber") int deviceNumber,
                         @JsonProperty("SubnetID") String subnetId, @JsonProperty("RouteTableID") int routeTableId,
                         @JsonProperty("PrimaryIP") String primaryIp,
                         @JsonProperty("AvailableIPv4Cidrs") Map<String, CidrView> availableIpv4Cidrs) {}

    /** One slot: a single address in secondary-IP mode. */
    record CidrView(@JsonProperty("IPAddresses") Map<String, AddressView> ipAddresses, @JsonProperty("IsPrefix") boolean isPrefix) {}

    /** An address that a pod holds, or held a while ago: the last time stays out while it is held. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AddressView(@JsonProperty("Address") String address, @JsonProperty("IPAMMetadata") Map<String, String> metadata,
                       @JsonProperty("UnassignedTime") Instant unassignedTime) {}

    /**
     * @param arithmetic the sums, line by line
     * @param action     what follows, empty for nothing
     * @param shortage   why a pod without an address gets none, empty if one would get it
     */
    record DecisionView(List<String> arithmetic, String action, String shortage) {}

    static PoolView of(NodeInputs inputs, List<NetworkInterface> interfaces, Decision decision, List<Pod> waiting, List<String> notes, Instant now) {
        Map<String, InterfaceView> enis = new LinkedHashMap<>();
        Map<String, Instant> cooling = new LinkedHashMap<>();
        List<Address> all = new ArrayList<>();
        for (NetworkInterface of : interfaces) {
            enis.put(of.id(), view(of, inputs.settings().coolDown()));
            all.addAll(of.secondaries());
        }
        all.stream().filter(address -> address.holder().isEmpty() && address.coolingUntil().filter(until -> !now.isAfter(until)).isPresent())
                .forEach(address -> cooling.put(address.ip().toString(), address.coolingUntil().orElseThrow()));
        int assigned = (int) all.stream().filter(address -> address.holder().isPresent()).count();
        return new PoolView(inputs.name(), inputs.type().name(), inputs.maxPods(), all.size(), assigned, all.size() - assigned, cooling, enis,
                view(decision), waiting.stream().map(pod -> pod.key().qualifiedName()).toList(), notes, inputs.settings().refused());
    }

    private static InterfaceView view(NetworkInterface of, Duration coolDown) {
        Map<String, CidrView> cidrs = new LinkedHashMap<>();
        for (Address address : of.secondaries()) {
            Map<String, AddressView> used = new LinkedHashMap<>();
            String ip = address.ip().toString();
            address.holder().ifPresent(pod -> used.put(ip, new AddressView(ip,
                    Map.of("k8sPodNamespace", pod.namespace(), "k8sPodName", pod.name()), null)));
            address.coolingUntil().ifPresent(until -> used.put(ip, new AddressView(ip, Map.of(), until.minus(coolDown))));
            cidrs.put(ip + "/32", new CidrView(used, false));
        }
        boolean primary = of.device() == 0;
        return new InterfaceView(of.id(), primary, false, false, of.device(), of.subnet(), primary ? 254 : of.device() + 1,
                of.primary().map(Object::toString).orElse(""), cidrs);
    }

    private static DecisionView view(Decision decision) {
        String action = decision.action().map(what -> switch (what) {
            case Decision.Action.Fill fill -> "give " + fill.networkInterface() + " " + fill.addresses() + " more addresses";
            case Decision.Action.Attach attach -> "attach an interface as device " + attach.device() + " with " + attach.addresses() + " addresses";
            case Decision.Action.Detach detach -> "detach " + detach.networkInterface();
        }).orElse("");
        return new DecisionView(decision.arithmetic(), action, decision.shortage().map(Decision.Shortage::sentence).orElse(""));
    }
}
