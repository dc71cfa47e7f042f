package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Optional;

/**
 * A port that a load balancer answers on, and what it makes of what comes in.
 *
 * @param name      unique in the load balancer: {@code http} of a Gateway, {@code HTTP:80} of an ALB
 * @param port      that clients use
 * @param boundPort that a proxy's pods listen on; the same as the port for AWS load balancers
 * @param protocol  what it speaks
 * @param hostname  whose requests it takes; listeners that share a port differ in it: the most specific one that fits takes the connection
 * @param tls       set for HTTPS and TLS
 * @param rules     in the order of their evaluation, the first that matches acts. The order is the source's
 * @param hosts     whether the rules of a less specific host may take what those of the most specific one leave
 * @param otherwise what happens if no rule matches
 * @param arn       of the AWS API
 * @param origin    who asked for it
 */
public record Listener(String name, int port, int boundPort, ListenerProtocol protocol, HostPattern hostname, Optional<Tls> tls, List<Rule> rules,
                       Hosts hosts, Action otherwise, Optional<String> arn, Origin origin) {

    public Listener {
        rules = List.copyOf(rules);
        if (protocol.encrypted() != tls.isPresent()) {
            throw new IllegalArgumentException("listener " + name + " of protocol " + protocol + (tls.isPresent() ? " has" : " lacks") + " TLS settings");
        }
    }

    /** What rules of different hosts mean to each other. */
    public enum Hosts {
        /** Every rule is asked in its turn (ALB). */
        IN_ORDER,
        /** Of the rules whose host fits, only those with the most specific one are asked (Gateway API; server blocks of proxies for Ingress). */
        MOST_SPECIFIC
    }
}
