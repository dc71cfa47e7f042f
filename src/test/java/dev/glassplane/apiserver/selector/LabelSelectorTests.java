package dev.glassplane.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.registry.ApiException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LabelSelectorTests {

    private static final JsonNode LABELS = Json.MAPPER.readTree("""
            {"app":"web","tier":"front","example.com/size":"12","empty":""}""");

    @ParameterizedTest
    @ValueSource(strings = {"", "app=web", "app==web", "app!=api", "app in (api,web)", "app in(web)", "tier notin (back)", "absent notin (x)",
        "absent!=x", "app", "!absent", " app = web , tier=front ", "example.com/size>11", "example.com/size<13", "empty=", "empty in ()",
        "app=web,tier in (front,back),!absent"})
    void selects(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"app=api", "app!=web", "app in (api)", "app notin (web)", "absent", "!app", "absent=x", "absent in (x)",
        "example.com/size>12", "example.com/size<12", "app>1", "absent>1", "app=web,tier=back"})
    void leavesOut(String selector) {
        assertThat(LabelSelector.parse(selector).matches(LABELS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "app in web | found 'w', expected: '('",
        "app in (web | found '', expected: ',' or ')'",
        "app like web | found 'like', expected: in, notin",
        "a b | found 'b', expected: in, notin",
        "app>x | the value must be an integer",
        "=x | Invalid value: \"\"",
        "-app=x | Invalid value: \"-app\"",
        "app=a/b | a valid label must be",
        "app=a=b | found '=', expected: ','"})
    void refusesWhatItCannotRead(String selector, String message) {
        assertThatThrownBy(() -> LabelSelector.parse(selector)).isInstanceOfSatisfying(ApiException.class,
                e -> assertThat(e.code()).isEqualTo(400)).hasMessageContaining(message);
    }
}
