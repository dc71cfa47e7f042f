package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.net.Cidr;
import java.util.List;
import java.util.Optional;

/**
 * What a rule says of one end of a packet.
 *
 * @param nets        its address is in one of these; empty for any
 * @param notNets     and in none of these
 * @param selector    it is an endpoint of the cluster with such labels
 * @param notSelector it is no endpoint with such labels
 * @param ports       its port is one of these
 * @param notPorts    and none of these
 */
public record RuleEnd(List<Cidr> nets, List<Cidr> notNets, Optional<Selector> selector, Optional<Selector> notSelector, RulePorts ports, RulePorts notPorts) {

    /** Says nothing. */
    public static final RuleEnd ANY = new RuleEnd(List.of(), List.of(), Optional.empty(), Optional.empty(), RulePorts.NONE, RulePorts.NONE);

    public RuleEnd {
        nets = List.copyOf(nets);
        notNets = List.copyOf(notNets);
    }

    /** @return the same with these ports */
    RuleEnd withPorts(RulePorts other) {
        return new RuleEnd(nets, notNets, selector, notSelector, other, notPorts);
    }
}
