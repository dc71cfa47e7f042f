package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.net.Cidr;
import dev.glassplane.registry.Admission;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Refuses policies of Calico that Calico's own validation refuses, in its words ({@code projectcalico/calico: libcalico-go/lib/validator/v3}), and those
 * that ask for what is not modelled.
 */
@Component
class PolicyAdmission implements Admission {

    private static final String LIMIT = " (limit: calico-policy)";
    private static final Set<String> KINDS = Set.of(CalicoPolicies.NAMESPACED, CalicoPolicies.GLOBAL, Tier.RESOURCE);
    private static final List<String> TRANSPORTS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP", "ICMP");
    private static final List<String> ENDS = List.of("source", "destination");

    /** As calicoctl does: a policy governs the directions that it has rules for, ingress if it has none ({@code libcalico-go/lib/clientv3}). */
    @Override
    public void complete(Kind kind, ObjectNode created) {
        if (KINDS.contains(kind.resource()) && !kind.resource().equals(Tier.RESOURCE) && created.path("spec") instanceof ObjectNode spec
                && spec.path("types").isEmpty()) {
            ArrayNode types = spec.putArray("types");
            boolean egress = !spec.path("egress").isEmpty();
            if (!egress || !spec.path("ingress").isEmpty()) {
                types.add("Ingress");
            }
            if (egress) {
                types.add("Egress");
            }
        }
    }

    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        if (!KINDS.contains(kind.resource())) {
            return;
        }
        FieldErrors errors = new FieldErrors();
        check(after.path("spec"), errors);
        errors.throwIfAny(kind, after.path("metadata").path("name").asString(""));
    }

    /** @param spec of any of the three kinds */
    static void check(JsonNode spec, FieldErrors errors) {
        for (String field : List.of("selector", "namespaceSelector", "serviceAccountSelector")) {
            selector(spec, field, "spec", errors);
        }
        for (String field : List.of("doNotTrack", "preDNAT")) {
            if (spec.path(field).asBoolean(false)) {
                errors.forbidden("spec." + field, "policies before connection tracking or address translation are not modelled" + LIMIT);
            }
        }
        for (String direction : List.of("ingress", "egress")) {
            int index = 0;
            for (JsonNode rule : spec.path(direction)) {
                rule(rule, "spec." + direction + "[" + index++ + "]", errors);
            }
        }
    }

    private static void rule(JsonNode rule, String at, FieldErrors errors) {
        for (String field : List.of("icmp", "notICMP", "http")) {
            if (rule.has(field)) {
                errors.forbidden(at + "." + field, "is not modelled" + LIMIT);
            }
        }
        for (String field : List.of("protocol", "notProtocol")) {
            String protocol = rule.path(field).asString("");
            if (!protocol.isEmpty() && PROTOCOLS.stream().noneMatch(protocol::equalsIgnoreCase)) {
                errors.notSupported(at + "." + field, protocol, PROTOCOLS);
            }
        }
        boolean transport = TRANSPORTS.stream().anyMatch(rule.path("protocol").asString("")::equalsIgnoreCase);
        for (String side : ENDS) {
            JsonNode end = rule.path(side);
            String where = at + "." + side;
            if (!transport && (!end.path("ports").isEmpty() || !end.path("notPorts").isEmpty())) {
                errors.invalid(where + ".ports", end.path("ports"), "rules that specify ports must set protocol to TCP or UDP or SCTP");
            }
            if (end.has("services")) {
                errors.forbidden(where + ".services", "endpoints of a Service are not modelled" + LIMIT);
            }
            end(end, where, errors);
        }
    }

    private static void end(JsonNode end, String at, FieldErrors errors) {
        for (String field : List.of("selector", "notSelector", "namespaceSelector")) {
            selector(end, field, at, errors);
        }
        selector(end.path("serviceAccounts"), "selector", at + ".serviceAccounts", errors);
        for (String field : List.of("nets", "notNets")) {
            for (JsonNode net : end.path(field)) {
                if (Cidr.tryParse(net.asString("")).isEmpty()) {
                    errors.invalid(at + "." + field, net, "expected a prefix, for example 10.0.0.0/8");
                }
            }
        }
        for (String field : List.of("ports", "notPorts")) {
            for (JsonNode port : end.path(field)) {
                String text = port.asString("");
                if (!text.matches("\\d{1,5}(:\\d{1,5})?|[a-zA-Z0-9_.-]{1,128}") || text.matches("[\\d:]+") && !inOrder(text.split(":"))) {
                    errors.invalid(at + "." + field, port, "expected a number up to 65535, a range (8000:8010) or the name of a port");
                }
            }
        }
    }

    private static boolean inOrder(String[] numbers) {
        int first = Integer.parseInt(numbers[0]);
        int last = Integer.parseInt(numbers[numbers.length - 1]);
        return first <= last && last <= 65_535;
    }

    private static void selector(JsonNode object, String field, String at, FieldErrors errors) {
        String text = object.path(field).asString("");
        try {
            Selector.parse(text);
        } catch (IllegalArgumentException e) {
            errors.invalid(at + "." + field, text, e.getMessage());
        }
    }
}
