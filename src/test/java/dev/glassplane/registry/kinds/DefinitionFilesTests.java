package dev.glassplane.registry.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.PrinterColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class DefinitionFilesTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String FILE = "widgets.example.com.yaml";
    private static final String DEFINITION = """
            metadata: {name: widgets.example.com}
            spec:
              group: example.com
              scope: Namespaced
              names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wd], categories: [all]}
              versions:
                - name: v1
                  served: true
                  subresources: {status: {}}
                  additionalPrinterColumns:
                    - {name: Size, type: integer, jsonPath: .spec.size, priority: 1}
                  schema:
                    openAPIV3Schema:
                      type: object
                      required: [spec]
                      properties:
                        spec:
                          type: object
                          required: [size]
                          properties:
                            size: {type: integer, minimum: 1, maximum: 5}
                            colour: {type: string, enum: [red, green], default: red}
                            name: {type: string, pattern: '^[a-z]+$', minLength: 2, maxLength: 4}
                            ip: {type: string, format: ipv4}
                            tags: {type: array, items: {type: string}, x-kubernetes-list-type: set, maxItems: 3}
                            limits: {type: object, additionalProperties: {type: integer}}
                            nested: {type: object, default: {}, properties: {deep: {type: boolean, default: true}}}
                            port: {x-kubernetes-int-or-string: true}
                            free: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """;

    private final ServedKind widget = DefinitionFiles.parse(YAML.readTree(DEFINITION), FILE).getFirst();

    private ObjectNode decode(String spec, List<String> unknown) {
        ObjectNode object = (ObjectNode) YAML.readTree("{apiVersion: example.com/v1, kind: Widget, metadata: {name: w}, spec: " + spec + "}");
        return widget.schema().decode(widget.kind(), object, unknown);
    }

    private String errors(String spec) {
        FieldErrors errors = new FieldErrors();
        widget.schema().validate(decode(spec, new ArrayList<>()), java.util.Optional.empty(), errors, _ -> { });
        return String.join(" & ", errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList());
    }

    @Test
    void aFileDeclaresAKind() {
        assertThat(widget.kind()).isEqualTo(new Kind("example.com", "v1", "Widget", "widgets", "widget", List.of("wd"), List.of("all"), true));
        assertThat(widget.subresources()).containsExactly("status");
        assertThat(widget.columns()).containsExactly(new PrinterColumn("Size", "integer", "", "", 1, ".spec.size"));
        assertThat(widget.schema().name()).isEqualTo("com.example.v1.Widget");
        assertThat(widget.verbs()).contains("watch", "deletecollection");
    }

    @Test
    void unknownFieldsArePrunedAndDefaultsFilledIn() {
        List<String> unknown = new ArrayList<>();
        ObjectNode spec = (ObjectNode) decode("{size: 1, what: 2, nested: {x: 1}, free: {any: {thing: 1}}}", unknown).get("spec");
        assertThat(unknown).containsExactly("spec.what", "spec.nested.x");
        assertThat(spec).isEqualTo(YAML.readTree("{size: 1, free: {any: {thing: 1}}, colour: red, nested: {deep: true}}"));
        assertThat(decode("{size: 1}", unknown).at("/spec/nested/deep").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{} | spec.size: Required value",
        "{size: big} | spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\"",
        "{size: 0} | spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
        "{size: 6} | spec.size: Invalid value: 6: spec.size in body should be less than or equal to 5",
        "{size: 1, colour: blue} | spec.colour: Unsupported value: \"blue\": supported values: \"green\", \"red\"",
        "{size: 1, name: A1} | spec.name: Invalid value: \"A1\": spec.name in body should match '^[a-z]+$'",
        "{size: 1, name: a} | spec.name: Invalid value: \"a\": spec.name in body should be at least 2 chars long",
        "{size: 1, name: abcde} | spec.name: Too long: may not be more than 4 bytes",
        "{size: 1, ip: '::1'} | spec.ip: Invalid value: \"::1\": spec.ip in body must be of type ipv4: \"::1\"",
        "{size: 1, tags: [a, a]} | spec.tags[1]: Duplicate value: \"a\"",
        "{size: 1, tags: [a, b, c, d]} | spec.tags: Too many: 4: must have at most 3 items",
        "{size: 1, limits: {x: y}} | spec.limits.x: Invalid value: \"string\": spec.limits.x in body must be of type integer: \"string\"",
        "{size: 1, port: true} | spec.port: Invalid value: \"boolean\": spec.port in body must be of type integer or string: \"boolean\"",
    })
    void demandsAreChecked(String spec, String message) {
        assertThat(errors(spec)).isEqualTo(message);
    }

    @Test
    void goodObjectsPass() {
        assertThat(errors("{size: 5, colour: green, name: ab, ip: 10.0.0.1, tags: [a, b], limits: {x: 1}, port: http}")).isEmpty();
        assertThat(errors("{size: 5, port: 80, name: null}")).isEmpty();
    }

    @Test
    void metadataIsTypedAsEverywhere() {
        ObjectNode object = (ObjectNode) YAML.readTree("{metadata: {name: w, labels: {a: 1}}, spec: {size: 1}}");
        assertThatThrownBy(() -> widget.schema().decode(widget.kind(), object, new ArrayList<>())).isInstanceOf(ApiException.class)
                .hasMessageContaining("cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string");
    }

    @Test
    void theSchemaIsDescribedAsOpenApi() {
        Map<String, ObjectNode> schemas = new LinkedHashMap<>();
        widget.schema().describeInto(schemas);
        ObjectNode described = schemas.get("com.example.v1.Widget");
        assertThat(described.at("/x-kubernetes-group-version-kind/0/kind").asString()).isEqualTo("Widget");
        assertThat(described.at("/properties/spec/properties/size/maximum").asInt()).isEqualTo(5);
        assertThat(schemas).containsKey("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    }

    @Test
    void aDemandThatIsNotUnderstoodIsAnError() {
        String odd = DEFINITION.replace("size: {type: integer,", "size: {type: integer, unheard: 2,");
        assertThatThrownBy(() -> DefinitionFiles.parse(YAML.readTree(odd), FILE))
                .hasMessage(FILE + ": the schema of spec.size uses unheard, which is not understood");
        assertThatThrownBy(() -> DefinitionFiles.parse(YAML.readTree(DEFINITION), "gadgets.example.com.yaml"))
                .hasMessageContaining("should be called widgets.example.com");
    }

    @Test
    void everyFileOfTheClassPathIsUnderstood() {
        ServedKinds kinds = new ServedKinds();
        assertThat(kinds.all()).extracting(Kind::name).contains("Pod", "NetworkInterface", "Cluster");
        assertThat(kinds.all()).allSatisfy(kind -> assertThat(kinds.schemas(kind.group(), kind.version())).containsKey(kinds.schemaName(kind)));
    }
}
