package dev.glassplane.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.apiserver.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class JsonPathTests {

    private static final ObjectNode OBJECT = (ObjectNode) Json.MAPPER.readTree("""
            {"metadata":{"labels":{"a.b/c":"dotted"}},"spec":{"rules":[{"host":"x"},{"host":"y"}]},
             "status":{"conditions":[{"type":"Accepted","status":"False"},{"type":"Ready","status":"True"}]}}""");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        ".spec.rules[0].host | x",
        "$.spec.rules[1].host | y",
        ".spec.rules[-1].host | y",
        ".spec.rules[*].host | x,y",
        ".status.conditions[?(@.type==\"Ready\")].status | True",
        ".status.conditions[?(@.type=='Accepted')].status | False",
        ".metadata.labels.a\\.b/c | dotted",
        ".metadata.labels['a.b/c'] | dotted"})
    void finds(String path, String expected) {
        assertThat(JsonPath.parse(path).find(OBJECT)).map(node -> node.asString()).containsExactly(expected.split(","));
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(JsonPath.parse(".spec.absent[3].x").find(OBJECT)).isEmpty();
    }

    @Test
    void showsWhatItCannotRead() {
        assertThatThrownBy(() -> JsonPath.parse(".spec..host")).hasMessageContaining("cannot read \"..host\"");
    }
}
