package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Front;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.proxy.ProxyAddress;
import dev.glassplane.loadbalancer.proxy.ProxyNames;
import dev.glassplane.loadbalancer.proxy.ProxyPorts;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Makes load balancers of Gateways and the routes that they took. */
final class GatewayModels {

    /** A route that a listener took. */
    private record Taken(RouteState route, List<String> hosts) {}

    private final ClusterImage image;
    private final BackendTlsPolicies policies;
    private final Map<ListenerSpec, List<Taken>> taken = new HashMap<>();

    /** @param routes in their order of precedence */
    GatewayModels(ClusterImage image, BackendTlsPolicies policies, List<RouteState> routes) {
        this.image = image;
        this.policies = policies;
        for (RouteState route : routes) {
            Set<ListenerSpec> once = new HashSet<>();
            route.attachments().stream().filter(route::served).flatMap(attachment -> attachment.places().stream())
                    .filter(place -> place.listener().programmed() && once.add(place.listener().spec()))
                    .forEach(place -> taken.computeIfAbsent(place.listener().spec(), _ -> new ArrayList<>()).add(new Taken(route, place.hosts())));
        }
    }

    List<LoadBalancer> of(Collection<GatewayState> gateways) {
        return gateways.stream().filter(GatewayState::accepted).map(this::of).toList();
    }

    private LoadBalancer of(GatewayState gateway) {
        ObjectKey key = gateway.spec().key();
        List<ListenerState> programmed = gateway.allListeners().stream().filter(ListenerState::programmed).toList();
        Map<Integer, Integer> bound = ProxyPorts.bound(programmed.stream().map(each -> each.spec().port()).toList());
        TargetGroups groups = new TargetGroups(image, policies, gateway.clientCertificate());
        Map<String, TargetGroup> needed = new TreeMap<>();
        List<Listener> listeners = new ArrayList<>();
        for (ListenerState each : programmed) {
            List<Taken> here = taken.getOrDefault(each.spec(), List.of());
            here.stream().flatMap(route -> route.route().rules().needs().stream()).forEach(need -> needed.computeIfAbsent(need.group(), _ -> groups.of(need)));
            listeners.add(listener(each, bound.get(each.spec().port()), here));
        }
        ObjectKey service = GatewayApi.service(key.namespace(), ProxyNames.of(key.name(), gateway.className()));
        List<Origin> sources = new ArrayList<>();
        sources.add(new Origin(GatewayApi.COMPONENT, "Gateway", key.namespace(), key.name(), "gatewayClassName: " + gateway.className()));
        gateway.sets().stream().filter(ListenerSetState::accepted).map(set -> set.spec().key())
                .forEach(set -> sources.add(new Origin(GatewayApi.COMPONENT, "ListenerSet", set.namespace(), set.name(), "parentRef")));
        return new LoadBalancer(key.qualifiedName(), Provider.PROXY, Scheme.IN_CLUSTER, State.ACTIVE, Optional.empty(), Optional.empty(),
                new Front.Pods(service, ProxyAddress.pods(image, service)), List.of(), true, Map.of(), listeners, needed, sources);
    }

    private static Listener listener(ListenerState state, int bound, List<Taken> routes) {
        ListenerSpec spec = state.spec();
        List<Rule> rules = switch (spec.protocol().orElseThrow()) {
            case HTTP, HTTPS -> requests(routes);
            case TLS -> handshakes(routes);
            case TCP, UDP, TCP_UDP -> routes.stream().limit(1).flatMap(each -> connections(each).stream()).toList();
        };
        boolean http = spec.protocol().get().http();
        return new Listener(spec.uniqueName(), spec.port(), bound, spec.protocol().get(), Hostnames.pattern(spec.hostname()), state.tls(), rules,
                Listener.Hosts.MOST_SPECIFIC, http ? Action.NOT_FOUND : new Action.Close("no route of listener " + spec.uniqueName() + " takes it"), Optional.empty(),
                spec.origin("listeners[" + spec.name() + "]"));
    }

    private static List<Rule> requests(List<Taken> routes) {
        List<Ranked> ranked = new ArrayList<>();
        for (int age = 0; age < routes.size(); age++) {
            Taken each = routes.get(age);
            Optional<Condition> host = each.hosts().equals(List.of("")) ? Optional.empty()
                    : Optional.of(new Condition.Host(each.hosts().stream().map(Hostnames::pattern).toList()));
            for (RouteRules.Part part : each.route().rules().parts()) {
                ranked.add(new Ranked(part.matches().rank(), age, part.rule(), part.match(), rule(each.route().spec(), part, host)));
            }
        }
        ranked.sort(Ranked.ORDER);
        return ranked.stream().map(Ranked::rule).toList();
    }

    private static Rule rule(RouteSpec route, RouteRules.Part part, Optional<Condition> first) {
        List<Condition> conditions = new ArrayList<>(part.matches().conditions());
        first.ifPresent(condition -> conditions.addFirst(condition));
        String place = "rules[" + part.rule() + "]" + (part.ruleName().isEmpty() ? "" : " " + part.ruleName());
        return new Rule(route.kind().kind() + " " + route.key().qualifiedName() + " " + place + (part.match() > 0 ? " matches[" + part.match() + "]" : ""), OptionalInt.empty(),
                conditions, part.filters(), part.action(), route.origin("rules[" + part.rule() + "].matches[" + part.match() + "]"));
    }

    /** One rule for each server name, the most specific first; of two routes for one name the older has it. */
    private static List<Rule> handshakes(List<Taken> routes) {
        record Named(String host, Rule rule) {}
        List<Named> named = new ArrayList<>();
        for (Taken each : routes) {
            each.hosts().forEach(host -> each.route().rules().parts().forEach(part -> named.add(new Named(host, host.isEmpty() ? rule(each.route().spec(), part, Optional.empty())
                    : rule(each.route().spec(), part, Optional.of(new Condition.Sni(List.<HostPattern>of(Hostnames.pattern(host)))))))));
        }
        named.sort(java.util.Comparator.comparing(Named::host, Ranked.HOSTS));
        return named.stream().map(Named::rule).toList();
    }

    private static List<Rule> connections(Taken route) {
        return route.route().rules().parts().stream().map(part -> rule(route.route().spec(), part, Optional.empty())).toList();
    }
}
