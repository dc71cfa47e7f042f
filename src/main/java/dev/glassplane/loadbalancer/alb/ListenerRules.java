package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.alb.BackendAction.Done;
import dev.glassplane.loadbalancer.alb.BackendAction.Forward;
import dev.glassplane.loadbalancer.alb.BackendAction.To;
import dev.glassplane.loadbalancer.alb.BackendAction.Tuple;
import dev.glassplane.loadbalancer.aws.Annotations;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Rules and default actions of an ALB's listeners ({@code pkg/ingress/model_build_listener_rules.go, enhanced_backend_builder.go}). */
final class ListenerRules {

    private static final String USE_ANNOTATION = "use-annotation";
    private static final List<String> TYPES = List.of("Exact", "Prefix");

    private final ClusterImage image;
    private final TargetGroups targetGroups;

    ListenerRules(ClusterImage image, TargetGroups targetGroups) {
        this.image = image;
        this.targetGroups = targetGroups;
    }

    /** One path of an Ingress, with its place in the object. */
    private record Path(JsonNode path, String field) {}

    /** What a rule does, and what it changes before. */
    private record Plan(Action action, List<Filter> filters) {}

    /**
     * @param members in the order of the group
     * @return rules with their priorities
     * @throws BuildFailure if an annotation is wrong or a backend cannot be used
     */
    List<Rule> rules(int port, ListenerProtocol protocol, List<AlbIngress> members) {
        List<Rule> rules = new ArrayList<>();
        for (AlbIngress ingress : members) {
            try {
                rules(ingress, protocol, rules);
            } catch (BuildFailure e) {
                throw e.within("ingress: " + ingress.name());
            }
        }
        List<Rule> numbered = new ArrayList<>();
        for (Rule rule : RuleOptimizer.optimize(port, protocol, rules)) {
            numbered.add(new Rule(rule.name(), OptionalInt.of(numbered.size() + 1), rule.conditions(), rule.filters(), rule.action(), rule.origin()));
        }
        return numbered;
    }

    private void rules(AlbIngress ingress, ListenerProtocol protocol, List<Rule> rules) {
        boolean regex = ingress.annotations().flag("use-regex-path-match").orElse(false);
        JsonNode all = ingress.spec().path("rules");
        for (int i = 0; i < all.size(); i++) {
            for (Path path : sorted(all.get(i).path("http").path("paths"), "spec.rules[" + i + "].http.paths")) {
                JsonNode backend = path.path().path("backend");
                Plan plan = plan(ingress, backend, protocol);
                var conditions = RuleConditions.of(all.get(i).path("host").stringValue(""), path.path(), regex,
                        ExtraConditions.of(ingress.annotations(), backendName(backend)));
                rules.add(new Rule(ingress.name() + " " + path.field(), OptionalInt.empty(), conditions, plan.filters(), plan.action(), ingress.origin(path.field())));
            }
        }
    }

    /** Exact paths come first, then prefixes, longer ones first, then the rest as written. */
    private static List<Path> sorted(JsonNode paths, String field) {
        List<Path> sorted = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            sorted.add(new Path(paths.get(i), field + "[" + i + "]"));
        }
        sorted.sort(Comparator.comparingInt(ListenerRules::rank).thenComparingInt(path ->
                type(path).equals("Prefix") ? -path.path().path("path").stringValue("").length() : 0));
        return sorted;
    }

    private static String type(Path path) {
        return path.path().path("pathType").stringValue("");
    }

    private static int rank(Path path) {
        int rank = TYPES.indexOf(type(path));
        return rank < 0 ? TYPES.size() : rank;
    }

    private static String backendName(JsonNode backend) {
        return backend.path("service").path("name").stringValue("");
    }

    /** @return what a listener does if no rule matches: the default backend of the one Ingress that has one, else 404 */
    Action otherwise(ListenerProtocol protocol, List<AlbIngress> members) {
        List<AlbIngress> having = members.stream().filter(ingress -> ingress.spec().has("defaultBackend")).toList();
        if (having.size() > 1) {
            throw new BuildFailure("multiple ingress defined default backend: " + GroupSettings.goList(having.stream().map(AlbIngress::name).toList()));
        }
        return having.isEmpty() ? Action.NOT_FOUND : plan(having.getFirst(), having.getFirst().spec().path("defaultBackend"), protocol).action();
    }

    private Plan plan(AlbIngress ingress, JsonNode backend, ListenerProtocol protocol) {
        if (!backend.path("service").isObject()) {
            throw new BuildFailure("missing required \"service\" field");
        }
        String name = backendName(backend);
        JsonNode port = backend.path("service").path("port");
        String portName = port.path("name").stringValue("");
        BackendAction wanted = portName.equals(USE_ANNOTATION) ? ActionAnnotation.of(ingress.annotations(), name)
                : BackendAction.to(name, portName.isEmpty() ? port.path("number").asString("") : portName);
        List<Filter> filters = Transforms.of(ingress.annotations(), name);
        Optional<Action> login = protocol == ListenerProtocol.HTTPS ? login(ingress, wanted) : Optional.empty();
        Action action = switch (wanted) {
            case Done(Action done) -> done;
            case Forward forward -> forward(ingress, forward);
        };
        return new Plan(login.orElse(action), filters);
    }

    /** What an ALB asks of a client before it goes on. Annotations of the only Service win. */
    private Optional<Action> login(AlbIngress ingress, BackendAction wanted) {
        Annotations annotations = wanted instanceof Forward forward ? forward.onlyService().flatMap(name -> image.service(ingress.namespace(), name))
                .map(service -> ingress.annotations().overriddenBy(service.annotations())).orElseGet(ingress::annotations) : ingress.annotations();
        String type = annotations.text("auth-type").orElse("none");
        return switch (type) {
            case "none" -> annotations.text("jwt-validation").map(_ -> new Action.Unmodelled("jwt-validation of the ALB", "alb-authentication"));
            case "cognito", "oidc" -> Optional.of(new Action.Unmodelled("authenticate-" + type + " of the ALB", "alb-authentication"));
            default -> throw new BuildFailure("unknown authType: " + type);
        };
    }

    private Action forward(AlbIngress ingress, Forward forward) {
        List<Backend.Weighted> backends = new ArrayList<>();
        for (Tuple tuple : forward.tuples()) {
            switch (tuple.to()) {
                case To.Foreign(String reference) -> {
                    return new Action.Unmodelled("target group " + reference + ", which no Service of the cluster is behind", "alb-foreign-target-groups");
                }
                case To.ServicePort(String name, String port) -> {
                    Optional<Service> service = image.service(ingress.namespace(), name);
                    if (service.isEmpty() && forward.onlyService().isPresent()) {
                        return ((Done) BackendAction.unavailable("Backend service does not exist")).action();
                    }
                    Service found = service.orElseThrow(() -> new BuildFailure("Service \"" + name + "\" not found"));
                    backends.add(new Backend.Weighted(new Backend.Group(targetGroups.of(ingress, found, port)), tuple.weight(), List.of()));
                }
            }
        }
        return new Action.Forward(backends, forward.stickiness());
    }
}
