package dev.glassplane.apiserver.table;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What the printers of several kinds share. Source: {@code kubernetes/kubernetes: pkg/printers/internalversion/printers.go}. */
final class Cells {

    static final String NONE = "<none>";
    private static final int LISTED_MAX = 3;

    private Cells() {}

    static String name(JsonNode object) {
        return text(object.path("metadata").path("name"));
    }

    static String age(JsonNode object, Instant now) {
        return Ages.since(object.path("metadata").path("creationTimestamp"), now);
    }

    static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }

    static String textOr(JsonNode node, String absent) {
        String text = text(node);
        return text.isEmpty() ? absent : text;
    }

    static long number(JsonNode node) {
        return node.isNumber() ? node.longValue() : 0;
    }

    /** {@code a=b,c=d} in key order. */
    static String labels(JsonNode labels) {
        TreeMap<String, String> sorted = new TreeMap<>();
        labels.properties().forEach(entry -> sorted.put(entry.getKey(), text(entry.getValue())));
        return sorted.isEmpty() ? NONE
                : sorted.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(","));
    }

    /** A label selector with matchLabels and matchExpressions. */
    static String selector(JsonNode selector) {
        TreeSet<String> parts = new TreeSet<>();
        selector.path("matchLabels").properties().forEach(entry -> parts.add(entry.getKey() + "=" + text(entry.getValue())));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String key = text(expression.path("key"));
            String values = expression.path("values").valueStream().map(Cells::text).sorted().collect(Collectors.joining(",", "(", ")"));
            parts.add(switch (text(expression.path("operator"))) {
                case "In" -> key + " in " + values;
                case "NotIn" -> key + " notin " + values;
                case "Exists" -> key;
                case "DoesNotExist" -> "!" + key;
                case String other -> key + " " + other + " " + values;
            });
        }
        return parts.isEmpty() ? NONE : String.join(",", parts);
    }

    /** One field of each element of a list, joined by commas. */
    static String join(JsonNode list, String field) {
        return list.valueStream().map(element -> text(element.path(field))).collect(Collectors.joining(","));
    }

    /** Addresses of a load balancer status: IP or host name, sorted, each once. */
    static String loadBalancer(JsonNode status) {
        TreeSet<String> addresses = new TreeSet<>();
        for (JsonNode ingress : status.path("loadBalancer").path("ingress")) {
            addresses.add(textOr(ingress.path("ip"), text(ingress.path("hostname"))));
        }
        addresses.remove("");
        return String.join(",", addresses);
    }

    /** The first three of a longer list. */
    static String firstThree(List<String> all, String whenEmpty) {
        if (all.isEmpty()) {
            return whenEmpty;
        }
        List<String> shown = new ArrayList<>(all.subList(0, Math.min(LISTED_MAX, all.size())));
        String text = String.join(",", shown);
        return all.size() > LISTED_MAX ? text + " + " + (all.size() - LISTED_MAX) + " more..." : text;
    }

    /** Host and port, an IPv6 address in brackets. */
    static String hostPort(String host, String port) {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
