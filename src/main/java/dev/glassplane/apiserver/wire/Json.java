package dev.glassplane.apiserver.wire;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON mapper of the wire. */
public final class Json {

    /** Nesting that a body may have. */
    public static final int DEPTH_MAX = 100;

    /** Reads and writes trees. */
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build()).build()).build();

    private static final tools.jackson.databind.ObjectWriter PRETTY = MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /** @return a new object */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** @return a new list */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** @return UTF-8 */
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** @return UTF-8, indented */
    public static byte[] prettyBytes(JsonNode node) {
        return PRETTY.writeValueAsBytes(node);
    }
}
