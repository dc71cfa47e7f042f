package dev.glassplane.registry.schema;

import dev.glassplane.registry.FieldErrors;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Single values with a canonical form: quantities, times, bytes. */
public final class Scalars {

    private static final String QUANTITY_REGEXP = "quantities must match the regular expression "
            + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private static final DateTimeFormatter MICRO = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Scalars() {}

    /** @return the moment as metav1.Time prints it: whole seconds, UTC */
    public static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** @return the moment as metav1.MicroTime prints it */
    public static String microTime(Instant at) {
        return MICRO.format(at);
    }

    static JsonNode time(JsonNode in) {
        return text(time(instant(in, "2006-01-02T15:04:05Z07:00")));
    }

    static JsonNode microTime(JsonNode in) {
        return text(microTime(instant(in, "2006-01-02T15:04:05.000000Z07:00")));
    }

    private static Instant instant(JsonNode in, String layout) {
        if (!in.isString()) {
            throw new DecodingException("json: cannot unmarshal " + (in.isNumber() ? "number" : in.isObject() ? "object" : in.isArray() ? "array"
                    : "bool") + " into Go value of type string");
        }
        String value = in.stringValue();
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            String rest = value.substring(Math.min(value.length(), e.getErrorIndex()));
            String wanted = e.getErrorIndex() == 0 ? "2006" : layout.substring(Math.min(layout.length() - 1, e.getErrorIndex()));
            throw new DecodingException("parsing time " + FieldErrors.quoted(value) + " as " + FieldErrors.quoted(layout) + ": cannot parse "
                    + FieldErrors.quoted(rest) + " as " + FieldErrors.quoted(wanted));
        }
    }

    static JsonNode bytes(JsonNode in) {
        String value = in.stringValue();
        try {
            Base64.getDecoder().decode(value.replace("\n", "").replace("\r", ""));
            return in;
        } catch (IllegalArgumentException _) {
            throw new DecodingException("illegal base64 data at input byte " + firstBadBase64(value));
        }
    }

    private static int firstBadBase64(String value) {
        int index = 0;
        while (index < value.length() && (Character.isLetterOrDigit(value.charAt(index)) && value.charAt(index) < 128
                || "+/\n\r".indexOf(value.charAt(index)) >= 0)) {
            index++;
        }
        return index;
    }

    static JsonNode quantity(JsonNode in) {
        if (!in.isString() && !in.isNumber()) {
            throw new DecodingException(QUANTITY_REGEXP);
        }
        String value = in.asString().strip();
        if (!Quantities.isValid(value)) {
            throw new DecodingException(QUANTITY_REGEXP);
        }
        return text(Quantities.canonical(value));
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }
}
