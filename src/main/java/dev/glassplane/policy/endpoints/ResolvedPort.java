package dev.glassplane.policy.endpoints;

import dev.glassplane.net.Protocol;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A port of a PolicyEndpoint.
 *
 * @param protocol empty for all protocols
 * @param port     empty for all ports
 * @param endPort  end of a range
 */
public record ResolvedPort(Optional<Protocol> protocol, OptionalInt port, OptionalInt endPort) {

    ResolvedPort(Protocol protocol, OptionalInt port, OptionalInt endPort) {
        this(Optional.of(protocol), port, endPort);
    }

    /** @return the port of an object */
    public static ResolvedPort read(JsonNode json) {
        String protocol = json.path("protocol").asString("");
        return new ResolvedPort(protocol.isEmpty() ? Optional.empty() : Optional.of(Protocol.parse(protocol)), number(json, "port"), number(json, "endPort"));
    }

    private static OptionalInt number(JsonNode json, String field) {
        return json.has(field) ? OptionalInt.of(json.path(field).asInt()) : OptionalInt.empty();
    }

    ObjectNode write() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        endPort.ifPresent(end -> json.put("endPort", end));
        port.ifPresent(number -> json.put("port", number));
        protocol.ifPresent(word -> json.put("protocol", word.name()));
        return json;
    }

    /** @return whether such a packet is meant, as the agent's program will ask */
    public boolean matches(Protocol packet, int destinationPort) {
        boolean inside = port.isEmpty() || destinationPort == port.getAsInt()
                || endPort.isPresent() && destinationPort > port.getAsInt() && destinationPort <= endPort.getAsInt();
        return (protocol.isEmpty() || protocol.get() == packet) && inside;
    }
}
