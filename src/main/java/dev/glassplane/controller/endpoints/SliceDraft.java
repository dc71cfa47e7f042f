package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A slice while it is planned: an existing one, or a new one, with the endpoints that it shall have. */
final class SliceDraft {

    private final Optional<Stored> existing;
    private final ArrayNode ports;
    private final List<ObjectNode> endpoints = new ArrayList<>();

    SliceDraft(Optional<Stored> existing, ArrayNode ports) {
        this.existing = existing;
        this.ports = ports;
    }

    Optional<Stored> existing() {
        return existing;
    }

    ArrayNode ports() {
        return ports;
    }

    List<ObjectNode> endpoints() {
        return endpoints;
    }

    /** Whether the endpoints differ from those of the existing slice. */
    boolean changed() {
        return existing.isEmpty() || !Fields.each(existing.get().object(), "endpoints").toList().equals(endpoints);
    }

    /** What tells whether two endpoints are the same one: the pod, or the addresses. */
    static String identity(JsonNode endpoint) {
        JsonNode target = endpoint.path("targetRef");
        return Fields.text(target, "uid") + "/" + Fields.text(target, "name") + "/" + endpoint.path("addresses");
    }

    /** Ports in a form that can be compared: defaults filled in, fields in order. */
    static List<String> portKey(JsonNode ports) {
        return ports.isArray() ? ports.valueStream().map(port -> Fields.text(port, "name") + "/"
                + (Fields.text(port, "protocol").isEmpty() ? "TCP" : Fields.text(port, "protocol")) + "/" + port.path("port").asString("")
                + "/" + Fields.text(port, "appProtocol")).sorted().toList() : List.of();
    }
}
