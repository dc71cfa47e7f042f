package dev.glassplane.apiserver.wire;

import dev.glassplane.registry.ApiException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The query of a request. Reading it never touches the body, unlike the servlet's parameters. */
public final class Query {

    private static final Query EMPTY = new Query(Map.of());
    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * @param raw the part after {@code ?}, still encoded; may be null
     * @throws ApiException 400 if the percent encoding is broken
     */
    public static Query parse(String raw) {
        if (raw == null || raw.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            values.computeIfAbsent(name, n -> new ArrayList<>(1)).add(value);
        }
        return new Query(values);
    }

    /** @return the first value, empty text if absent */
    public String text(String name) {
        List<String> all = values.get(name);
        return all == null ? "" : all.getFirst();
    }

    /** @return the first value that is not empty */
    public Optional<String> find(String name) {
        return Optional.of(text(name)).filter(value -> !value.isEmpty());
    }

    /** @return all values */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** @return whether the parameter is there at all */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** @return a boolean parameter: absent, {@code false} and {@code 0} are false, everything else true, as the API machinery reads it */
    public boolean flag(String name) {
        List<String> all = values.get(name);
        return all != null && !all.getFirst().equalsIgnoreCase("false") && !all.getFirst().equals("0");
    }

    /**
     * @return a whole number
     * @throws ApiException 400 if it is something else
     */
    public OptionalLong number(String name) {
        String text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax (query parameter " + name + ")");
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Statuses.badRequest("invalid URL escape in the query: " + text);
        }
    }
}
