package dev.glassplane.trace.device;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.dataplane.PolicyKnowledge;
import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.PolicyKnowledge.Reason;
import dev.glassplane.dataplane.PolicyKnowledge.Standing;
import dev.glassplane.image.Pod;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.PodState;
import dev.glassplane.linux.bpf.PolicyAttachment;
import dev.glassplane.linux.bpf.PolicyMaps;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.StackResult;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.ReasonCode;
import java.util.Optional;

/** Says which policies are behind what a program at a pod decides, and what policies would want where no program enforces them. */
final class PodPolicies {

    private static final String POD_PEER = "pod/";

    private final NodeState state;
    private final Journey journey;
    private final PolicyKnowledge knowledge;

    PodPolicies(NodeState state, Journey journey) {
        this.state = state;
        this.journey = journey;
        this.knowledge = journey.network().policies();
    }

    /** A packet comes out of a device: if it is a pod's, the pod's policies for egress are asked. */
    Optional<String> leaving(String device) {
        return refusal(device, Direction.EGRESS);
    }

    /** A packet goes into a pod. */
    Optional<String> entering(String device) {
        return refusal(device, Direction.INGRESS);
    }

    /** Answers pass whatever policies say. What the maps enforce needs no further word. */
    private Optional<String> refusal(String device, Direction direction) {
        if (journey.answering()) {
            return Optional.empty();
        }
        return pod(device).filter(_ -> !enforced(device, direction)).flatMap(pod -> judge(pod, direction, journey));
    }

    private static Optional<String> judge(ObjectKey pod, Direction direction, Journey journey) {
        return switch (journey.network().policies().standing(pod, direction, journey.network().dataplane().image())) {
            case Standing.Silent _, Standing.Enforced _ -> Optional.empty();
            case Standing.Ignored ignored -> {
                journey.note(ignored.sentence());
                yield Optional.empty();
            }
            case Standing.NotModelled not -> Optional.of(not.sentence());
        };
    }

    /** A process of a pod on the node's own network has the packet. */
    static void onNode(Pod pod, Journey journey) {
        judge(pod.key(), Direction.INGRESS, journey);
    }

    private boolean enforced(String device, Direction direction) {
        return state.host().entries().value(PolicyAttachment.TABLE, device).map(attached -> BpfMaps.of(state.host().entries())
                .look(PolicyMaps.states(attached.podIdentifier(), direction == Direction.INGRESS), PodState.NETWORK_POLICY_KEY))
                .filter(found -> found instanceof BpfMaps.Found.Hit<Integer, PodState> hit && hit.entry().value() == PodState.POLICIES_APPLIED).isPresent();
    }

    private Optional<ObjectKey> pod(String device) {
        return state.host().routing().link(device).flatMap(Link::peer).filter(peer -> peer.startsWith(POD_PEER)).map(peer -> {
            String[] parts = peer.substring(POD_PEER.length()).split("/");
            return new ObjectKey("pods", parts[0], parts[1]);
        });
    }

    /** An allowing decision names the rule. */
    Decision explained(Decision decision, Packet packet) {
        if (!decision.result().equals("allow")) {
            return decision;
        }
        return reason(decision.place(), packet).filter(Reason::allowed).map(reason -> new Decision(decision.place(), decision.result(),
                reason.sentence() + " (" + decision.evidence() + ")", decision.origin(), decision.change(), decision.chosen())).orElse(decision);
    }

    /** A denial names the policies, and the rule that came nearest. */
    End explained(End end, StackResult.Stopped stopped, Packet packet) {
        boolean ingress = stopped.reason().equals(StackResult.Stopped.POLICY_INGRESS);
        if (!ingress && !stopped.reason().equals(StackResult.Stopped.POLICY_EGRESS)) {
            return end;
        }
        Optional<Reason> reason = reason(stopped.by(), packet);
        if (reason.isEmpty()) {
            return end.because(ingress ? ReasonCode.DEFAULT_DENY_INGRESS : ReasonCode.DEFAULT_DENY_EGRESS, end.sentence());
        }
        ReasonCode code = code(ingress ? Direction.INGRESS : Direction.EGRESS, reason);
        String dropped = "node " + state.node() + " drops it (" + stopped.by() + "): ";
        return end.because(code, reason.get().allowed() ? end.sentence() + ", though policies let it through: " + reason.get().sentence()
                : dropped + reason.get().sentence());
    }

    /** A rule that stands for policies says so in its reason; a policy's own rule that denies does too. */
    End explained(End end, StackResult.Dropped dropped, Packet packet) {
        Optional<Direction> direction = dropped.rule().flatMap(rule -> direction(rule.origin().reason()));
        if (direction.isEmpty()) {
            return end;
        }
        Ip here = direction.get() == Direction.INGRESS ? packet.destination() : packet.source();
        Optional<Reason> reason = journey.network().directory().podAt(here).flatMap(pod -> knowledge.reason(pod.key(), direction.get(), packet,
                journey.network().dataplane().image()));
        return end.because(code(direction.get(), reason), reason.map(why -> "node " + state.node() + " drops it (" + dropped.chain().table().name() + "/" + dropped.chain().name() + "): " + why.sentence())
                .orElse(end.sentence()));
    }

    private static Optional<Direction> direction(String reason) {
        return reason.equals(StackResult.Stopped.POLICY_INGRESS) || reason.startsWith("ingress[") ? Optional.of(Direction.INGRESS)
                : reason.equals(StackResult.Stopped.POLICY_EGRESS) || reason.startsWith("egress[") ? Optional.of(Direction.EGRESS) : Optional.empty();
    }

    private static ReasonCode code(Direction direction, Optional<Reason> reason) {
        boolean byDefault = reason.filter(Reason::byDefault).isPresent();
        return direction == Direction.INGRESS ? byDefault ? ReasonCode.DEFAULT_DENY_INGRESS : ReasonCode.POLICY_DENIED_INGRESS
                : byDefault ? ReasonCode.DEFAULT_DENY_EGRESS : ReasonCode.POLICY_DENIED_EGRESS;
    }

    private Optional<Reason> reason(String place, Packet packet) {
        boolean ingress = place.startsWith(BpfProgram.HANDLE_INGRESS.name(Family.IPV4) + " ");
        String device = place.substring(place.lastIndexOf(' ') + 1);
        return pod(device).flatMap(pod -> knowledge.reason(pod, ingress ? Direction.INGRESS : Direction.EGRESS, packet,
                journey.network().dataplane().image()));
    }
}
