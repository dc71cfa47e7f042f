package dev.glassplane.registry.validation;

import dev.glassplane.net.Cidr;
import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code kubernetes/kubernetes: pkg/apis/networking/validation}, its NetworkPolicy part. */
public final class NetworkPolicyValidation {

    private static final List<String> TYPES = List.of("Ingress", "Egress");

    private NetworkPolicyValidation() {}

    /** Checks {@code spec}. */
    public static void check(JsonNode spec, FieldErrors errors) {
        LabelSelectors.check(spec.path("podSelector"), "spec.podSelector", errors);
        rules(spec, "ingress", "from", errors);
        rules(spec, "egress", "to", errors);
        JsonNode types = spec.path("policyTypes");
        if (types.size() > TYPES.size()) {
            errors.invalid("spec.policyTypes", types, "may not specify more than two policyTypes");
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            if (!TYPES.contains(types.get(i).asString(""))) {
                errors.notSupported("spec.policyTypes[" + i + "]", types.get(i), TYPES);
            }
        }
    }

    private static void rules(JsonNode spec, String direction, String peers, FieldErrors errors) {
        for (int i = 0; i < spec.path(direction).size(); i++) {
            JsonNode rule = spec.path(direction).get(i);
            String path = "spec." + direction + "[" + i + "]";
            for (int k = 0; k < rule.path("ports").size(); k++) {
                port(rule.path("ports").get(k), path + ".ports[" + k + "]", errors);
            }
            for (int k = 0; k < rule.path(peers).size(); k++) {
                peer(rule.path(peers).get(k), path + "." + peers + "[" + k + "]", errors);
            }
        }
    }

    private static void port(JsonNode port, String path, FieldErrors errors) {
        if (port.has("protocol") && !ServiceValidation.PROTOCOLS.contains(port.path("protocol").asString(""))) {
            errors.notSupported(path + ".protocol", port.path("protocol"), ServiceValidation.PROTOCOLS);
        }
        JsonNode number = port.path("port");
        JsonNode end = port.path("endPort");
        if (!port.has("port")) {
            if (port.has("endPort")) {
                errors.invalid(path + ".endPort", end, "may not be specified when `port` is not specified");
            }
        } else if (number.isString()) {
            if (port.has("endPort")) {
                errors.invalid(path + ".endPort", end, "may not be specified when `port` is non-numeric");
            }
            Names.portName(number.stringValue()).forEach(error -> errors.invalid(path + ".port", number, error));
        } else {
            Values.port(number, path + ".port", errors);
            if (port.has("endPort")) {
                if (end.asInt(0) < number.asInt(0)) {
                    errors.invalid(path + ".endPort", number, "must be greater than or equal to `port`");
                }
                Values.port(end, path + ".endPort", errors);
            }
        }
    }

    private static void peer(JsonNode peer, String path, FieldErrors errors) {
        boolean pods = peer.has("podSelector");
        boolean namespaces = peer.has("namespaceSelector");
        boolean block = peer.has("ipBlock");
        if (pods) {
            LabelSelectors.check(peer.path("podSelector"), path + ".podSelector", errors);
        }
        if (namespaces) {
            LabelSelectors.check(peer.path("namespaceSelector"), path + ".namespaceSelector", errors);
        }
        if (block) {
            ipBlock(peer.path("ipBlock"), path + ".ipBlock", errors);
        }
        if (!pods && !namespaces && !block) {
            errors.required(path, "must specify a peer");
        } else if (block && (pods || namespaces)) {
            errors.forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    private static void ipBlock(JsonNode block, String path, FieldErrors errors) {
        String text = block.path("cidr").asString("");
        if (text.isEmpty()) {
            errors.required(path + ".cidr", "");
            return;
        }
        Optional<Cidr> cidr = cidr(text);
        if (cidr.isEmpty()) {
            errors.invalid(path + ".cidr", text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return;
        }
        for (int i = 0; i < block.path("except").size(); i++) {
            String at = path + ".except[" + i + "]";
            String exception = block.path("except").get(i).asString("");
            Optional<Cidr> except = cidr(exception);
            if (except.isEmpty()) {
                errors.invalid(at, exception, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
                return;
            }
            if (!cidr.get().contains(except.get().network()) || cidr.get().prefixLength() >= except.get().prefixLength()) {
                errors.invalid(at, exception, "must be a strict subset of `cidr`");
            }
        }
    }

    private static Optional<Cidr> cidr(String text) {
        return text.contains("/") ? Cidr.tryParse(text) : Optional.empty();
    }
}
