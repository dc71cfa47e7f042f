package dev.glassplane.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FieldSelectorTests {

    private static final SelectableFields PODS = fields("", "pods");
    private static final SelectableFields EVENTS = fields("", "events");
    private static final JsonNode POD = Json.MAPPER.readTree("""
            {"metadata":{"name":"web-0","namespace":"default"},"spec":{"nodeName":"node-a"},
             "status":{"phase":"Running","podIP":"10.0.1.11","podIPs":[{"ip":"10.0.1.11"},{"ip":"fd00::11"}]}}""");

    private static SelectableFields fields(String group, String plural) {
        return SelectableFields.of(new Kind(group, "v1", "X", plural, "x", List.of(), List.of(), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "metadata.name=web-0", "metadata.name==web-0,spec.nodeName!=node-b", "status.podIPs=fd00::11",
        "spec.restartPolicy=Always", "spec.hostNetwork=false", "status.nominatedNodeName=", "status.phase!=Failed,"})
    void selects(String selector) {
        assertThat(FieldSelector.parse(selector, PODS).matches(POD)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.name=web", "metadata.name!=web-0", "spec.nodeName=", "status.podIPs=10.0.1.12",
        "metadata.name=web-0,status.phase=Pending"})
    void leavesOut(String selector) {
        assertThat(FieldSelector.parse(selector, PODS).matches(POD)).isFalse();
    }

    @Test
    void readsEscapedValues() {
        JsonNode event = Json.MAPPER.readTree("""
                {"reason":"a,b=c\\\\d","involvedObject":{"kind":"Pod"}}""");
        assertThat(FieldSelector.parse("reason=a\\,b\\=c\\\\d,involvedObject.kind=Pod", EVENTS).matches(event)).isTrue();
        assertThatThrownBy(() -> FieldSelector.parse("reason=a\\x", EVENTS)).hasMessageContaining("invalid escape sequence");
    }

    @Test
    void refusesFieldsThatTheKindDoesNotOffer() {
        assertThatThrownBy(() -> FieldSelector.parse("spec.foo=1", PODS)).isInstanceOf(ApiException.class)
                .hasMessage("field label not supported: spec.foo");
        assertThatThrownBy(() -> FieldSelector.parse("spec.nodeName=a", EVENTS)).hasMessage("field label not supported: spec.nodeName");
        assertThatThrownBy(() -> FieldSelector.parse("metadata.name", PODS)).hasMessageContaining("can't understand 'metadata.name'");
    }
}
