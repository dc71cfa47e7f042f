package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads fields of stored objects; what is missing or of another type counts as absent. */
final class Json {

    private Json() {}

    static String text(JsonNode object, String field) {
        return object.path(field).stringValue("");
    }

    static Stream<JsonNode> each(JsonNode object, String field) {
        JsonNode list = object.path(field);
        return list.isArray() ? list.valueStream() : Stream.empty();
    }

    static Optional<Instant> instant(JsonNode object, String field) {
        try {
            String text = text(object, field);
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static List<Cidr> cidrs(JsonNode object, String field) {
        return each(object, field).flatMap(node -> Cidr.tryParse(node.stringValue("")).stream()).toList();
    }

    /** A reference in ACK's two ways: the id itself, or {@code fooRef.from.name}. */
    static String reference(JsonNode object, String idField, String refField) {
        String id = text(object, idField);
        return id.isEmpty() ? text(object.path(refField).path("from"), "name") : id;
    }
}
