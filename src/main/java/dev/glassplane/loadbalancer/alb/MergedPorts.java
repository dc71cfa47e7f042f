package dev.glassplane.loadbalancer.alb;

import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The ports of a group, and who wants each ({@code pkg/ingress/model_builder.go}).
 *
 * @param ports   by number
 * @param members Ingresses of each port, in the group's order
 */
record MergedPorts(SortedMap<Integer, ListenPort> ports, Map<Integer, List<AlbIngress>> members) {

    private static final String SSL_POLICY = "ELBSecurityPolicy-2016-08";

    /** @throws BuildFailure if one Ingress is wrong or two disagree */
    static MergedPorts of(IngressGroup group, Certificates acm) {
        SortedMap<Integer, Map<AlbIngress, ListenPort>> wanted = new TreeMap<>();
        for (AlbIngress member : group.members()) {
            try {
                ListenPorts.of(member, acm).forEach((port, config) -> wanted.computeIfAbsent(port, _ -> new LinkedHashMap<>()).put(member, config));
            } catch (BuildFailure e) {
                throw e.within("ingress: " + member.name());
            }
        }
        SortedMap<Integer, ListenPort> ports = new TreeMap<>();
        Map<Integer, List<AlbIngress>> members = new TreeMap<>();
        wanted.forEach((port, configs) -> {
            try {
                ports.put(port, merge(configs));
            } catch (BuildFailure e) {
                throw e.within("failed to merge listenPort config for port: " + port);
            }
            members.put(port, List.copyOf(configs.keySet()));
        });
        return new MergedPorts(ports, members);
    }

    private static ListenPort merge(Map<AlbIngress, ListenPort> configs) {
        ListenPort first = configs.values().iterator().next();
        agree("protocol", configs, config -> Optional.of(config.protocol().name()));
        agree("inbound-cidrs", configs, config -> config.cidrs4().isEmpty() && config.cidrs6().isEmpty() ? Optional.empty()
                : Optional.of(go(config.cidrs4()) + ", " + go(config.cidrs6())));
        agree("inbound-prefix-lists", configs, config -> Optional.of(config.prefixLists()).filter(lists -> !lists.isEmpty()).map(MergedPorts::go));
        agree("sslPolicy", configs, ListenPort::sslPolicy);
        agree("mTLS Attributes", configs, config -> config.clients().map(Object::toString));
        List<String> cidrs4 = firstOf(configs, ListenPort::cidrs4);
        List<String> cidrs6 = firstOf(configs, ListenPort::cidrs6);
        List<String> lists = firstOf(configs, ListenPort::prefixLists);
        boolean everybody = cidrs4.isEmpty() && cidrs6.isEmpty() && lists.isEmpty();
        Optional<String> policy = configs.values().stream().flatMap(config -> config.sslPolicy().stream()).findFirst();
        return new ListenPort(first.protocol(), everybody ? List.of("0.0.0.0/0") : cidrs4, everybody ? List.of("::/0") : cidrs6, lists,
                first.protocol().encrypted() ? policy.or(() -> Optional.of(SSL_POLICY)) : Optional.empty(), certificates(configs),
                configs.values().stream().flatMap(config -> config.clients().stream()).findFirst());
    }

    private static List<String> firstOf(Map<AlbIngress, ListenPort> configs, Function<ListenPort, List<String>> part) {
        return configs.values().stream().map(part).filter(texts -> !texts.isEmpty()).findFirst().map(texts -> List.copyOf(new TreeSet<>(texts))).orElse(List.of());
    }

    /** The first certificate of the first Ingress that has one is the default. */
    private static List<String> certificates(Map<AlbIngress, ListenPort> configs) {
        Set<String> certificates = new LinkedHashSet<>();
        configs.values().forEach(config -> certificates.addAll(config.certificates()));
        return new ArrayList<>(certificates);
    }

    private static void agree(String what, Map<AlbIngress, ListenPort> configs, Function<ListenPort, Optional<String>> part) {
        AlbIngress provider = null;
        String said = null;
        for (Map.Entry<AlbIngress, ListenPort> entry : configs.entrySet()) {
            Optional<String> says = part.apply(entry.getValue());
            if (says.isPresent() && said == null) {
                provider = entry.getKey();
                said = says.get();
            } else if (says.isPresent() && !says.get().equals(said)) {
                throw new BuildFailure("conflicting " + what + ", " + provider.name() + ": " + said + " | " + entry.getKey().name() + ": " + says.get());
            }
        }
    }

    private static String go(List<String> texts) {
        return "[" + String.join(" ", new TreeSet<>(texts)) + "]";
    }
}
