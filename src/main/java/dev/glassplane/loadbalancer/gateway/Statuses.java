package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.store.ObjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes statuses of states, from what is there: entries and conditions of others stay. */
final class Statuses {

    /** Of {@code status.ancestors}. */
    private static final int ANCESTORS_MAX = 16;

    private final Map<ListenerSpec, Integer> attached = new HashMap<>();
    private final Instant now;

    Statuses(GatewayPlan plan, Instant now) {
        this.now = now;
        for (RouteState route : plan.routes()) {
            route.attachments().stream().filter(route::served).flatMap(attachment -> attachment.places().stream()).map(place -> place.listener().spec()).distinct()
                    .forEach(listener -> attached.merge(listener, 1, Integer::sum));
        }
    }

    ObjectNode ofClass(ObjectNode object) {
        ObjectNode status = status(object);
        Optional<Finding> refused = GatewayPlan.refusal(object);
        status.set("conditions", ConditionList.merge(status.path("conditions"), List.of(refused.orElseGet(() -> Finding.good(Finding.ACCEPTED, "the class is accepted")),
                Finding.good("SupportedVersion", "version " + SupportedFeatures.BUNDLE_VERSION + " of Gateway API is supported")), GatewayApi.generation(object), now));
        ArrayNode features = status.putArray("supportedFeatures");
        SupportedFeatures.all().forEach(name -> features.addObject().put("name", name));
        return status;
    }

    ObjectNode of(GatewayState state, ObjectNode object) {
        ObjectNode status = status(object);
        status.remove("addresses");
        if (!state.addresses().isEmpty()) {
            ArrayNode addresses = status.putArray("addresses");
            state.addresses().forEach(address -> addresses.addObject().put("type", address.type()).put("value", address.value()));
        }
        status.set("conditions", ConditionList.merge(status.path("conditions"), state.findings(), GatewayApi.generation(object), now));
        status.set("listeners", listeners(status.path("listeners"), state.listeners(), GatewayApi.generation(object)));
        status.put("attachedListenerSets", (int) state.attachedSets());
        return status;
    }

    ObjectNode of(ListenerSetState state, ObjectNode object) {
        ObjectNode status = status(object);
        status.set("conditions", ConditionList.merge(status.path("conditions"), state.findings(), GatewayApi.generation(object), now));
        status.remove("listeners");
        if (!state.listeners().isEmpty()) {
            status.set("listeners", listeners(object.path("status").path("listeners"), state.listeners(), GatewayApi.generation(object)));
        }
        return status;
    }

    private ArrayNode listeners(JsonNode before, List<ListenerState> states, long generation) {
        ArrayNode listeners = JsonMapper.shared().createArrayNode();
        for (ListenerState state : states) {
            ObjectNode listener = listeners.addObject().put("name", state.spec().name()).put("attachedRoutes", attached.getOrDefault(state.spec(), 0));
            ArrayNode kinds = listener.putArray("supportedKinds");
            state.kinds().forEach(kind -> kinds.addObject().put("group", GatewayApi.GROUP).put("kind", kind.kind()));
            JsonNode was = before.valueStream().filter(each -> each.path("name").asString("").equals(state.spec().name())).findFirst()
                    .orElseGet(() -> JsonMapper.shared().createObjectNode());
            listener.set("conditions", ConditionList.merge(was.path("conditions"), state.findings(), generation, now));
        }
        return listeners;
    }

    /** @param state empty if the route has nothing to do with us any more */
    ObjectNode ofRoute(ObjectNode object, Optional<RouteState> state) {
        ObjectNode status = status(object);
        JsonNode before = status.path("parents");
        ArrayNode parents = JsonMapper.shared().createArrayNode();
        before.valueStream().filter(entry -> !ours(entry)).forEach(entry -> parents.add(entry.deepCopy()));
        state.ifPresent(route -> route.attachments().forEach(attachment -> {
            JsonNode reference = attachment.parent().json();
            JsonNode was = before.valueStream().filter(entry -> ours(entry) && entry.path("parentRef").equals(reference)).findFirst()
                    .orElseGet(() -> JsonMapper.shared().createObjectNode());
            ObjectNode entry = parents.addObject();
            entry.set("parentRef", reference.deepCopy());
            entry.put("controllerName", GatewayApi.CONTROLLER);
            entry.set("conditions", ConditionList.merge(was.path("conditions"), route.findings(attachment), GatewayApi.generation(object), now));
        }));
        if (!parents.isEmpty() || status.has("parents")) {
            status.set("parents", parents);
        }
        return status;
    }

    /** @param gateways that use the policy */
    ObjectNode ofPolicy(ObjectNode object, List<Finding> findings, Set<ObjectKey> gateways) {
        ObjectNode status = status(object);
        JsonNode before = status.path("ancestors");
        ArrayNode ancestors = JsonMapper.shared().createArrayNode();
        before.valueStream().filter(entry -> !ours(entry)).forEach(entry -> ancestors.add(entry.deepCopy()));
        gateways.stream().limit(Math.max(0, ANCESTORS_MAX - ancestors.size())).forEach(gateway -> {
            ObjectNode reference = JsonMapper.shared().createObjectNode().put("group", GatewayApi.GROUP).put("kind", "Gateway").put("namespace", gateway.namespace())
                    .put("name", gateway.name());
            JsonNode was = before.valueStream().filter(entry -> ours(entry) && entry.path("ancestorRef").equals(reference)).findFirst()
                    .orElseGet(() -> JsonMapper.shared().createObjectNode());
            ObjectNode entry = ancestors.addObject();
            entry.set("ancestorRef", reference);
            entry.put("controllerName", GatewayApi.CONTROLLER);
            entry.set("conditions", ConditionList.merge(was.path("conditions"), findings, GatewayApi.generation(object), now));
        });
        if (!ancestors.isEmpty() || status.has("ancestors")) {
            status.set("ancestors", ancestors);
        }
        return status;
    }

    private static boolean ours(JsonNode entry) {
        return entry.path("controllerName").asString("").equals(GatewayApi.CONTROLLER);
    }

    private static ObjectNode status(ObjectNode object) {
        return object.path("status") instanceof ObjectNode status ? status.deepCopy() : JsonMapper.shared().createObjectNode();
    }
}
