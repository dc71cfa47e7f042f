package dev.glassplane.loadbalancer;

import dev.glassplane.loadbalancer.LoadBalancerSource.Problem;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All load balancers of an image, to be found by name, address, pod or object. Immutable. */
public final class LoadBalancers {

    /** None. */
    public static final LoadBalancers NONE = new LoadBalancers(List.of(), List.of());

    private final List<LoadBalancer> all;
    private final List<Problem> problems;
    private final Map<String, LoadBalancer> byName = new HashMap<>();
    private final Map<String, LoadBalancer> byDnsName = new HashMap<>();
    private final Map<Ip, At> byAddress = new HashMap<>();
    private final Map<String, At> byInterface = new HashMap<>();
    private final Map<ObjectKey, List<LoadBalancer>> byPod = new HashMap<>();

    /** A load balancer and the node of it that is meant. */
    public record At(LoadBalancer loadBalancer, LbNode node) {}

    /** @throws IllegalStateException if two have one name: a source's mistake */
    public LoadBalancers(List<LoadBalancer> all, List<Problem> problems) {
        this.all = all.stream().sorted(Comparator.comparing(LoadBalancer::name)).toList();
        this.problems = List.copyOf(problems);
        for (LoadBalancer each : this.all) {
            if (byName.put(each.name(), each) != null) {
                throw new IllegalStateException("two load balancers are called " + each.name());
            }
            each.dnsName().ifPresent(name -> byDnsName.put(name, each));
            switch (each.front()) {
                case Front.Nodes(var _, List<LbNode> nodes) -> nodes.forEach(node -> {
                    byAddress.put(node.privateIp(), new At(each, node));
                    byInterface.put(node.eni(), new At(each, node));
                    node.publicIp().ifPresent(ip -> byAddress.put(ip, new At(each, node)));
                    node.ipv6().ifPresent(ip -> byAddress.put(ip, new At(each, node)));
                });
                case Front.Pods(var _, List<ObjectKey> pods) -> pods.forEach(pod -> byPod.computeIfAbsent(pod, _ -> new ArrayList<>()).add(each));
            }
        }
    }

    /** @return by name */
    public List<LoadBalancer> all() {
        return all;
    }

    /** @return what could not be made */
    public List<Problem> problems() {
        return problems;
    }

    /** @return the load balancer with that unique name */
    public Optional<LoadBalancer> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @param name with or without a final dot, in any case */
    public Optional<LoadBalancer> withDnsName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(byDnsName.get(lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower));
    }

    /** @return the load balancer whose node has that address, private or public */
    public Optional<At> at(Ip ip) {
        return Optional.ofNullable(byAddress.get(ip));
    }

    /** @return the load balancer whose node is behind the network interface */
    public Optional<At> behind(String eni) {
        return eni.isEmpty() ? Optional.empty() : Optional.ofNullable(byInterface.get(eni));
    }

    /** @return the proxies that the pod runs: one, or several Gateways that share their proxy */
    public List<LoadBalancer> servedBy(ObjectKey pod) {
        return byPod.getOrDefault(pod, List.of());
    }

    /**
     * @param kind {@code Gateway}, {@code Ingress}, {@code Service}
     * @return those that this object asked for
     */
    public List<LoadBalancer> of(String kind, String namespace, String name) {
        return all.stream().filter(each -> each.askedForBy(kind, namespace, name)).toList();
    }
}
