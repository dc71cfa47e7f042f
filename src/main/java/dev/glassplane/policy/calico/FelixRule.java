package dev.glassplane.policy.calico;

import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rule of a policy. What it says of the packet must hold altogether.
 *
 * @param action      what becomes of a packet that it matches
 * @param protocol    transport; empty for any
 * @param notProtocol transport that it does not speak of
 * @param source      where the packet comes from
 * @param destination where it goes
 * @param place       where the rule stands in its object, for people: {@code ingress[0]: from[1] pods app=web, ports TCP 80}
 * @param notes       annotations of the rule, {@code key=value}
 */
public record FelixRule(Action action, Optional<Protocol> protocol, Optional<Protocol> notProtocol, RuleEnd source, RuleEnd destination, String place,
                        List<String> notes) {

    public FelixRule {
        notes = List.copyOf(notes);
    }

    /** What a rule does. */
    public enum Action {
        /** Lets it through this direction. */
        ALLOW,
        /** Throws it away. */
        DENY,
        /** Tells the kernel's log, and the next rule is asked. */
        LOG,
        /** Leaves it to the next tier, or to the profiles behind the last one. */
        PASS
    }

    /** @return the sets of endpoints that it asks, each once */
    public List<EndpointSet> sets() {
        List<EndpointSet> sets = new ArrayList<>();
        for (RuleEnd end : List.of(source, destination)) {
            Stream.of(named(end, end.ports()), named(end, end.notPorts()), selected(end).stream(), end.notSelector().map(EndpointSet::of).stream())
                    .flatMap(part -> part).forEach(sets::add);
        }
        return sets.stream().distinct().toList();
    }

    /** @return the set of those that an end's selector means; empty if sets of named ports say it already, or there is no selector */
    public Optional<EndpointSet> selected(RuleEnd end) {
        return end.ports().names().isEmpty() || !end.ports().numbers().isEmpty() ? end.selector().map(EndpointSet::of) : Optional.empty();
    }

    /** @return a set for each named port: who among those that the end's selector means has it, and on which number */
    public Stream<EndpointSet> named(RuleEnd end, RulePorts ports) {
        Protocol transport = protocol.filter(each -> each == Protocol.UDP || each == Protocol.SCTP).orElse(Protocol.TCP);
        return ports.names().stream().map(name -> new EndpointSet(end.selector().orElse(EndpointSet.EVERYTHING),
                Optional.of(new EndpointSet.NamedPort(transport, name))));
    }
}
