package dev.glassplane.trace.device;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Carried.Stop;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.vpc.NatGateway;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Flow;
import dev.glassplane.vpc.firewall.Ruling;
import dev.glassplane.vpc.flowlog.FlowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One visit of a packet to the VPC: the steps so far, and the filters at the edges. Out of an interface: its security groups, then the network ACL
 * of its subnet; in: the other way round. An ACL is asked only where a packet leaves or enters its subnet, and of answers too; security groups let
 * pass whatever belongs to a connection that they let pass (AWS VPC user guide, "Network ACL basics", "Security group basics").
 */
final class VpcVisit {

    private final Journey journey;
    private final VpcFabric fabric;
    private final List<Step> steps = new ArrayList<>();
    private String out = "";
    private Optional<Ip> via = Optional.empty();

    VpcVisit(Journey journey) {
        this.journey = journey;
        this.fabric = journey.network().fabric();
    }

    Journey journey() {
        return journey;
    }

    VpcFabric fabric() {
        return fabric;
    }

    List<Step> steps() {
        return steps;
    }

    /** The packet comes from a node of a load balancer, whatever its source is. */
    void passedBy(Ip node) {
        via = Optional.of(node);
    }

    /** @return by what the packet left the VPC */
    String out() {
        return out;
    }

    void leavesBy(String name) {
        out = name;
    }

    /** Says something that no filter said. */
    void say(String hook, String evidence) {
        steps.add(new Step.Fabric(hook, evidence, Optional.empty()));
    }

    /**
     * @param stays whether its frame is for another interface of the subnet, wherever the packet in it goes
     * @return why the packet does not get out of an interface, empty if it does
     */
    Optional<Stop> outOf(Attachment from, Packet packet, boolean stays) {
        Optional<Ruling> denied = groups(from.eni(), Direction.EGRESS, packet)
                .or(() -> stays ? Optional.empty() : leaving(from.subnet(), packet));
        log(from.eni(), from.subnet(), from.zone(), Direction.EGRESS, packet, denied.isEmpty());
        return denied.map(VpcVisit::stop);
    }

    /**
     * @param origin subnet that it comes from, empty if from outside the VPC
     * @return why the packet does not get into an interface, empty if it does
     */
    Optional<Stop> into(Attachment to, Optional<String> origin, Packet packet) {
        Optional<Ruling> denied = (origin.equals(Optional.of(to.subnet())) ? Optional.<Ruling>empty() : acl(to.subnet(), Direction.INGRESS, packet))
                .or(() -> groups(to.eni(), Direction.INGRESS, packet));
        log(to.eni(), to.subnet(), to.zone(), Direction.INGRESS, packet, denied.isEmpty());
        return denied.map(VpcVisit::stop);
    }

    /** NAT gateways have no security groups; the ACL of their subnet counts. */
    Optional<Stop> outOf(NatGateway nat, Packet packet) {
        Optional<Ruling> denied = leaving(nat.subnet(), packet);
        log(nat.eni(), nat.subnet(), fabric.zoneOf(nat.subnet()), Direction.EGRESS, packet, denied.isEmpty());
        return denied.map(VpcVisit::stop);
    }

    /** The same inwards. */
    Optional<Stop> into(NatGateway nat, Optional<String> origin, Packet packet) {
        Optional<Ruling> denied = origin.equals(Optional.of(nat.subnet())) ? Optional.empty() : acl(nat.subnet(), Direction.INGRESS, packet);
        log(nat.eni(), nat.subnet(), fabric.zoneOf(nat.subnet()), Direction.INGRESS, packet, denied.isEmpty());
        return denied.map(VpcVisit::stop);
    }

    /** @return the ruling if it denies */
    private Optional<Ruling> groups(String eni, Direction direction, Packet packet) {
        Flow flow = new Flow(packet, journey.answering(), via);
        Optional<Ruling> asked = fabric.securityGroups(eni, direction, flow);
        if (asked.isEmpty()) {
            journey.assume(Assumption.ASSUMED_SECURITY_GROUP_OPEN);
            return Optional.empty();
        }
        Ruling ruling = journey.letPassBefore(eni, packet) ? Ruling.tracked(eni, asked.get().asked(), direction, flow) : asked.get();
        steps.add(new Step.Filtered(ruling));
        if (ruling.passes()) {
            journey.letPass(eni, packet);
        }
        return Optional.of(ruling).filter(given -> !given.passes());
    }

    private Optional<Ruling> leaving(String subnet, Packet packet) {
        boolean asked = fabric.aclOf(subnet).isPresent() && fabric.leavesSubnet(subnet, packet.destination());
        return asked ? acl(subnet, Direction.EGRESS, packet) : Optional.empty();
    }

    private Optional<Ruling> acl(String subnet, Direction direction, Packet packet) {
        Optional<Ruling> ruling = fabric.networkAcl(subnet, direction, new Flow(packet, journey.answering()));
        ruling.ifPresent(given -> steps.add(new Step.Filtered(given)));
        return ruling.filter(given -> !given.passes());
    }

    private void log(String eni, String subnet, String zone, Direction direction, Packet packet, boolean accept) {
        Ip address = direction == Direction.EGRESS ? packet.source() : packet.destination();
        Ip own = address.isV4() ? fabric.primaryOf(eni).orElse(address) : address;
        FlowRecord flow = new FlowRecord(new FlowRecord.Interface(eni, own, subnet, fabric.vpcOf(subnet), zone), direction, packet, journey.answering(), accept);
        steps.add(new Step.Logged(flow, fabric.flowLogs().stream().filter(log -> log.captures(flow)).toList()));
    }

    private static Stop stop(Ruling ruling) {
        ReasonCode code = switch (ruling.layer()) {
            case NETWORK_ACL -> ReasonCode.SUBNET_ACL_RESTRICTION;
            case SECURITY_GROUP -> ruling.verdict() == Ruling.Verdict.NO_RULES ? ReasonCode.SG_HAS_NO_RULES : ReasonCode.ENI_SG_RULES_MISMATCH;
        };
        return stop(Outcome.DROPPED, code, ruling.sentence());
    }

    /** The VPC never answers with ICMP: what it cannot deliver vanishes (AWS VPC user guide, "Route tables"). */
    static Stop stop(Outcome outcome, ReasonCode code, String sentence) {
        return new Stop(End.failed(outcome, code, sentence, ClientSees.TIMEOUT), new Place.InVpc(Optional.empty()), Optional.empty());
    }
}
