package dev.glassplane.trace.whynot;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import java.util.List;
import java.util.Optional;

/** Edits of the policies that denied a packet: those who enforce them know which. */
final class PolicyFixes {

    private PolicyFixes() {}

    /** @param last where the walk ended; empty if it never began */
    static List<Fix> of(Network network, Optional<End> end, Optional<Hop> last) {
        Optional<Direction> direction = end.flatMap(End::code).flatMap(PolicyFixes::direction);
        if (direction.isEmpty() || last.isEmpty()) {
            return List.of();
        }
        return packet(last.get()).stream().flatMap(packet -> {
            Ip here = direction.get() == Direction.INGRESS ? packet.destination() : packet.source();
            return network.directory().podAt(here).stream().flatMap(pod -> network.policies().edits(pod.key(), direction.get(), packet, network.dataplane().image()).stream());
        }).map(edit -> new Fix(edit.object(), edit.kind(), edit.patch(), edit.edit(), edit.sentence())).toList();
    }

    private static Optional<Direction> direction(ReasonCode code) {
        return switch (code) {
            case POLICY_DENIED_INGRESS, DEFAULT_DENY_INGRESS -> Optional.of(Direction.INGRESS);
            case POLICY_DENIED_EGRESS, DEFAULT_DENY_EGRESS -> Optional.of(Direction.EGRESS);
            default -> Optional.empty();
        };
    }

    /** The packet as it was when the device stopped it. */
    private static Optional<Packet> packet(Hop hop) {
        Packet packet = null;
        for (Step step : hop.steps()) {
            packet = switch (step) {
                case Step.Sent sent -> sent.packet();
                case Step.Arrived arrived -> arrived.packet();
                case Step.Translated translated -> translated.change().after();
                case Step.Decided decided -> decided.change().map(Step.Change::after).orElse(packet);
                case Step.Encapsulated encapsulated -> encapsulated.outer();
                case Step.Decapsulated decapsulated -> decapsulated.inner();
                case Step.Connected connected -> connected.packet();
                case Step.Heard heard -> heard.packet();
                case Step.Resolved _, Step.Tracked _, Step.RuleMatched _, Step.ChainEnded _, Step.Routed _, Step.LookedUp _, Step.Bridged _, Step.Left _,
                     Step.Received _, Step.Fabric _, Step.Filtered _, Step.Logged _,
                     Step.Balanced _ -> packet;
            };
        }
        return Optional.ofNullable(packet);
    }
}
