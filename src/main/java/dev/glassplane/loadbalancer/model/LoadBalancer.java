package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A load balancer.
 *
 * @param name           unique: that of the AWS API ({@code k8s-demo-web-0a1b2c3d4e}), or {@code NAMESPACE/NAME} of the Gateway or class that a proxy serves
 * @param provider       what it is
 * @param scheme         who reaches it
 * @param state          whether it works; only an active one passes traffic
 * @param arn            of the AWS API, empty for proxies
 * @param dnsName        its name, lower case without a final dot; empty for proxies
 * @param front          where packets meet it
 * @param securityGroups ids; empty for proxies and for an NLB without any
 * @param crossZone      whether a node sends to targets in other zones
 * @param attributes     by the keys of the AWS API ({@code routing.http.drop_invalid_header_fields.enabled}), those that somebody set
 * @param listeners      several may share a port if their hostnames differ
 * @param targetGroups   by name; whatever a listener names is here
 * @param sources        the objects that asked for it, the first one first: a Service, Ingresses of a group, a Gateway
 */
public record LoadBalancer(String name, Provider provider, Scheme scheme, State state, Optional<String> arn, Optional<String> dnsName, Front front,
                           List<String> securityGroups, boolean crossZone, Map<String, String> attributes, List<Listener> listeners,
                           Map<String, TargetGroup> targetGroups, List<Origin> sources) {

    public LoadBalancer {
        securityGroups = List.copyOf(securityGroups);
        attributes = Map.copyOf(attributes);
        listeners = List.copyOf(listeners);
        targetGroups = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(targetGroups));
        sources = List.copyOf(sources);
    }

    /**
     * @return the target group of that name
     * @throws IllegalStateException if a listener names one that is not there: the source's mistake
     */
    public TargetGroup targetGroup(String groupName) {
        TargetGroup group = targetGroups.get(groupName);
        if (group == null) {
            throw new IllegalStateException("load balancer " + name + " has no target group " + groupName + ", only " + targetGroups.keySet());
        }
        return group;
    }

    /** @return the nodes of an AWS load balancer, none for a proxy */
    public List<LbNode> nodes() {
        return front instanceof Front.Nodes(var _, List<LbNode> nodes) ? nodes : List.of();
    }

    /**
     * @param kind {@code Gateway}, {@code Ingress}, {@code Service}
     * @return whether this object asked for it
     */
    public boolean askedForBy(String kind, String namespace, String object) {
        return sources.stream().anyMatch(source -> source.kind().equals(kind) && source.namespace().equals(namespace) && source.name().equals(object));
    }
}
