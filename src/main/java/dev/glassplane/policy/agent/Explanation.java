package dev.glassplane.policy.agent;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.PolicyKnowledge.Reason;
import dev.glassplane.image.Pod;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.policy.endpoints.Resolved;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.NetworkPolicy.Rule;
import dev.glassplane.policy.model.PolicyPort;
import dev.glassplane.policy.model.Semantics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the rule that lets a packet through, or the one that comes nearest, by resolving the policies once more, rule by rule.
 *
 * @param policies whose rules the pod's maps hold
 * @param pod      whose maps
 * @param packet   as the program sees it
 * @param memory   of the image
 */
record Explanation(List<NetworkPolicy> policies, Pod pod, Direction direction, Packet packet, ImageMemory memory) {

    /**
     * How near one rule comes.
     *
     * @param at set if the rule speaks of the other end
     */
    private record Near(NetworkPolicy policy, int rule, Optional<Resolved> at, boolean port) {
        int rank() {
            return (at.isPresent() ? 2 : 0) + (port ? 1 : 0);
        }
    }

    /** The agent's answer, and the API's where that is another. */
    Reason reason() {
        Reason agents = agents();
        Semantics.Verdict apis = memory.semantics().judge(pod, direction, new Semantics.End(other(), memory.holder(other())), packet.protocol(),
                packet.destinationPort());
        if (apis.allowed() == agents.allowed() || memory.isService(other())) {
            return agents;
        }
        return new Reason(agents.allowed(), agents.byDefault(), agents.sentence() + "; by the NetworkPolicy API alone it would be " + switch (apis) {
            case Semantics.Verdict.NotIsolated _ -> "allowed, since no policy isolates this pod for " + direction.word();
            case Semantics.Verdict.Allowed allowed -> "allowed by NetworkPolicy " + allowed.policy().name() + " spec." + direction.word() + "["
                    + allowed.rule() + "]";
            case Semantics.Verdict.Denied denied -> "denied: " + AgentKnowledge.names(denied.isolating()) + " isolate" + (denied.isolating().size() == 1 ? "s" : "")
                    + " the pod";
        });
    }

    private Reason agents() {
        List<NetworkPolicy> restricting = policies.stream().filter(policy -> policy.isolates().contains(direction) || !policy.rules(direction).isEmpty())
                .toList();
        List<Near> all = new ArrayList<>();
        restricting.forEach(policy -> nearness(policy, all));
        Optional<Near> best = all.stream().max(Comparator.comparingInt(Near::rank));
        if (restricting.isEmpty()) {
            return new Reason(true, false, "no policy isolates pod " + pod.key().qualifiedName() + " for " + direction.word());
        }
        if (best.filter(near -> near.rank() == 3).isPresent()) {
            return new Reason(true, false, rule(all.stream().filter(near -> near.rank() == 3).findFirst().orElseThrow()));
        }
        return new Reason(false, all.isEmpty(), denial(restricting, best));
    }

    private void nearness(NetworkPolicy policy, List<Near> out) {
        List<Resolved> resolved = memory.resolved(policy, direction);
        for (int i = 0; i < policy.rules(direction).size(); i++) {
            int index = i;
            List<Resolved> here = resolved.stream().filter(each -> each.rule() == index && each.endpoint().speaksOf(other())).toList();
            Optional<Resolved> full = here.stream().filter(each -> each.endpoint().hasPort(packet.protocol(), packet.destinationPort())).findFirst();
            boolean port = resolved.stream().filter(each -> each.rule() == index)
                    .anyMatch(each -> each.endpoint().hasPort(packet.protocol(), packet.destinationPort())) || policy.rules(direction).get(i).ports().isEmpty();
            out.add(new Near(policy, i, full.or(() -> here.stream().findFirst()), full.isPresent() || here.isEmpty() && port));
        }
    }

    private Ip other() {
        return direction == Direction.INGRESS ? packet.source() : packet.destination();
    }

    private String peers() {
        return direction == Direction.INGRESS ? "from" : "to";
    }

    private String place(Near near) {
        return "NetworkPolicy " + near.policy().name() + " spec." + direction.word() + "[" + near.rule() + "]";
    }

    private static String ports(Rule rule) {
        return rule.ports().isEmpty() ? "all ports" : "ports " + rule.ports().stream().map(PolicyPort::toString).collect(Collectors.joining(", "));
    }

    private String peer(Near near, Resolved at) {
        Rule rule = near.policy().rules(direction).get(near.rule());
        String peer = at.peer().isEmpty() ? "anybody" : peers() + "[" + at.peer().getAsInt() + "] " + rule.peers().get(at.peer().getAsInt());
        return peer + at.service().map(service -> " (ClusterIP of Service " + service.key().qualifiedName() + ")").orElse("");
    }

    private String rule(Near near) {
        return place(near) + ": " + peer(near, near.at().orElseThrow()) + ", " + ports(near.policy().rules(direction).get(near.rule()));
    }

    private String denial(List<NetworkPolicy> restricting, Optional<Near> best) {
        String isolated = "pod " + pod.key().qualifiedName() + " is isolated for " + direction.word() + " by " + AgentKnowledge.names(restricting);
        String what = (direction == Direction.INGRESS ? " in from " : " out to ") + who() + (packet.protocol().hasPorts()
                ? " on " + packet.protocol() + " " + packet.destinationPort() : " by " + packet.protocol());
        if (best.isEmpty()) {
            return isolated + (restricting.size() == 1 ? ", which has no " : ", which have no ") + direction.word() + " rule" + shared(restricting);
        }
        return isolated + ", and no rule lets it" + what + nearest(best.get()) + shared(restricting);
    }

    private String nearest(Near near) {
        Rule rule = near.policy().rules(direction).get(near.rule());
        if (near.at().isPresent()) {
            return "; nearest: " + place(near) + ": " + peer(near, near.at().get()) + " matches, but not " + ports(rule);
        }
        return near.port() ? "; nearest: " + place(near) + ": " + (rule.ports().isEmpty() ? "all ports" : ports(rule)) + " would do, but none of its "
                + peers() + " matches" : "";
    }

    private String who() {
        return other() + memory.holder(other()).map(each -> " (pod " + each.key().qualifiedName() + ")").orElse("");
    }

    /** Policies of other pods count too, where the agent takes their names for one. */
    private String shared(List<NetworkPolicy> restricting) {
        List<NetworkPolicy> foreign = restricting.stream().filter(policy -> !policy.selects(pod)).toList();
        return foreign.isEmpty() ? "" : "; " + AgentKnowledge.names(foreign) + " selects other pods whose names are the same up to the last dash, and the "
                + "agent gives them one set of maps";
    }
}
