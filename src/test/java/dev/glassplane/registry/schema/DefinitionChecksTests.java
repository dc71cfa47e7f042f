package dev.glassplane.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What a definition's schema demands of values, and how errors say it. */
class DefinitionChecksTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Kind KIND = new Kind("x.example", "v1", "Thing", "things", "thing", List.of(), List.of(), true);

    private static ObjectNode yaml(String text) {
        return (ObjectNode) YAML.readTree(text);
    }

    private static DefinitionSchema schema(String field) {
        return new DefinitionSchema(KIND, yaml("{type: object, properties: {f: " + field + "}}"));
    }

    private static List<String> wrong(DefinitionSchema schema, String before, String value) {
        FieldErrors errors = new FieldErrors();
        Optional<ObjectNode> old = Optional.ofNullable(before).map(text -> yaml("{f: " + text + "}"));
        schema.validate(yaml("{f: " + value + "}"), old, errors, _ -> { });
        return errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            {type: integer, minimum: 1, exclusiveMinimum: true}     | 2        | 1       | f: Invalid value: 1: f in body should be greater than 1
            {type: integer, maximum: 5, exclusiveMaximum: true}     | 4        | 5       | f: Invalid value: 5: f in body should be less than 5
            {type: number, multipleOf: 0.5}                         | 1.5      | 1.25    | f: Invalid value: 1.25: f in body should be a multiple of 0.5
            {type: string, format: ipv4}                            | 10.0.0.1 | '::1'   | f: Invalid value: "::1": f in body must be of type ipv4: "::1"
            {type: string, format: uuid}                            | 6ba7b810-9dad-11d1-80b4-00c04fd430c8 | x | f: Invalid value: "x": f in body must be of type uuid: "x"
            {type: string, format: duration}                        | 1h30m    | 1x      | f: Invalid value: "1x": f in body must be of type duration: "1x"
            {type: string, format: date}                            | '2026-01-31' | '2026-02-30' | f: Invalid value: "2026-02-30": f in body must be of type date: "2026-02-30"
            {type: string, nullable: true}                          | null     | 1       | f: Invalid value: "integer": f in body must be of type string: "integer"
            {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}], pattern: '(80)$'} | 80 | ftp | f: Invalid value: "ftp": f in body should match '(80)$'
            {type: object, properties: {a: {type: integer}, b: {type: integer}}, not: {required: [a, b]}} | {a: 1} | {a: 1, b: 1} | f: Invalid value: "": "f" must not validate the schema (not)
            {type: array, x-kubernetes-list-type: set, items: {type: string}} | [a, b] | [a, a]  | f[1]: Duplicate value: "a"
            {type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true} | {apiVersion: v1, kind: Pod} | {apiVersion: v1} | f.kind: Required value: must not be empty
            """)
    void demands(String schema, String good, String bad, String error) {
        assertThat(wrong(schema(schema), null, good)).isEmpty();
        assertThat(wrong(schema(schema), null, bad)).containsExactly(error);
    }

    @Test
    void oneOfWantsExactlyOne() {
        DefinitionSchema schema = schema("{type: object, properties: {a: {type: integer}, b: {type: integer}}, oneOf: [{required: [a]}, {required: [b]}]}");
        assertThat(wrong(schema, null, "{a: 1}")).isEmpty();
        assertThat(wrong(schema, null, "{a: 1, b: 1}"))
                .containsExactly("f: Invalid value: \"\": \"f\" must validate one and only one schema (oneOf). Found 2 valid alternatives");
        assertThat(wrong(schema, null, "{}")).containsExactly(
                "f: Invalid value: \"\": \"f\" must validate one and only one schema (oneOf). Found none valid", "f.a: Required value");
    }

    @Test
    void anyOfAndAllOfLookInside() {
        DefinitionSchema schema = schema("{type: object, properties: {a: {type: integer}}, anyOf: [{properties: {a: {minimum: 5}}}, "
                + "{properties: {a: {enum: [1]}}}], allOf: [{properties: {a: {maximum: 9}}}]}");
        assertThat(wrong(schema, null, "{a: 1}")).isEmpty();
        assertThat(wrong(schema, null, "{a: 2}").getFirst()).isEqualTo("f: Invalid value: \"\": \"f\" must validate at least one schema (anyOf)");
        assertThat(wrong(schema, null, "{a: 12}")).containsExactly("f: Invalid value: \"\": \"f\" must validate all the schemas (allOf). None validated",
                "f.a: Invalid value: 12: f.a in body should be less than or equal to 9");
    }

    @Test
    void itemsByKeyMayOccurOnce() {
        DefinitionSchema schema = schema("{type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [name], "
                + "items: {type: object, properties: {name: {type: string}, v: {type: integer}}}}");
        assertThat(wrong(schema, null, "[{name: a, v: 1}, {name: a, v: 2}]")).containsExactly("f[1]: Duplicate value: {\"name\":\"a\"}");
    }

    @Test
    void whatAWriteLeavesAsItWasIsNotHeldAgainstIt() {
        DefinitionSchema schema = schema("{type: object, properties: {a: {type: integer, minimum: 5}, b: {type: integer}}}");
        assertThat(wrong(schema, "{a: 1}", "{a: 1, b: 1}")).isEmpty();
        assertThat(wrong(schema, "{a: 1}", "{a: 2}")).hasSize(1);
    }

    @Test
    void whatCannotBeCheckedIsNotAccepted() {
        assertThatThrownBy(() -> schema("{type: array, uniqueItems: true, items: {type: string}}")).hasMessageContaining("uniqueItems");
        assertThatThrownBy(() -> schema("{type: string, pattern: '('}")).hasMessageContaining("no regular expression");
        assertThatThrownBy(() -> schema("{type: string, made-up: 1}")).hasMessageContaining("made-up, which is not understood");
    }
}
