package dev.glassplane.apiserver.wire;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Builds a tree from JSON text and remembers which fields came twice, which a mapper would swallow. */
final class JsonTree {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DUPLICATES_MAX = 100;

    private final JsonParser parser;
    private final List<String> duplicates = new ArrayList<>(0);
    private final ArrayList<Object> path = new ArrayList<>();

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    static Body read(byte[] utf8) throws Body.MalformedException {
        try (JsonParser parser = Json.MAPPER.createParser(utf8)) {
            JsonTree tree = new JsonTree(parser);
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new Body.MalformedException("couldn't get version/kind; json parse error: unexpected end of JSON input");
            }
            JsonNode value = tree.value(first);
            if (parser.nextToken() != null) {
                throw new Body.MalformedException("couldn't get version/kind; json parse error: invalid character after top-level value at "
                        + where(parser));
            }
            return new Body(value, tree.duplicates);
        } catch (StreamConstraintsException e) {
            throw new Body.MalformedException("couldn't get version/kind; json parse error: " + e.getOriginalMessage());
        } catch (UnexpectedEndOfInputException e) {
            throw new Body.MalformedException("couldn't get version/kind; json parse error: unexpected end of JSON input");
        } catch (JacksonException e) {
            throw new Body.MalformedException("couldn't get version/kind; json parse error: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr());
        }
    }

    private JsonNode value(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalStateException("a JSON parser gave " + token + " where a value was expected");
        };
    }

    private JsonNode integer() {
        return switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> NODES.numberNode(parser.getBigIntegerValue());
        };
    }

    private ObjectNode object() {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            path.add(name);
            JsonNode value = value(parser.nextToken());
            if (object.replace(name, value) != null && duplicates.size() < DUPLICATES_MAX) {
                duplicates.add(path());
            }
            path.removeLast();
        }
        return object;
    }

    private ArrayNode array() {
        ArrayNode array = NODES.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            path.add(array.size());
            array.add(value(token));
            path.removeLast();
        }
        return array;
    }

    private String path() {
        StringBuilder text = new StringBuilder();
        for (Object part : path) {
            if (part instanceof Integer) {
                text.append('[').append(part).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(part);
            }
        }
        return text.toString();
    }

    private static String where(JsonParser parser) {
        return "line " + parser.currentTokenLocation().getLineNr() + ", column " + parser.currentTokenLocation().getColumnNr();
    }
}
