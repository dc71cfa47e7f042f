package dev.glassplane.image;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads fields of JSON objects as the agents do: what is missing or of another type counts as absent, what does not parse is left out. */
final class Fields {

    private Fields() {}

    static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    static String text(JsonNode object, String field, String otherwise) {
        String text = text(object, field);
        return text.isEmpty() ? otherwise : text;
    }

    static int number(JsonNode object, String field) {
        return object.path(field).asInt(0);
    }

    static boolean flag(JsonNode object, String field, boolean otherwise) {
        return object.path(field).booleanValue(otherwise);
    }

    /** A map of strings such as labels; never null. */
    static Map<String, String> strings(JsonNode object, String field) {
        JsonNode map = object.path(field);
        if (map.isEmpty()) {
            return Map.of();
        }
        Map<String, String> strings = new LinkedHashMap<>();
        map.properties().stream().filter(entry -> entry.getValue().isString())
                .forEach(entry -> strings.put(entry.getKey(), entry.getValue().stringValue()));
        return java.util.Collections.unmodifiableMap(strings);
    }

    /** The elements of a list field. */
    static Stream<JsonNode> each(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? list.valueStream() : Stream.empty();
    }

    static List<Ip> ips(JsonNode object, String field) {
        return parsed(each(object, field).map(node -> node.stringValue("")), Ip::tryParse);
    }

    static List<Ip> ips(Stream<String> texts) {
        return parsed(texts, Ip::tryParse);
    }

    /** Prefixes with their length written out; blanks around them do not matter. */
    static List<Cidr> cidrs(JsonNode object, String field) {
        return parsed(each(object, field).map(node -> node.stringValue("").strip()).filter(text -> text.contains("/")), Cidr::tryParse);
    }

    /** A transport protocol, TCP if the field is absent, empty if the word is unknown. */
    static Optional<Protocol> protocol(JsonNode object) {
        return switch (text(object, "protocol", "TCP").toUpperCase(Locale.ROOT)) {
            case "TCP" -> Optional.of(Protocol.TCP);
            case "UDP" -> Optional.of(Protocol.UDP);
            case "SCTP" -> Optional.of(Protocol.SCTP);
            default -> Optional.empty();
        };
    }

    /** Whether the condition of this type is True. */
    static boolean condition(JsonNode object, String type) {
        return each(object.path("status"), "conditions").anyMatch(condition ->
                text(condition, "type").equals(type) && text(condition, "status").equals("True"));
    }

    private static <T> List<T> parsed(Stream<String> texts, Function<String, Optional<T>> parser) {
        List<T> values = new ArrayList<>();
        texts.forEach(text -> parser.apply(text).ifPresent(values::add));
        return List.copyOf(values);
    }
}
