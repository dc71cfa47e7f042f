package dev.glassplane.loadbalancer.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Checks what a case says of statuses. */
final class ConformanceStatus {

    private final ConformanceCluster cluster;

    ConformanceStatus(ConformanceCluster cluster) {
        this.cluster = cluster;
    }

    /** @return what is wrong, nothing if all is right */
    List<String> check(JsonNode check) {
        List<String> wrong = new ArrayList<>();
        switch (check.path("check").asString()) {
            case "route_parent_accepted", "route_condition" -> route(check, wrong);
            case "route_parents_include" -> check.path("parents").forEach(parent -> parentsInclude(check, parent, wrong));
            case "route_no_accepted_parent" -> noAcceptedParent(check, wrong);
            case "all_listeners" -> listeners(owner(check)).forEach(listener -> conditions(listener.path("conditions"), check.path("conditions"),
                    listener.path("name").asString(), wrong));
            case "listeners_conditions" -> check.path("listeners").forEach(name -> conditions(listener(owner(check), name.asString()).path("conditions"),
                    check.path("conditions"), name.asString(), wrong));
            case "gateway_status_listeners", "listenerset_status_listeners" -> statusListeners(check, wrong);
            case "gateway_condition", "listenerset_condition" -> condition(owner(check).path("status").path("conditions"), check.path("condition"), "", wrong);
            case "gateway_zero_attached_routes" -> listeners(owner(check)).filter(listener -> listener.path("attachedRoutes").asInt(-1) != 0)
                    .forEach(listener -> wrong.add("attachedRoutes of " + listener.path("name")));
            case "gateway_has_address" -> hasAddress(check, wrong);
            case "gateway_attached_listener_sets" -> equal("attachedListenerSets", check.path("count").asInt(), owner(check).path("status").path("attachedListenerSets").asInt(-1), wrong);
            case "backendtlspolicy_condition" -> policy(check, wrong);
            case "observed_generation_current" -> generation(check, wrong);
            default -> wrong.add("unknown check " + check.path("check"));
        }
        return wrong;
    }

    private static void equal(String what, Object expected, Object found, List<String> wrong) {
        if (!expected.equals(found)) {
            wrong.add(what + ": expected " + expected + ", found " + found);
        }
    }

    private JsonNode owner(JsonNode check) {
        return check.has("listenerSet") ? get("listenersets", check.path("listenerSet").asString()) : get("gateways", check.path("gateway").asString());
    }

    private JsonNode get(String resource, String qualified) {
        int slash = qualified.indexOf('/');
        return cluster.gateways.get(resource, qualified.substring(0, slash), qualified.substring(slash + 1));
    }

    private static Stream<JsonNode> listeners(JsonNode owner) {
        return owner.path("status").path("listeners").valueStream();
    }

    private static JsonNode listener(JsonNode owner, String name) {
        return listeners(owner).filter(each -> each.path("name").asString().equals(name)).findFirst().orElseGet(() -> owner.path("absent"));
    }

    private static void conditions(JsonNode found, JsonNode expected, String where, List<String> wrong) {
        expected.forEach(condition -> condition(found, condition, where, wrong));
    }

    private static void condition(JsonNode found, JsonNode expected, String where, List<String> wrong) {
        Optional<JsonNode> match = found.valueStream().filter(each -> each.path("type").equals(expected.path("type"))).findFirst();
        boolean right = match.filter(each -> !expected.has("status") || each.path("status").equals(expected.path("status")))
                .filter(each -> !expected.has("reason") || each.path("reason").equals(expected.path("reason"))).isPresent();
        if (!right) {
            wrong.add(where + " expected " + expected + ", found " + match.map(JsonNode::toString).orElse("none"));
        }
    }

    // --- routes

    private JsonNode routeOf(JsonNode check) {
        return cluster.gateways.cluster.get(cluster.key(check.path("route")).resource(), check.path("route").path("namespace").asString(), check.path("route").path("name").asString());
    }

    private void route(JsonNode check, List<String> wrong) {
        JsonNode route = routeOf(check);
        String parent = check.has("gateway") ? check.path("gateway").asString() : check.path("parent").path("namespace").asString() + "/" + check.path("parent").path("name").asString();
        List<JsonNode> entries = route.path("status").path("parents").valueStream().filter(entry -> qualified(entry, route).equals(parent)).toList();
        if (entries.isEmpty()) {
            wrong.add("no entry for parent " + parent);
        }
        entries.forEach(entry -> condition(entry.path("conditions"), check.path("condition"), parent, wrong));
        if (entries.stream().anyMatch(entry -> !entry.path("controllerName").asString().equals(GatewayApi.CONTROLLER))) {
            wrong.add("an entry of another controller");
        }
    }

