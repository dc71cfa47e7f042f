package dev.glassplane.trace.request;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** The members of one object of a request, each read with its type; an unknown member is refused, not ignored. */
final class Members {

    private final String path;
    private final JsonNode object;

    Members(String path, JsonNode object, Collection<String> known) {
        this.path = path;
        this.object = object;
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw RequestException.invalid(field(name), "one of " + String.join(", ", new TreeSet<>(known)),
                        "an unknown field \"" + name + "\"" + Suggestions.didYouMean(name, known));
            }
        }
    }

    private String field(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    JsonNode node(String name) {
        return has(name) ? object.get(name) : tools.jackson.databind.node.MissingNode.getInstance();
    }

    /** A text, or a number as text. */
    Optional<String> text(String name) {
        JsonNode value = node(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString() && !value.isIntegralNumber()) {
            throw RequestException.invalid(field(name), "a text", value.toString());
        }
        return Optional.of(value.asString());
    }

    boolean flag(String name) {
        return flag(name, false);
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = node(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        return switch (value.asString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RequestException.invalid(field(name), "true or false", value.toString());
        };
    }

    long number(String name, long smallest, long largest, long otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("-?[0-9]{1,18}")) {
            long value = Long.parseLong(text.get());
            if (value >= smallest && value <= largest) {
                return value;
            }
        }
        throw RequestException.invalid(field(name), "a number from " + smallest + " to " + largest, EndsReader.quoted(text.get()));
    }

    <E extends Enum<E>> E word(String name, Class<E> words, E otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(text.get())) {
                return word;
            }
        }
        throw RequestException.invalid(field(name), "one of " + java.util.Arrays.toString(words.getEnumConstants()), EndsReader.quoted(text.get()));
    }

    void alone(String name) {
        for (String other : object.propertyNames()) {
            if (!other.equals(name) && has(other)) {
                throw RequestException.invalid(path, name + " alone", object.toString());
            }
        }
    }
}
