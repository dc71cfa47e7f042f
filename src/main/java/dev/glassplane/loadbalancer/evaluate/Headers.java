package dev.glassplane.loadbalancer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Header fields of a request or answer, in order. Names are read without regard to case (RFC 9110, 5.1). Immutable.
 *
 * @param fields names as they were written
 */
public record Headers(List<Field> fields) {

    /** Without any. */
    public static final Headers NONE = new Headers(List.of());

    public Headers {
        fields = List.copyOf(fields);
    }

    /** A line of the header. */
    public record Field(String name, String value) {}

    /** @return headers with one line for each entry */
    public static Headers of(Map<String, String> map) {
        return new Headers(map.entrySet().stream().map(entry -> new Field(entry.getKey(), entry.getValue())).toList());
    }

    /** @return values of a header, one for each line */
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).map(Field::value).toList();
    }

    /** @return the value of a header, lines joined by commas (RFC 9110, 5.3) */
    public Optional<String> joined(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
    }

    /** @return the same, with this line instead of all of that name, where the first of them was */
    public Headers set(String name, String value) {
        List<Field> changed = new ArrayList<>();
        boolean placed = false;
        for (Field field : fields) {
            if (!field.name().equalsIgnoreCase(name)) {
                changed.add(field);
            } else if (!placed) {
                changed.add(new Field(name, value));
                placed = true;
            }
        }
        if (!placed) {
            changed.add(new Field(name, value));
        }
        return new Headers(changed);
    }

    /** @return the same, with the value behind those that are there */
    public Headers add(String name, String value) {
        return set(name, joined(name).map(before -> before + "," + value).orElse(value));
    }

    /** @return the same without that header */
    public Headers remove(String name) {
        return new Headers(fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList());
    }

    /** @return the same with the changes of a header filter, in the order set, add, remove */
    public Headers changed(Map<String, String> set, Map<String, String> add, List<String> remove) {
        Headers changed = this;
        for (Map.Entry<String, String> entry : set.entrySet()) {
            changed = changed.set(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, String> entry : add.entrySet()) {
            changed = changed.add(entry.getKey(), entry.getValue());
        }
        for (String name : remove) {
            changed = changed.remove(name);
        }
        return changed;
    }

    /** @return {@code name: value, name: value} with names in lower case, as HTTP/2 writes them */
    @Override
    public String toString() {
        return fields.stream().map(field -> field.name().toLowerCase(Locale.ROOT) + ": " + field.value()).collect(Collectors.joining(", "));
    }
}
