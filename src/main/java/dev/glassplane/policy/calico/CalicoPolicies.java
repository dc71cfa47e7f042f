package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.PortRange;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads Calico's own policies, which the API has accepted ({@code libcalico-go/lib/backend/syncersv1/updateprocessors}). */
final class CalicoPolicies {

    /** Resource of policies of one namespace. */
    static final String NAMESPACED = "networkpolicies.crd.projectcalico.org";
    /** Resource of policies of the whole cluster. */
    static final String GLOBAL = "globalnetworkpolicies.crd.projectcalico.org";

    private static final int IPV4 = 4;

    private CalicoPolicies() {}

    static FelixPolicy read(ObjectKey key, JsonNode object) {
        JsonNode spec = object.path("spec");
        String namespace = key.namespace();
        String selector = spec.path("selector").asString("");
        if (!namespace.isEmpty()) {
            String own = EndpointLabels.NAMESPACE + " == '" + namespace + "'";
            selector = selector.isEmpty() ? own : "(" + selector + ") && " + own;
        }
        String namespaces = spec.path("namespaceSelector").asString("");
        if (!namespaces.isEmpty()) {
            selector = and(selector, Selectors.inherited(namespaces));
        }
        String accounts = spec.path("serviceAccountSelector").asString("");
        if (!accounts.isEmpty()) {
            selector = and(selector, Selector.parse(accounts).prefixed(EndpointLabels.OF_ACCOUNT).toString());
        }
        return new FelixPolicy(key, namespace.isEmpty() ? "GlobalNetworkPolicy" : "Calico NetworkPolicy", key.qualifiedName(), tier(spec),
                spec.path("order").asDouble(Double.POSITIVE_INFINITY), Selector.parse(selector), types(spec), rules(spec, "ingress", namespace),
                rules(spec, "egress", namespace));
    }

    private static String tier(JsonNode spec) {
        String tier = spec.path("tier").asString("");
        return tier.isEmpty() ? Tier.DEFAULT : tier;
    }

    private static String and(String one, String other) {
        return one.isEmpty() ? other : "(" + one + ") && " + other;
    }

    /** A new policy gets those that its rules are about; Felix takes one without any for one about both. */
    private static Set<Direction> types(JsonNode spec) {
        Set<Direction> types = EnumSet.noneOf(Direction.class);
        spec.path("types").forEach(type -> types.add(Direction.valueOf(type.asString("").toUpperCase(Locale.ROOT))));
        return types.isEmpty() ? EnumSet.allOf(Direction.class) : types;
    }

    private static List<FelixRule> rules(JsonNode spec, String direction, String namespace) {
        List<FelixRule> rules = new ArrayList<>();
        int index = 0;
        for (JsonNode rule : spec.path(direction)) {
            String place = direction + "[" + index++ + "]: ";
            if (rule.path("ipVersion").asInt(IPV4) != IPV4) {
                continue;
            }
            List<String> notes = rule.path("metadata").path("annotations").properties().stream()
                    .map(note -> note.getKey() + "=" + note.getValue().asString("")).sorted().toList();
            FelixRule.Action action = FelixRule.Action.valueOf(rule.path("action").asString("").toUpperCase(Locale.ROOT));
            rules.add(new FelixRule(action, protocol(rule, "protocol"), protocol(rule, "notProtocol"), end(rule.path("source"), namespace),
                    end(rule.path("destination"), namespace), place + rule.path("action").asString("") + words(rule), notes));
        }
        return rules;
    }

    private static String words(JsonNode rule) {
        String protocol = rule.path("protocol").asString("");
        return (protocol.isEmpty() ? "" : " " + protocol) + side(rule.path("source"), " from ") + side(rule.path("destination"), " to ");
    }

    private static String side(JsonNode end, String word) {
        String what = Stream.of("nets", "notNets", "selector", "notSelector", "namespaceSelector", "ports", "notPorts").filter(end::has)
                .map(field -> field + " " + (end.path(field).isString() ? end.path(field).stringValue("") : end.path(field).toString()))
                .collect(Collectors.joining(", "));
        return what.isEmpty() ? "" : word + what;
    }

    private static Optional<Protocol> protocol(JsonNode rule, String field) {
        return Optional.of(rule.path(field).asString("")).filter(word -> !word.isEmpty()).map(Protocol::parse);
    }

    private static RuleEnd end(JsonNode end, String namespace) {
        String namespaces = end.path("namespaceSelector").asString("");
        String not = end.path("notSelector").asString("");
        String selector = both(accounts(end.path("serviceAccounts")), end.path("selector").asString(""));
        boolean bound = !selector.isEmpty() || !not.isEmpty() || !namespaces.isEmpty();
        String all = !bound ? "" : namespaces.isEmpty() && namespace.isEmpty() ? selector : Selectors.endpoints(namespaces, selector, namespace).toString();
        if (!all.isEmpty() && !not.isEmpty()) {
            all = "(" + all + ") && (!(" + not + "))";
            not = "";
        }
        return new RuleEnd(cidrs(end, "nets"), cidrs(end, "notNets"), parsed(all), parsed(not), ports(end, "ports"), ports(end, "notPorts"));
    }

    private static String both(String accounts, String selector) {
        return accounts.isEmpty() ? selector : selector.isEmpty() ? accounts : "((" + accounts + ") && (" + selector + "))";
    }

    private static String accounts(JsonNode accounts) {
        List<String> names = accounts.path("names").valueStream().map(name -> name.asString("")).toList();
        String selector = accounts.path("selector").asString("");
        String prefixed = selector.isEmpty() ? "" : Selector.parse(selector).prefixed(EndpointLabels.OF_ACCOUNT).toString();
        if (names.isEmpty()) {
            return prefixed;
        }
        String named = Selector.parse(EndpointLabels.SERVICE_ACCOUNT + " in { '" + String.join("', '", names) + "' }").toString();
        return prefixed.isEmpty() ? named : "(" + prefixed + ") && (" + named + ")";
    }

    private static Optional<Selector> parsed(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Selector.parse(text));
    }

    private static List<Cidr> cidrs(JsonNode end, String field) {
        return end.path(field).valueStream().flatMap(net -> Cidr.tryParse(net.asString("")).stream()).toList();
    }

    private static RulePorts ports(JsonNode end, String field) {
        List<PortRange> numbers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonNode port : end.path(field)) {
            String text = port.asString("");
            if (text.matches("\\d{1,5}(:\\d{1,5})?")) {
                String[] parts = text.split(":");
                numbers.add(new PortRange(Integer.parseInt(parts[0]), Integer.parseInt(parts[parts.length - 1])));
            } else {
                names.add(text);
            }
        }
        return new RulePorts(numbers, names);
    }
}
