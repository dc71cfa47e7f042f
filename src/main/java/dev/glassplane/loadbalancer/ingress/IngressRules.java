package dev.glassplane.loadbalancer.ingress;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.loadbalancer.ingress.ProxyClass.Ingress;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.proxy.ServiceTargets;
import dev.glassplane.net.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Rules of all Ingresses of a class, as the API describes them: the most specific host first, in it the longest path, of two equally long ones the exact one, then
 * that of the older Ingress.
 */
final class IngressRules {

    private static final int UNAVAILABLE = 503;

    private final ClusterImage image;
    private final Map<String, TargetGroup> targetGroups = new LinkedHashMap<>();

    /** A path with its place in the order. */
    private record Placed(int length, boolean exact, Rule rule) {}

    private static final Comparator<Placed> ORDER = Comparator.comparingInt(Placed::length).reversed().thenComparing(placed -> !placed.exact());

    IngressRules(ClusterImage image) {
        this.image = image;
    }

    /** @return target groups of the rules that were made */
    Map<String, TargetGroup> targetGroups() {
        return targetGroups;
    }

    List<Rule> of(ProxyClass proxyClass) {
        List<Placed> placed = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        proxyClass.ingresses().forEach(ingress -> paths(ingress, taken, placed));
        proxyClass.ingresses().forEach(ingress -> defaults(ingress, taken, placed));
        placed.sort(ORDER);
        return placed.stream().map(Placed::rule).toList();
    }

    private void paths(Ingress ingress, Set<String> taken, List<Placed> placed) {
        JsonNode rules = ingress.spec().path("rules");
        for (int i = 0; i < rules.size(); i++) {
            JsonNode paths = rules.get(i).path("http").path("paths");
            String host = rules.get(i).path("host").stringValue("");
            for (int k = 0; k < paths.size(); k++) {
                String text = paths.get(k).path("path").stringValue("");
                boolean exact = paths.get(k).path("pathType").stringValue("").equals("Exact");
                String prefix = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
                if (taken.add(host + " " + (exact ? "=" + text : prefix))) {
                    String field = "spec.rules[" + i + "].http.paths[" + k + "]";
                    Condition path = new Condition.Path(List.of(exact ? new PathPattern.Exact(text) : new PathPattern.Prefix(text.isEmpty() ? "/" : text)));
                    placed.add(new Placed(exact ? text.length() : prefix.length(), exact, rule(ingress, host, Optional.of(path), paths.get(k).path("backend"), field)));
                }
            }
        }
    }

    /** The default backend of an Ingress takes what its own hosts leave, or, without rules, what nobody else takes. */
    private void defaults(Ingress ingress, Set<String> taken, List<Placed> placed) {
        if (!ingress.spec().has("defaultBackend")) {
            return;
        }
        List<String> hosts = ingress.spec().path("rules").isEmpty() ? List.of("")
                : ingress.spec().path("rules").valueStream().map(rule -> rule.path("host").stringValue("")).distinct().toList();
        for (String host : hosts) {
            if (taken.add(host + " ")) {
                placed.add(new Placed(-1, false, rule(ingress, host, Optional.empty(), ingress.spec().path("defaultBackend"), "spec.defaultBackend")));
            }
        }
    }

    private Rule rule(Ingress ingress, String host, Optional<Condition> path, JsonNode backend, String field) {
        List<Condition> conditions = new ArrayList<>();
        if (!host.isEmpty()) {
            conditions.add(new Condition.Host(List.of(pattern(host))));
        }
        path.ifPresent(conditions::add);
        return new Rule("Ingress " + ingress.key().qualifiedName() + " " + field + (host.isEmpty() ? "" : " " + host), OptionalInt.empty(), conditions, List.of(),
                action(ingress, backend), ingress.origin(field));
    }

    /** A star stands for exactly one label. */
    static HostPattern pattern(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("*.") ? new HostPattern.OneLabel(lower.substring(2)) : new HostPattern.Exact(lower);
    }

    private Action action(Ingress ingress, JsonNode backend) {
        String namespace = ingress.key().namespace();
        if (!backend.path("service").isObject()) {
            return new Action.Fail(UNAVAILABLE, "InvalidKind", "the backend is a " + backend.path("resource").path("kind").stringValue("resource")
                    + ", the class serves Services only");
        }
        String name = backend.path("service").path("name").stringValue("");
        Optional<Service> service = image.service(namespace, name);
        if (service.isEmpty()) {
            return new Action.Fail(UNAVAILABLE, "BackendNotFound", "Service " + namespace + "/" + name + " does not exist");
        }
        JsonNode wanted = backend.path("service").path("port");
        Optional<Service.Port> port = service.get().ports().stream().filter(each -> wanted.path("name").isString()
                ? each.name().equals(wanted.path("name").stringValue()) : each.port() == wanted.path("number").asInt(0)).findFirst();
        return port.<Action>map(found -> Action.Forward.to(group(service.get(), found))).orElseGet(() -> new Action.Fail(UNAVAILABLE, "BackendNotFound",
                "Service " + namespace + "/" + name + " has no port " + (wanted.path("name").isString() ? wanted.path("name").stringValue() : wanted.path("number").asString(""))));
    }

    private String group(Service service, Service.Port port) {
        String name = service.key().qualifiedName() + ":" + port.port();
        targetGroups.computeIfAbsent(name, _ -> new TargetGroup(name, Optional.empty(), TargetGroup.Type.IP, TargetGroup.Protocol.HTTP, version(port), port.port(),
                Optional.empty(), Optional.empty(), false, false, Optional.empty(), Map.of(), ServiceTargets.of(image, service, port),
                new Origin(ProxyClass.COMPONENT, "Service", service.key().namespace(), service.key().name() + ":" + port.port(), "backend")));
        return name;
    }

    private static String version(Service.Port port) {
        return switch (port.appProtocol()) {
            case "kubernetes.io/h2c", "h2c", "http2" -> "HTTP2";
            case "grpc" -> "GRPC";
            default -> "HTTP1";
        };
    }
}
