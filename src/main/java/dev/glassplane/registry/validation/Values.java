package dev.glassplane.registry.validation;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.schema.Quantities;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Checks of single values that many kinds share. Paths are texts such as {@code spec.ports[0].port}. */
public final class Values {

    static final int PORT_MAX = 65_535;

    private Values() {}

    /** A port number. */
    static void port(JsonNode value, String path, FieldErrors errors) {
        int number = value.asInt(0);
        if (number < 1 || number > PORT_MAX) {
            errors.invalid(path, number, "must be between 1 and 65535, inclusive");
        }
    }

    /** A port number or the name of a container port. */
    static void portOrName(JsonNode value, String path, FieldErrors errors) {
        if (value.isString()) {
            Names.portName(value.stringValue()).forEach(error -> errors.invalid(path, value, error));
        } else {
            port(value, path, errors);
        }
    }

    /** An address; the empty result says that it is wrong, which is recorded. */
    static Optional<Ip> ip(JsonNode value, String path, FieldErrors errors) {
        Optional<Ip> ip = Ip.tryParse(value.asString(""));
        if (ip.isEmpty()) {
            errors.invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
        }
        return ip;
    }

    /** A prefix with a slash. */
    static void cidr(String value, String path, FieldErrors errors) {
        if (value.indexOf('/') < 0 || Cidr.tryParse(value).isEmpty()) {
            errors.invalid(path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
    }

    /** An address that can belong to a host: {@code ValidateNonSpecialIP} and {@code ValidateEndpointIP}. */
    static void hostIp(Ip ip, String path, FieldErrors errors) {
        String text = ip.toString();
        if (ip.high() == 0 && ip.low() == 0) {
            errors.invalid(path, text, "may not be unspecified (" + text + ")");
        }
        if (ip.isLoopback()) {
            errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (LINK_LOCAL_V4.contains(ip) || LINK_LOCAL_V6.contains(ip)) {
            errors.invalid(path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (MULTICAST_V4.contains(ip) || MULTICAST_V6.contains(ip)) {
            errors.invalid(path, text, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    private static final Cidr LINK_LOCAL_V4 = Cidr.parse("169.254.0.0/16");
    private static final Cidr LINK_LOCAL_V6 = Cidr.parse("fe80::/10");
    private static final Cidr MULTICAST_V4 = Cidr.parse("224.0.0.0/24");
    private static final Cidr MULTICAST_V6 = Cidr.parse("ff02::/16");

    /** A number that must not be negative. */
    static void nonNegative(JsonNode value, String path, FieldErrors errors) {
        if (value.asLong(0) < 0) {
            errors.invalid(path, value, "must be greater than or equal to 0");
        }
    }

    /** One of a set of words; a missing one is required. */
    static void oneOf(JsonNode value, String path, java.util.Collection<String> supported, FieldErrors errors) {
        String text = value.asString("");
        if (text.isEmpty()) {
            errors.required(path, "");
        } else if (!supported.contains(text)) {
            errors.notSupported(path, text, supported);
        }
    }

    /** Label keys and values. */
    public static void labels(JsonNode labels, String path, FieldErrors errors) {
        for (Map.Entry<String, JsonNode> each : labels.properties()) {
            Names.qualifiedName(each.getKey()).forEach(error -> errors.invalid(path, each.getKey(), error));
            Names.labelValue(each.getValue().asString("")).forEach(error -> errors.invalid(path, each.getValue(), error));
        }
    }

    /** A resource quantity that must not be negative. */
    static void quantity(JsonNode value, String path, FieldErrors errors) {
        if (Quantities.value(value.asString("0")).signum() < 0) {
            errors.invalid(path, value, "must be greater than or equal to 0");
        }
    }
}
