package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.loadbalancer.gateway.BackendRefs.Resolved;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Filter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the rules of a route say, whoever takes it.
 *
 * @param parts    each match of each rule
 * @param problems references that lead nowhere
 * @param invalid  rules that cannot be carried out, with the reason
 * @param whole    whether no rule can
 * @param needs    target groups
 */
record RouteRules(List<Part> parts, List<Problem> problems, List<String> invalid, boolean whole, Set<Need> needs) {

    /**
     * One match of one rule.
     *
     * @param rule    its place, from 0
     * @param match   its place in the rule, from 0
     * @param filters what happens on the way
     * @param action  what it does
     */
    record Part(int rule, int match, String ruleName, Matches matches, List<Filter> filters, Action action) {}

    static RouteRules read(ClusterImage image, Grants grants, BackendTlsPolicies policies, RouteSpec route) {
        return new Reader(image, grants, policies, route).read();
    }

    /** Reads one route. */
    private static final class Reader {

        private final RouteSpec route;
        private final BackendTlsPolicies policies;
        private final BackendRefs references;
        private final FilterReader filters;
        private final List<Part> parts = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> invalid = new ArrayList<>();
        private final Set<Need> needs = new LinkedHashSet<>();

        Reader(ClusterImage image, Grants grants, BackendTlsPolicies policies, RouteSpec route) {
            this.route = route;
            this.policies = policies;
            references = new BackendRefs(image, grants, route, problems);
            filters = new FilterReader(references, this::group, problems);
        }

        RouteRules read() {
            int index = 0;
            for (JsonNode rule : route.rules()) {
                int size = parts.size();
                try {
                    rule(rule, index);
                } catch (Unsupported e) {
                    parts.subList(size, parts.size()).clear();
                    invalid.add("rules[" + index + "]: " + e.getMessage());
                }
                index++;
            }
            return new RouteRules(List.copyOf(parts), List.copyOf(new LinkedHashSet<>(problems)), List.copyOf(invalid), index > 0 && invalid.size() == index, needs);
        }

        private void rule(JsonNode rule, int index) {
            List<JsonNode> matches = rule.path("matches").valueStream().toList();
            String name = rule.path("name").asString("");
            Optional<Filter> timeout = timeout(rule.path("timeouts"));
            for (int i = 0; i < Math.max(1, matches.size()); i++) {
                Matches read = matches(matches.isEmpty() ? rule.path("matches").path(0) : matches.get(i));
                FilterReader.Read filtered = filters.read(rule.path("filters"), read.prefix(), false);
                List<Filter> all = new ArrayList<>(filtered.filters());
                timeout.ifPresent(all::add);
                Action action = filtered.instead().orElseGet(() -> forward(rule.path("backendRefs"), read.prefix()));
                parts.add(new Part(index, i, name, read, List.copyOf(all), action));
            }
        }

        private Matches matches(JsonNode match) {
            return switch (route.kind()) {
                case HTTP -> Matches.http(match);
                case GRPC -> Matches.grpc(match);
                case TLS, TCP, UDP -> new Matches(List.of(), Matches.Rank.NONE, Optional.empty());
            };
        }

        private static Optional<Filter> timeout(JsonNode timeouts) {
            Optional<java.time.Duration> request = Durations.parse(timeouts.path("request").asString(""));
            Optional<java.time.Duration> backend = Durations.parse(timeouts.path("backendRequest").asString(""));
            return request.isEmpty() && backend.isEmpty() ? Optional.empty() : Optional.of(new Filter.Timeout(request, backend));
        }

        private Action forward(JsonNode backendRefs, Optional<String> prefix) {
            if (backendRefs.isEmpty()) {
                return new Action.Fail(references.status(), "NoBackend", "the rule has no backendRefs");
            }
            List<Backend.Weighted> backends = new ArrayList<>();
            for (JsonNode reference : backendRefs) {
                Backend backend = switch (references.resolve(reference)) {
                    case Resolved.Port port -> group(port);
                    case Resolved.Nothing nothing -> nothing.broken();
                };
                FilterReader.Read filtered = filters.read(reference.path("filters"), prefix, true);
                backends.add(new Backend.Weighted(filtered.instead().<Backend>map(action -> broken((Action.Fail) action)).orElse(backend),
                        reference.path("weight").asInt(1), filtered.filters()));
            }
            return new Action.Forward(backends, Optional.empty());
        }

        private static Backend broken(Action.Fail fail) {
            return new Backend.Broken(fail.status(), fail.code(), fail.reason());
        }

        private Backend group(Resolved.Port found) {
            Optional<Backend.Broken> broken = route.kind() == RouteKind.UDP ? Optional.empty() : policies.broken(found.service(), found.port());
            if (broken.isPresent()) {
                return broken.get();
            }
            Need need = new Need(found.service().key(), found.port(), route.kind());
            needs.add(need);
            return new Backend.Group(need.group());
        }
    }
}
