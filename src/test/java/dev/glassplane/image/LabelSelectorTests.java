package dev.glassplane.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class LabelSelectorTests {

    private static final Map<String, String> LABELS = Map.of("app", "web", "tier", "front", "size", "12");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                                                              | true
            {"matchLabels": {"app": "web", "tier": "front"}}                                                | true
            {"matchLabels": {"app": "web", "tier": "back"}}                                                 | false
            {"matchExpressions": [{"key": "app", "operator": "In", "values": ["api", "web"]}]}              | true
            {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["a"]}]}                      | false
            {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["api"]}]}                  | true
            {"matchExpressions": [{"key": "zone", "operator": "NotIn", "values": ["a"]}]}                   | true
            {"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}                  | false
            {"matchExpressions": [{"key": "tier", "operator": "Exists"}]}                                   | true
            {"matchExpressions": [{"key": "tier", "operator": "DoesNotExist"}]}                             | false
            {"matchExpressions": [{"key": "size", "operator": "Gt", "values": ["11"]}]}                     | true
            {"matchExpressions": [{"key": "size", "operator": "Lt", "values": ["11"]}]}                     | false
            {"matchExpressions": [{"key": "app", "operator": "Gt", "values": ["11"]}]}                      | false
            {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "zone", "operator": "Exists"}]}    | false
            """)
    void allRequirementsMustHold(String json, boolean matches) {
        assertThat(read(json).matches(LABELS)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"key": "app", "operator": "Like", "values": ["web"]}
            {"key": "app", "operator": "In"}
            {"key": "zone", "operator": "NotIn"}
            {"key": "app", "operator": "Exists", "values": ["web"]}
            {"key": "zone", "operator": "DoesNotExist", "values": ["a"]}
            """)
    void whatTheApiWouldRefuseSelectsNothing(String expression) {
        assertThat(read("{\"matchExpressions\": [" + expression + "]}").matches(LABELS)).isFalse();
    }

    @Test
    void isWrittenAsKubectlDoes() {
        assertThat(read("""
                {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a", "b"]},
                 {"key": "zone", "operator": "NotIn", "values": ["c"]}, {"key": "x", "operator": "Exists"}, {"key": "y", "operator": "DoesNotExist"}]}
                """)).hasToString("app=web,tier in (a,b),zone!=c,x,!y");
    }

    @Test
    void readsTheLabelsOfAnObject() {
        assertThat(read("{\"matchLabels\": {\"app\": \"web\"}}").matchesObject(JsonMapper.shared().readTree("{\"metadata\": {\"labels\": {\"app\": \"web\"}}}"))).isTrue();
        assertThat(read("{\"matchLabels\": {\"app\": \"web\"}}").matchesObject(JsonMapper.shared().readTree("{}"))).isFalse();
    }

    private static LabelSelector read(String json) {
        return LabelSelector.read(JsonMapper.shared().readTree(json));
    }
}
