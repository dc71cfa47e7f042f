package dev.glassplane.apiserver.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreesTests {

    private static Body json(String text) throws Body.MalformedException {
        return JsonTree.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void jsonKeepsEveryTypeOfValue() throws Body.MalformedException {
        String text = "{\"a\":[1,9007199254740993,1.5,true,null,\"x\",123456789012345678901234567890],\"b\":{}}";
        assertThat(json(text).tree()).isEqualTo(Json.MAPPER.readTree(text));
    }

    @Test
    void fieldsThatComeTwiceAreNamed() throws Body.MalformedException {
        Body body = json("{\"metadata\":{\"name\":\"a\",\"name\":\"b\"},\"l\":[{},{\"x\":1,\"x\":2}]}");
        assertThat(body.duplicates()).containsExactly("metadata.name", "l[1].x");
        assertThat(body.tree().path("metadata").path("name").asString()).isEqualTo("b");
        assertThat(YamlTree.read("a: 1\na: 2\n").duplicates()).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"a\": | unexpected end of JSON input",
        "{\"a\":1}} | Unexpected close marker '}'",
        "{a:1} | Unexpected character ('a' (code 97)): was expecting double-quote to start property name at line 1, column 2",
        "{} {} | invalid character after top-level value at line 1, column 4"})
    void malformedJsonSaysWhere(String text, String message) {
        assertThatThrownBy(() -> json(text)).isInstanceOf(Body.MalformedException.class).hasMessageContaining(message);
    }

    @Test
    void nestingIsLimited() throws Body.MalformedException {
        int fits = Json.DEPTH_MAX - 1;
        assertThat(json("[".repeat(fits) + "]".repeat(fits)).tree().isArray()).isTrue();
        int tooDeep = Json.DEPTH_MAX + 1;
        assertThatThrownBy(() -> json("[".repeat(tooDeep) + "]".repeat(tooDeep))).hasMessageContaining("nesting depth (101) exceeds the maximum allowed (100");
        assertThatThrownBy(() -> YamlTree.read("[".repeat(tooDeep) + "]".repeat(tooDeep))).isInstanceOf(Body.MalformedException.class);
    }

    @Test
    void yamlMeansWhatItMeansToKubectl() throws Body.MalformedException {
        Body body = YamlTree.read("""
                mode: 0644
                on: yes
                text: "yes"
                time: 2025-01-02T03:04:05Z
                empty:
                list: [1, 2.5, a]
                base: &base {x: 1}
                copy: {<<: *base, y: 2}
                """);
        assertThat(body.tree()).isEqualTo(Json.MAPPER.readTree("""
                {"mode":420,"true":true,"text":"yes","time":"2025-01-02T03:04:05Z","empty":null,"list":[1,2.5,"a"],
                 "base":{"x":1},"copy":{"x":1,"y":2}}"""));
    }

    @Test
    void yamlAliasesCannotBlowUp() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        }
        assertThatThrownBy(() -> YamlTree.read(bomb.toString())).isInstanceOf(Body.MalformedException.class)
                .hasMessageContaining("aliases");
        assertThatThrownBy(() -> YamlTree.read("a: &a [*a]")).isInstanceOf(Body.MalformedException.class);
    }

    @Test
    void malformedYamlSaysWhere() {
        assertThatThrownBy(() -> YamlTree.read("a: [1\nb: 2\n")).isInstanceOf(Body.MalformedException.class).hasMessageContaining("line 2");
        assertThatThrownBy(() -> YamlTree.read("a: !!java.lang.Runtime {}")).isInstanceOf(Body.MalformedException.class);
        assertThatThrownBy(() -> YamlTree.read("a: 1\n---\nb: 2\n")).isInstanceOf(Body.MalformedException.class);
    }
}
