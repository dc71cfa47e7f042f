package dev.glassplane.loadbalancer;

import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Load balancers made by hand, for tests of whatever reads them. */
public final class TestBalancers {

    /** Who asked for them. */
    public static final Origin INGRESS = new Origin("test", "Ingress", "demo", "web", "spec.rules[0]");
    /** Their nodes, in the subnets of the default VPC. */
    public static final List<LbNode> NODES = List.of(node("a", "10.0.1.100", "198.51.100.101"), node("b", "10.0.2.100", "198.51.100.102"));

    private TestBalancers() {}

    private static LbNode node(String letter, String ip, String publicIp) {
        return new LbNode("us-east-1" + letter, "subnet-" + letter, "eni-lb-" + letter, Ip.parse(ip), Optional.of(Ip.parse(publicIp)));
    }

    /** @return a target in zone a or b, by its subnet */
    public static Target target(String ip, int port) {
        return new Target(ip, "", Ip.parse(ip), port, ip.startsWith("10.0.1.") ? "us-east-1a" : "us-east-1b", TargetHealth.HEALTHY, Optional.empty());
    }

    /** @return the same target with another state */
    public static Target of(Target target, TargetHealth.State state) {
        return new Target(target.id(), target.node(), target.ip(), target.port(), target.zone(), new TargetHealth(state, "Target.FailedHealthChecks", "Health checks failed"), target.pod());
    }

    /** @return a group of addresses that speaks HTTP */
    public static TargetGroup http(String name, Target... targets) {
        return new TargetGroup(name, Optional.empty(), TargetGroup.Type.IP, TargetGroup.Protocol.HTTP, "HTTP1", 80, Optional.empty(), Optional.empty(), false, false,
                Optional.empty(), Map.of(), List.of(targets), INGRESS);
    }

    /** @return a group of TCP */
    public static TargetGroup tcp(String name, boolean preserve, boolean proxyProtocol, Target... targets) {
        return new TargetGroup(name, Optional.empty(), TargetGroup.Type.IP, TargetGroup.Protocol.TCP, "", 80, Optional.empty(), Optional.empty(), preserve, proxyProtocol,
                Optional.empty(), Map.of(), List.of(targets), INGRESS);
    }

    /** @return a rule without filters */
    public static Rule rule(String name, Action action, Condition... conditions) {
        return new Rule(name, OptionalInt.empty(), List.of(conditions), List.of(), action, INGRESS);
    }

    /** @return the same rule with filters */
    public static Rule with(Rule rule, Filter... filters) {
        return new Rule(rule.name(), rule.priority(), rule.conditions(), List.of(filters), rule.action(), rule.origin());
    }

    /** @return a listener of HTTP on port 80, bound to 10080 */
    public static Listener http(Listener.Hosts hosts, Rule... rules) {
        return listener("http", 80, ListenerProtocol.HTTP, HostPattern.ANY, Optional.empty(), hosts, Action.NOT_FOUND, rules);
    }

    /** @return a listener of HTTPS on port 443 for one host */
    public static Listener https(String name, HostPattern host, Rule... rules) {
        return listener(name, 443, ListenerProtocol.HTTPS, host, Optional.of(Tls.terminate(List.of(new Tls.Certificate("demo/" + name, List.of(host))))),
                Listener.Hosts.MOST_SPECIFIC, Action.NOT_FOUND, rules);
    }

    /** @return any listener */
    public static Listener listener(String name, int port, ListenerProtocol protocol, HostPattern host, Optional<Tls> tls, Listener.Hosts hosts, Action otherwise, Rule... rules) {
        return new Listener(name, port, 10_000 + port, protocol, host, tls, List.of(rules), hosts, otherwise, Optional.empty(), INGRESS);
    }

    /** @return an AWS load balancer on the nodes above */
    public static LoadBalancer aws(Provider provider, boolean crossZone, List<Listener> listeners, TargetGroup... groups) {
        return new LoadBalancer("k8s-demo-web", provider, Scheme.INTERNET_FACING, State.ACTIVE, Optional.empty(), Optional.of("k8s-demo-web-1.us-east-1.elb.amazonaws.com"),
                new Front.Nodes("vpc-glassplane", NODES), List.of("sg-front", "sg-backend"), crossZone, Map.of(), listeners, byName(groups), List.of(INGRESS));
    }

    /** @return a proxy in pod demo/proxy behind Service demo/proxy */
    public static LoadBalancer proxy(List<Listener> listeners, TargetGroup... groups) {
        return new LoadBalancer("demo/web", Provider.PROXY, Scheme.IN_CLUSTER, State.ACTIVE, Optional.empty(), Optional.empty(),
                new Front.Pods(new ObjectKey("services", "demo", "proxy"), List.of(new ObjectKey("pods", "demo", "proxy"))), List.of(), true, Map.of(), listeners,
                byName(groups), List.of(INGRESS));
    }

    private static Map<String, TargetGroup> byName(TargetGroup... groups) {
        Map<String, TargetGroup> all = new LinkedHashMap<>();
        new ArrayList<>(List.of(groups)).forEach(group -> all.put(group.name(), group));
        return all;
    }
}
