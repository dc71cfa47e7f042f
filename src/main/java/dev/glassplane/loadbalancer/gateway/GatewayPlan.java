package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all objects of Gateway API mean together: states, from which statuses are written, and load balancers.
 *
 * @param classes       GatewayClasses of our controller
 * @param gateways      of these classes, by key
 * @param routes        that name one of these Gateways or their ListenerSets
 * @param policies      with the Gateways that use them
 * @param loadBalancers one for each Gateway that is accepted
 */
record GatewayPlan(List<Stored> classes, Map<ObjectKey, GatewayState> gateways, List<RouteState> routes, Map<BackendTlsPolicies.Policy, Set<ObjectKey>> policies,
                   List<LoadBalancer> loadBalancers) {

    /** Nothing of Gateway API. */
    static final GatewayPlan NONE = new GatewayPlan(List.of(), Map.of(), List.of(), Map.of(), List.of());

    /** @param specs reads routes, remembering them */
    static GatewayPlan of(ClusterImage image, Certificates certificates, RouteSpecs specs) {
        List<Stored> classes = image.all(GatewayApi.CLASSES).values().stream()
                .filter(stored -> stored.object().path("spec").path("controllerName").asString("").equals(GatewayApi.CONTROLLER)).toList();
        return classes.isEmpty() ? NONE : new Maker(image, certificates, specs, classes).make();
    }

    /** @return why a class is not accepted, empty if it is */
    static java.util.Optional<Finding> refusal(ObjectNode gatewayClass) {
        return gatewayClass.path("spec").has("parametersRef")
                ? java.util.Optional.of(Finding.bad(Finding.ACCEPTED, "InvalidParameters", "spec.parametersRef is set, the gateway has no parameters"))
                : java.util.Optional.empty();
    }

    /** Makes the plan of one image. */
    private static final class Maker {

        private final ClusterImage image;
        private final RouteSpecs specs;
        private final List<Stored> classes;
        private final Grants grants;
        private final Certificates certificates;
        private final BackendTlsPolicies policies;
        private final Map<ObjectKey, GatewayState> gateways = new TreeMap<>();
        private final Map<ObjectKey, ListenerSetState> sets = new TreeMap<>();

        Maker(ClusterImage image, Certificates certificates, RouteSpecs specs, List<Stored> classes) {
            this.image = image;
            this.certificates = certificates;
            this.specs = specs;
            this.classes = classes;
            grants = new Grants(image);
            policies = new BackendTlsPolicies(image, grants, certificates);
        }

        GatewayPlan make() {
            Set<String> served = new TreeSet<>(classes.stream().filter(each -> refusal(each.object()).isEmpty()).map(each -> each.key().name()).toList());
            GatewayStates states = new GatewayStates(image, grants, certificates);
            Map<ObjectKey, List<GatewaySpec>> setsByParent = GatewayStates.setsByParent(image);
            image.all(GatewayApi.GATEWAYS).forEach((key, stored) -> {
                if (served.contains(stored.object().path("spec").path("gatewayClassName").asString(""))) {
                    gateways.put(key, states.judge(GatewaySpec.of(stored), setsByParent.getOrDefault(key, List.of())));
                }
            });
            gateways.values().forEach(gateway -> gateway.sets().forEach(set -> sets.put(set.spec().key(), set)));
            List<RouteState> routes = Exclusion.apply(attach());
            return new GatewayPlan(classes, gateways, routes, policyUse(routes), new GatewayModels(image, policies, routes).of(gateways.values()));
        }

        private List<RouteState> attach() {
            List<RouteState> routes = new ArrayList<>();
            for (RouteSpec route : specs.of(image)) {
                List<Attachment> attachments = new ArrayList<>();
                route.parents().forEach(parent -> attach(route, parent, attachments));
                if (!attachments.isEmpty()) {
                    routes.add(new RouteState(route, RouteRules.read(image, grants, policies, route), List.copyOf(attachments)));
                }
            }
            routes.sort(Comparator.comparing(RouteState::spec, RouteSpec.ORDER));
            return routes;
        }

        private void attach(RouteSpec route, RouteSpec.Parent parent, List<Attachment> attachments) {
            GatewayState gateway = gateways.get(parent.target());
            ListenerSetState set = sets.get(parent.target());
            if (gateway != null) {
                attachments.add(Attachment.decide(route, parent, gateway.listeners(), image));
            } else if (set != null) {
                attachments.add(set.listeners().isEmpty()
                        ? Attachment.refused(parent, "NoMatchingParent", "ListenerSet " + parent.target().qualifiedName() + " does not belong to its Gateway")
                        : Attachment.decide(route, parent, set.listeners(), image));
            }
        }

        /** A policy speaks to the Gateways whose routes lead to its Services. */
        private Map<BackendTlsPolicies.Policy, Set<ObjectKey>> policyUse(List<RouteState> routes) {
            Map<ObjectKey, Set<ObjectKey>> byService = new TreeMap<>();
            Map<BackendTlsPolicies.Policy, Set<ObjectKey>> use = new LinkedHashMap<>();
            if (!policies.all().iterator().hasNext()) {
                return use;
            }
            for (RouteState route : routes) {
                Set<ObjectKey> users = new TreeSet<>();
                route.attachments().stream().filter(route::served).map(attachment -> attachment.parent().target())
                        .map(target -> sets.containsKey(target) ? sets.get(target).spec().parent() : target).forEach(users::add);
                BackendRefs.servicesOf(route.spec()).forEach(service -> byService.computeIfAbsent(service, _ -> new TreeSet<>()).addAll(users));
            }
            policies.all().forEach(policy -> {
                Set<ObjectKey> users = new TreeSet<>();
                policy.targets().forEach(target -> users.addAll(byService.getOrDefault(target.service(), Set.of())));
                use.put(policy, users);
            });
            return use;
        }
    }

    /** @return Gateways that are accepted */
    Collection<GatewayState> served() {
        return gateways.values().stream().filter(GatewayState::accepted).toList();
    }
}
