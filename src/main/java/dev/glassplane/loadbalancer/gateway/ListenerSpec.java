package dev.glassplane.loadbalancer.gateway;

import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.net.Origin;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A listener as it is declared.
 *
 * @param owner    the Gateway or ListenerSet
 * @param name     unique in the owner
 * @param hostname empty for all
 * @param port     that clients use
 * @param word     {@code spec.listeners[].protocol}, upper case
 * @param json     the whole of it
 */
record ListenerSpec(ObjectKey owner, String name, String hostname, int port, String word, JsonNode json) {

    static List<ListenerSpec> of(ObjectKey owner, JsonNode spec) {
        List<ListenerSpec> all = new ArrayList<>();
        spec.path("listeners").forEach(json -> all.add(new ListenerSpec(owner, json.path("name").asString(""),
                json.path("hostname").asString("").toLowerCase(Locale.ROOT), json.path("port").asInt(0), json.path("protocol").asString("").toUpperCase(Locale.ROOT), json)));
        return all;
    }

    boolean ofSet() {
        return owner.resource().equals(GatewayApi.LISTENER_SETS);
    }

    /** @return {@code Gateway} or {@code ListenerSet}: whose references its references are */
    String ownerKind() {
        return ofSet() ? "ListenerSet" : "Gateway";
    }

    /** @return what it speaks, empty if that is not supported */
    Optional<ListenerProtocol> protocol() {
        return switch (word) {
            case "HTTP" -> Optional.of(ListenerProtocol.HTTP);
            case "HTTPS" -> Optional.of(ListenerProtocol.HTTPS);
            case "TLS" -> Optional.of(ListenerProtocol.TLS);
            case "TCP" -> Optional.of(ListenerProtocol.TCP);
            case "UDP" -> Optional.of(ListenerProtocol.UDP);
            default -> Optional.empty();
        };
    }

    boolean passthrough() {
        return json.path("tls").path("mode").asString("").equals("Passthrough");
    }

    /** @return kinds of routes that speak its protocol */
    List<RouteKind> kindsOfProtocol() {
        return protocol().map(protocol -> switch (protocol) {
            case HTTP, HTTPS -> List.of(RouteKind.HTTP, RouteKind.GRPC);
            case TLS -> List.of(RouteKind.TLS);
            case TCP, TCP_UDP -> List.of(RouteKind.TCP);
            case UDP -> List.of(RouteKind.UDP);
        }).orElse(List.of());
    }

    /** @return a name that is unique among the listeners of the Gateway and its ListenerSets */
    String uniqueName() {
        return ofSet() ? owner.qualifiedName() + "/" + name : name;
    }

    Origin origin(String reason) {
        return new Origin(GatewayApi.COMPONENT, ownerKind(), owner.namespace(), owner.name(), reason);
    }
}
