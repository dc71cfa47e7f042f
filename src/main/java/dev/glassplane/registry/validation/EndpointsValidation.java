package dev.glassplane.registry.validation;

import dev.glassplane.registry.FieldErrors;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** ValidateEndpoints. */
public final class EndpointsValidation {

    private EndpointsValidation() {}

    /** Checks a new state. */
    public static void check(JsonNode endpoints, FieldErrors errors) {
        int index = 0;
        for (JsonNode subset : endpoints.path("subsets")) {
            String path = "subsets[" + index++ + "]";
            if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
                errors.required(path, "must specify `addresses` or `notReadyAddresses`");
            }
            for (String list : List.of("addresses", "notReadyAddresses")) {
                addresses(subset.path(list), path + "." + list, errors);
            }
            ports(subset.path("ports"), path + ".ports", errors);
        }
    }

    private static void addresses(JsonNode addresses, String path, FieldErrors errors) {
        for (int i = 0; i < addresses.size(); i++) {
            String at = path + "[" + i + "]";
            Values.ip(addresses.get(i).path("ip"), at + ".ip", errors).ifPresent(ip -> Values.hostIp(ip, at + ".ip", errors));
            String hostname = addresses.get(i).path("hostname").asString("");
            if (!hostname.isEmpty()) {
                Names.label(hostname).forEach(error -> errors.invalid(at + ".hostname", hostname, error));
            }
        }
    }

    private static void ports(JsonNode ports, String path, FieldErrors errors) {
        for (int i = 0; i < ports.size(); i++) {
            String at = path + "[" + i + "]";
            String name = ports.get(i).path("name").asString("");
            if (name.isEmpty() && ports.size() > 1) {
                errors.required(at + ".name", "");
            } else if (!name.isEmpty()) {
                Names.label(name).forEach(error -> errors.invalid(at + ".name", name, error));
            }
            Values.port(ports.get(i).path("port"), at + ".port", errors);
            Values.oneOf(ports.get(i).path("protocol"), at + ".protocol", ServiceValidation.PROTOCOLS, errors);
        }
    }
}
