package dev.glassplane.registry.validation;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/discovery/validation}. */
public final class EndpointSliceValidation {

    private static final List<String> ADDRESS_TYPES = List.of("FQDN", "IPv4", "IPv6");
    private static final int ENDPOINTS_MAX = 1000;
    private static final int PORTS_MAX = 20_000;
    private static final int ADDRESSES_MAX = 100;

    private EndpointSliceValidation() {}

    /** Checks a new state. */
    public static void check(JsonNode slice, FieldErrors errors) {
        String type = slice.path("addressType").asString("");
        Values.oneOf(slice.path("addressType"), "addressType", ADDRESS_TYPES, errors);
        if (slice.path("endpoints").size() > ENDPOINTS_MAX) {
            errors.tooMany("endpoints", slice.path("endpoints").size(), ENDPOINTS_MAX);
            return;
        }
        int index = 0;
        for (JsonNode endpoint : slice.path("endpoints")) {
            endpoint(endpoint, type, "endpoints[" + index++ + "]", errors);
        }
        ports(slice.path("ports"), errors);
    }

    private static void endpoint(JsonNode endpoint, String type, String path, FieldErrors errors) {
        JsonNode addresses = endpoint.path("addresses");
        if (addresses.isEmpty()) {
            errors.required(path + ".addresses", "must contain at least 1 address");
        } else if (addresses.size() > ADDRESSES_MAX) {
            errors.tooMany(path + ".addresses", addresses.size(), ADDRESSES_MAX);
        }
        for (int i = 0; i < addresses.size(); i++) {
            address(addresses.get(i), type, path + ".addresses[" + i + "]", errors);
        }
        String node = endpoint.path("nodeName").asString("");
        if (!node.isEmpty()) {
            Names.subdomain(node).forEach(error -> errors.invalid(path + ".nodeName", node, error));
        }
        String hostname = endpoint.path("hostname").asString("");
        if (!hostname.isEmpty()) {
            Names.label(hostname).forEach(error -> errors.invalid(path + ".hostname", hostname, error));
        }
    }

    private static void address(JsonNode address, String type, String path, FieldErrors errors) {
        String text = address.asString("");
        if (type.equals("FQDN")) {
            Names.fullyQualified(text).forEach(error -> errors.invalid(path, text, error));
            return;
        }
        Optional<Ip> ip = Ip.tryParse(text).filter(found -> found.isV4() == type.equals("IPv4"));
        if (ip.isEmpty()) {
            errors.invalid(path, text, "must be a valid " + (type.equals("IPv6") ? "IPv6" : "IPv4") + " address");
        } else {
            Values.hostIp(ip.get(), path, errors);
        }
    }

    private static void ports(JsonNode ports, FieldErrors errors) {
        if (ports.size() > PORTS_MAX) {
            errors.tooMany("ports", ports.size(), PORTS_MAX);
            return;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            JsonNode port = ports.get(i);
            String path = "ports[" + i + "]";
            String name = port.path("name").asString("");
            if (!name.isEmpty()) {
                Names.label(name).forEach(error -> errors.invalid(path + ".name", name, error));
            }
            if (!names.add(name)) {
                errors.duplicate(path + ".name", name);
            }
            Values.oneOf(port.path("protocol"), path + ".protocol", ServiceValidation.PROTOCOLS, errors);
            if (port.has("port")) {
                Values.port(port.path("port"), path + ".port", errors);
            }
            if (port.has("appProtocol")) {
                String protocol = port.path("appProtocol").asString("");
                Names.qualifiedName(protocol).forEach(error -> errors.invalid(path + ".appProtocol", protocol, error));
            }
        }
    }
}
