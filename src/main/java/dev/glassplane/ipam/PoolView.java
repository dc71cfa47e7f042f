package dev.glassplane.ipam;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.glassplane.ipam.NodePool.Plan;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.NetworkInterface.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A node's pool as ipamd's introspection shows it ({@code curl localhost:61679/v1/enis}), with what explains it.
 *
 * @param node         node name
 * @param instanceType EC2 type
 * @param mode         {@code secondary-ip}, {@code prefix} or {@code ipv6-prefix}: what a slot of an interface holds
 * @param maxPods      capacity.pods of the Node
 * @param slots        slots of one interface
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
record PoolView(String node, String instanceType, String mode, int maxPods, int slots, @JsonProperty("TotalIPs") long totalIps,
                @JsonProperty("AssignedIPs") int assignedIps, long available, Map<String, Instant> cooling,
                @JsonProperty("ENIs") Map<String, InterfaceView> enis, DecisionView decision, List<String> waiting, List<String> notes,
                List<String> refused) {

    /** An interface in ipamd's words. */
    record InterfaceView(@JsonProperty("ID") String id, @JsonProperty("IsPrimary") boolean isPrimary, @JsonProperty("IsTrunk") boolean isTrunk,
                         @JsonProperty("IsEFA") boolean isEfa, @JsonProperty("DeviceNumber") int deviceNumber,
                         @JsonProperty("SubnetID") String subnetId, @JsonProperty("RouteTableID") int routeTableId,
                         @JsonProperty("PrimaryIP") String primaryIp,
                         @JsonProperty("AvailableIPv4Cidrs") Map<String, CidrView> availableIpv4Cidrs,
                         @JsonProperty("IPv6Cidrs") Map<String, CidrView> ipv6Cidrs) {}

    /** One slot: a single address or a prefix. */
    record CidrView(@JsonProperty("IPAddresses") Map<String, AddressView> ipAddresses, @JsonProperty("IsPrefix") boolean isPrefix) {}

    /** An address that a pod holds, or held a while ago: the last time stays out while it is held. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AddressView(@JsonProperty("Address") String address, @JsonProperty("IPAMMetadata") Map<String, String> metadata,
                       @JsonProperty("UnassignedTime") Instant unassignedTime) {}

    /**
     * @param arithmetic the sums, line by line
     * @param action     what follows, empty for nothing
     * @param cause      why a pod without an address gets none, as a code; empty if one would get it
     * @param shortage   the same in words
     */
    record DecisionView(List<String> arithmetic, String action, String cause, String shortage) {}

    /** @param attached interfaces of the node; ipamd knows nothing of those that it may not manage */
    static PoolView of(NodeInputs inputs, List<NetworkInterface> attached, Decision decision, Optional<Shortage> shortage, Plan plan,
                       Instant now) {
        List<NetworkInterface> interfaces = attached.stream().filter(of -> !of.ignored()).toList();
        Map<String, InterfaceView> enis = new LinkedHashMap<>();
        Map<String, Instant> cooling = new LinkedHashMap<>();
        interfaces.forEach(of -> {
            enis.put(of.id(), view(of, inputs.settings().pool().coolDown()));
            of.podAddresses().filter(address -> address.holder().isEmpty() && address.coolingUntil().filter(until -> !now.isAfter(until)).isPresent())
                    .forEach(address -> cooling.put(address.ip().toString(), address.coolingUntil().orElseThrow()));
        });
        boolean prefixes = inputs.prefixMode();
        long total = interfaces.stream().mapToLong(of -> prefixes ? of.prefixes().stream().mapToLong(prefix -> prefix.cidr().size()).sum() : of.secondaries().size()).sum();
        int assigned = (int) interfaces.stream().flatMap(of -> prefixes ? of.prefixes().stream().flatMap(prefix -> prefix.used().stream())
                : of.secondaries().stream()).filter(address -> address.holder().isPresent()).count();
        List<String> notes = new ArrayList<>(plan.notes());
        if (inputs.settings().pool().prefixDelegation() && !prefixes) {
            notes.add("prefix delegation is on, but " + inputs.type().name() + " is neither nitro nor bare metal: secondary addresses are used");
        }
        return new PoolView(inputs.name(), inputs.type().name(), inputs.ipv6() ? "ipv6-prefix" : prefixes ? "prefix" : "secondary-ip", inputs.maxPods(),
                inputs.type().slotsPerInterface(), total, assigned, total - assigned, cooling, enis, view(decision, shortage),
                plan.waiting().stream().map(pod -> pod.key().qualifiedName()).toList(), notes, inputs.settings().remarks());
    }

    private static InterfaceView view(NetworkInterface of, Duration coolDown) {
        Map<String, CidrView> cidrs = new LinkedHashMap<>();
        for (Address address : of.secondaries()) {
            cidrs.put(address.ip() + "/32", new CidrView(used(List.of(address), coolDown), false));
        }
        Map<String, CidrView> ipv6 = new LinkedHashMap<>();
        of.prefixes().forEach(prefix -> (prefix.cidr().network().isV4() ? cidrs : ipv6).put(prefix.cidr().toString(), new CidrView(used(prefix.used(), coolDown), true)));
        boolean primary = of.device() == 0;
        return new InterfaceView(of.id(), primary, of.trunk(), false, of.device(), of.subnet(), primary ? 254 : of.device() + 1,
                of.primary().map(Object::toString).orElse(""), cidrs, ipv6);
    }

    private static Map<String, AddressView> used(List<Address> addresses, Duration coolDown) {
        Map<String, AddressView> used = new LinkedHashMap<>();
        for (Address address : addresses) {
            String ip = address.ip().toString();
            address.holder().ifPresent(pod -> used.put(ip, new AddressView(ip,
                    Map.of("k8sPodNamespace", pod.namespace(), "k8sPodName", pod.name()), null)));
            address.coolingUntil().ifPresent(until -> used.put(ip, new AddressView(ip, Map.of(), until.minus(coolDown))));
        }
        return used;
    }

    private static DecisionView view(Decision decision, Optional<Shortage> shortage) {
        return new DecisionView(decision.arithmetic(), decision.action().map(PoolView::text).orElse(""), shortage.map(Enum::name).orElse(""),
                shortage.map(Shortage::sentence).orElse(""));
    }

    private static String text(Decision.Action action) {
        return switch (action) {
            case Decision.Action.Grow grow -> {
                List<String> steps = new ArrayList<>();
                grow.fills().forEach(fill -> steps.add("give " + fill.networkInterface() + " " + fill.slots() + " more"));
                grow.attach().ifPresent(attach -> steps.add("attach an interface as device " + attach.device() + " with " + attach.slots()));
                yield String.join(", else ", steps);
            }
            case Decision.Action.Release release -> release.slots().stream().map(give -> "take back " + give.slots() + " of " + give.networkInterface())
                    .collect(Collectors.joining(", "));
            case Decision.Action.Detach detach -> "detach " + detach.networkInterface();
        };
    }
}
