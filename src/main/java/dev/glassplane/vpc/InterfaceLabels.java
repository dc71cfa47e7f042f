package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What tells people what a network interface is, and how the internet calls it.
 *
 * @param description for example {@code ELB net/k8s-demo-web-0a1b2c3d4e/50dc6c495c0c9188}; may be empty
 * @param tags        EC2 tags, in the order written
 * @param publicIp    the public IPv4 address that internet gateways map to the primary address
 */
public record InterfaceLabels(String description, Map<String, String> tags, Optional<Ip> publicIp) {

    /** Nothing is said. */
    public static final InterfaceLabels NONE = new InterfaceLabels("", Map.of(), Optional.empty());

    public InterfaceLabels {
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    }

    /** @return what the spec of a NetworkInterface object says */
    static InterfaceLabels of(JsonNode spec) {
        String description = Json.text(spec, "description");
        Map<String, String> tags = tags(spec);
        Optional<Ip> publicIp = Ip.tryParse(Json.text(spec, "publicIPAddress")).filter(Ip::isV4);
        return description.isEmpty() && tags.isEmpty() && publicIp.isEmpty() ? NONE : new InterfaceLabels(description, tags, publicIp);
    }

    static Map<String, String> tags(JsonNode spec) {
        Map<String, String> tags = new LinkedHashMap<>();
        Json.each(spec, "tags").forEach(tag -> tags.put(Json.text(tag, "key"), Json.text(tag, "value")));
        return tags;
    }

    void writeTo(ObjectNode spec) {
        if (!description.isEmpty()) {
            spec.put("description", description);
        }
        publicIp.ifPresent(ip -> spec.put("publicIPAddress", ip.toString()));
        if (!tags.isEmpty()) {
            ArrayNode list = spec.putArray("tags");
            tags.forEach((key, value) -> list.addObject().put("key", key).put("value", value));
        }
    }
}