    private static String qualified(JsonNode entry, JsonNode route) {
        return entry.path("parentRef").path("namespace").asString(route.path("metadata").path("namespace").asString()) + "/" + entry.path("parentRef").path("name").asString();
    }

    private void parentsInclude(JsonNode check, JsonNode expected, List<String> wrong) {
        JsonNode route = routeOf(check);
        JsonNode reference = expected.path("parentRef");
        Optional<JsonNode> found = route.path("status").path("parents").valueStream().filter(entry -> reference.properties().stream().allMatch(field ->
                entry.path("parentRef").path(field.getKey()).equals(field.getValue())
                        || field.getKey().equals("namespace") && qualified(entry, route).startsWith(field.getValue().asString() + "/"))).findFirst();
        found.ifPresentOrElse(entry -> conditions(entry.path("conditions"), expected.path("conditions"), reference.toString(), wrong),
                () -> wrong.add("no entry for " + reference + " among " + route.path("status").path("parents")));
    }

    private void noAcceptedParent(JsonNode check, List<String> wrong) {
        List<JsonNode> parents = routeOf(check).path("status").path("parents").valueStream().toList();
        boolean right = parents.isEmpty() || parents.size() == 1 && TestGateways.condition(parents.getFirst().path("conditions"), "Accepted").startsWith("False");
        if (!right) {
            wrong.add("a parent accepted it: " + parents);
        }
    }

    // --- Gateways, policies

    private void statusListeners(JsonNode check, List<String> wrong) {
        JsonNode owner = owner(check);
        equal("names of listeners", check.path("listeners").valueStream().map(each -> each.path("name").asString()).sorted().toList(),
                listeners(owner).map(each -> each.path("name").asString()).sorted().toList(), wrong);
        for (JsonNode expected : check.path("listeners")) {
            String name = expected.path("name").asString();
            JsonNode found = listener(owner, name);
            equal(name + " attachedRoutes", expected.path("attachedRoutes").asInt(), found.path("attachedRoutes").asInt(-1), wrong);
            List<String> kinds = found.path("supportedKinds").valueStream().map(each -> each.path("kind").asString()).toList();
            List<String> wanted = expected.path("supportedKinds_include").valueStream().map(JsonNode::asString).toList();
            boolean right = kinds.containsAll(wanted) && !(expected.path("supportedKinds_empty").asBoolean(false) && !kinds.isEmpty());
            if (!right) {
                wrong.add(name + " supportedKinds: found " + kinds);
            }
            conditions(found.path("conditions"), expected.path("conditions"), name, wrong);
        }
    }

    private void hasAddress(JsonNode check, List<String> wrong) {
        if (owner(check).path("status").path("addresses").isEmpty()) {
            wrong.add("no address");
        }
    }

    private void policy(JsonNode check, List<String> wrong) {
        JsonNode policy = cluster.gateways.get("backendtlspolicies", check.path("policy").path("namespace").asString(), check.path("policy").path("name").asString());
        List<JsonNode> entries = policy.path("status").path("ancestors").valueStream().filter(entry -> (entry.path("ancestorRef").path("namespace").asString() + "/"
                + entry.path("ancestorRef").path("name").asString()).equals(check.path("gateway").asString())).toList();
        if (entries.isEmpty()) {
            wrong.add("no entry for " + check.path("gateway"));
        }
        entries.forEach(entry -> condition(entry.path("conditions"), check.path("condition"), "", wrong));
    }

    private void generation(JsonNode check, List<String> wrong) {
        JsonNode object = cluster.gateways.cluster.get(cluster.key(check.path("object")).resource(), check.path("object").path("namespace").asString(""),
                check.path("object").path("name").asString());
        long current = object.path("metadata").path("generation").asLong();
        JsonNode status = object.path("status");
        Stream.concat(status.path("conditions").valueStream(), Stream.of("parents", "ancestors", "listeners").flatMap(field -> status.path(field).valueStream())
                        .flatMap(entry -> entry.path("conditions").valueStream()))
                .filter(condition -> condition.path("observedGeneration").asLong(-1) != current).forEach(condition -> wrong.add("stale " + condition));
    }
}
