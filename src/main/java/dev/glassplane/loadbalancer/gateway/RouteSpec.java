package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A route as it is declared.
 *
 * @param kind      of route
 * @param key       where it lives
 * @param created   metadata.creationTimestamp: the older of two routes that are alike wins
 * @param parents   {@code spec.parentRefs}
 * @param hostnames {@code spec.hostnames}, lower case; none for all
 * @param object    the whole of it
 */
record RouteSpec(RouteKind kind, ObjectKey key, String created, List<Parent> parents, List<String> hostnames, ObjectNode object) {

    /** Older first, then by namespace and name. */
    static final Comparator<RouteSpec> ORDER = Comparator.comparing(RouteSpec::created).thenComparing(route -> route.key().qualifiedName());

    /**
     * To whom a route wants to attach.
     *
     * @param target      a Gateway, a ListenerSet, or something that is none of ours
     * @param sectionName of one listener, empty for all
     * @param port        of listeners
     * @param json        as it is written: status repeats it
     */
    record Parent(ObjectKey target, String sectionName, OptionalInt port, JsonNode json) {

        static Parent read(JsonNode json, String namespace) {
            String group = json.has("group") ? json.path("group").asString("") : GatewayApi.GROUP;
            String resource = GatewayApi.text(json, "kind", "Gateway").toLowerCase(Locale.ROOT) + "s" + (group.isEmpty() ? "" : "." + group);
            return new Parent(new ObjectKey(resource, GatewayApi.text(json, "namespace", namespace), json.path("name").asString("")),
                    json.path("sectionName").asString(""), json.has("port") ? OptionalInt.of(json.path("port").asInt(0)) : OptionalInt.empty(), json);
        }
    }

    static RouteSpec read(RouteKind kind, Stored stored) {
        ObjectNode object = stored.object();
        JsonNode spec = object.path("spec");
        String namespace = stored.key().namespace();
        return new RouteSpec(kind, stored.key(), GatewayApi.created(object), spec.path("parentRefs").valueStream().map(each -> Parent.read(each, namespace)).toList(),
                spec.path("hostnames").valueStream().map(each -> each.asString("").toLowerCase(Locale.ROOT)).toList(), object);
    }

    /** @return {@code spec.rules} */
    JsonNode rules() {
        return object.path("spec").path("rules");
    }

    /** @param reason the field: {@code rules[0].matches[1]} */
    Origin origin(String reason) {
        return new Origin(GatewayApi.COMPONENT, kind.kind(), key.namespace(), key.name(), reason);
    }
}
