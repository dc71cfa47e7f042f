package dev.glassplane.registry.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Rules in CEL, from the definition to the answer of a write. */
class RuledSchemaTests {

    private TestRegistry registry;

    @BeforeEach
    void start() {
        registry = new TestRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** Serves {@code Thing}s whose spec has this schema. */
    private void define(String spec) {
        registry.create("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.x.example}
                spec:
                  group: x.example
                  scope: Namespaced
                  names: {plural: things, kind: Thing}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                          spec:
                """ + spec.stripIndent().indent(12));
    }

    private void defineRule(String rule) {
        define("""
                type: object
                x-kubernetes-validations:
                - %s
                properties:
                  name: {type: string}
                  count: {type: integer}
                  ratio: {type: number}
                  port: {x-kubernetes-int-or-string: true}
                  tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                  labels: {type: object, additionalProperties: {type: string}}
                  inner: {type: object, properties: {x: {type: integer}, namespace: {type: string}, a-b: {type: string}}}
                  list:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items: {type: object, required: [name], properties: {name: {type: string}, value: {type: integer}}}
                  wait: {type: string, format: duration}
                  at: {type: string, format: date-time}
                """.formatted(rule));
    }

    private static String thing(String spec) {
        return "{apiVersion: x.example/v1, kind: Thing, metadata: {name: a}, spec: " + spec + "}";
    }

    private List<String> causes(String spec) {
        try {
            registry.create(thing(spec));
            return List.of();
        } catch (ApiException e) {
            return e.details().causes().stream().map(cause -> cause.reason() + " " + cause.field() + ": " + cause.message()).toList();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            self.count > 3                                                      ~ {count: 4}                 ~ {count: 3}
            has(self.name) && self.name.startsWith('a')                         ~ {name: ab}                 ~ {name: b}
            self.tags.all(t, t.size() < 3)                                      ~ {tags: [a, bc]}            ~ {tags: [abc]}
            self.tags.exists_one(t, t == 'a')                                   ~ {tags: [a, b]}             ~ {tags: [b]}
            self.tags.filter(t, t != 'a').map(t, t + '!') == ['b!']             ~ {tags: [a, b]}             ~ {tags: [a]}
            'k' in self.labels && self.labels['k'] == 'v'                       ~ {labels: {k: v}}           ~ {labels: {k: w}}
            self.inner.__namespace__ == 'x' && self.inner.a__dash__b == 'y'     ~ {inner: {namespace: x, a-b: y}} ~ {inner: {namespace: x, a-b: z}}
            type(self.port) == string || self.port < 100                        ~ {port: 80}                 ~ {port: 8080}
            self.?name.orValue('none') == 'none'                                ~ {}                         ~ {name: x}
            self.ratio >= 0.5                                                   ~ {ratio: 1}                 ~ {ratio: 0.25}
            self.wait > duration('1m') && self.wait < duration('1h')            ~ {wait: 90s}                ~ {wait: 2h}
            self.at > timestamp('2026-01-01T00:00:00Z')                         ~ {at: '2026-02-01T00:00:00Z'} ~ {at: '2025-02-01T00:00:00Z'}
            isIP(self.name) && ip(self.name).family() == 4                      ~ {name: 10.0.0.1}           ~ {name: '::1'}
            isCIDR(self.name) && cidr(self.name).containsIP('10.0.0.9')         ~ {name: 10.0.0.0/24}        ~ {name: 10.0.1.0/24}
            cidr(self.name).ip() == cidr(self.name).masked().ip()               ~ {name: 10.0.0.0/24}        ~ {name: 10.0.0.1/24}
            isURL(self.name) && url(self.name).getHostname() == 'a.example'     ~ {name: 'https://a.example:8443/x'} ~ {name: 'https://b.example'}
            quantity(self.name).isGreaterThan(quantity('500m'))                 ~ {name: '1'}                ~ {name: 100m}
            quantity(self.name) == quantity('1Gi')                              ~ {name: 1024Mi}             ~ {name: 1G}
            semver(self.name).isLessThan(semver('1.10.0'))                      ~ {name: 1.9.0}              ~ {name: 1.10.1}
            !format.dns1123Label().validate(self.name).hasValue()               ~ {name: ab}                 ~ {name: A_b}
            self.name.find('[0-9]+') == '12'                                    ~ {name: ab12}               ~ {name: ab}
            self.name.matches('^a+$')                                           ~ {name: aa}                 ~ {name: ab}
            self.name.split(',').map(x, int(x)).sum() == 3                      ~ {name: '1,2'}              ~ {name: '1,1'}
            self.name.lowerAscii().substring(1).replace('b', 'c') == 'c'        ~ {name: AB}                 ~ {name: AD}
            self.tags.isSorted() && self.tags.indexOf('b') == 1                 ~ {tags: [a, b]}             ~ {tags: [b, a]}
            sets.contains(self.tags, ['a'])                                     ~ {tags: [b, a]}             ~ {tags: [b]}
            self.list.all(i, self.list.exists(j, i.name != j.name || i == j))   ~ {list: [{name: a}]}        ~ {list: [{name: a}], count: 1, name: impossible}
            """)
    void rulesDecide(String rule, String good, String bad) {
        defineRule("rule: \"" + rule + "\"");
        assertThat(causes(good)).isEmpty();
        if (!bad.contains("impossible")) {
            registry.objects().delete(registry.kinds().named("things.x.example"), "shop", "a", dev.glassplane.registry.DeleteOptions.NOW);
            assertThat(causes(bad)).containsExactly("FieldValueInvalid spec: Invalid value: \"object\": failed rule: " + rule);
        }
    }

    @Test
    void errorsSayWhatTheRuleSays() {
        defineRule("{rule: 'self.count > 3', message: 'count is too small', reason: FieldValueForbidden, fieldPath: .count}");
        assertThat(causes("{count: 1}")).containsExactly("FieldValueForbidden spec.count: Forbidden: count is too small");
    }

    @Test
    void messagesMayBeComputed() {
        defineRule("{rule: 'self.count > 3', messageExpression: \"'%d of %s is not enough'.format([self.count, self.name])\", message: other}");
        assertThat(causes("{count: 1, name: x}")).containsExactly("FieldValueInvalid spec: Invalid value: \"object\": 1 of x is not enough");
        assertThat(causes("{count: 1}")).as("an expression without a value").containsExactly("FieldValueInvalid spec: Invalid value: \"object\": other");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            self.name == 'a'     ~ no such key: name evaluating rule: self.name == 'a'
            self.tags[3] == 'a'  ~ index out of bounds: 3 evaluating rule: self.tags[3] == 'a'
            1 / self.count == 1  ~ division by zero evaluating rule: 1 / self.count == 1
            self.port > 3        ~ 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.port > 3
            """)
    void whatCannotBeEvaluatedIsAnError(String rule, String message) {
        defineRule("rule: \"" + rule + "\"");
        assertThat(causes("{count: 0, tags: [a], port: x}")).containsExactly("FieldValueInvalid spec: Invalid value: \"object\": " + message);
    }

    @Test
    void rulesWaitUntilTheRestFits() {
        defineRule("rule: self.count > 3");
        assertThat(causes("{count: x}")).containsExactly(
                "FieldValueTypeInvalid spec.count: Invalid value: \"string\": spec.count in body must be of type integer: \"string\"",
                "FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; "
                        + "correct the existing errors to complete validation");
    }

    @Test
    void rulesAboutChangesRunOnUpdates() {
        defineRule("{rule: 'self.name == oldSelf.name', message: name is immutable}");
        registry.create(thing("{name: x}"));
        assertThatThrownBy(() -> registry.update(thing("{name: y}"))).isInstanceOf(ApiException.class)
                .hasMessage("Thing.x.example \"a\" is invalid: spec: Invalid value: \"object\": name is immutable");
        registry.update(thing("{name: x, count: 1}"));
    }

    @Test
    void optionalOldSelfRunsOnCreatesToo() {
        defineRule("{rule: '!oldSelf.hasValue() || oldSelf.value().count <= self.count', optionalOldSelf: true, message: count never falls}");
        registry.create(thing("{count: 2}"));
        assertThatThrownBy(() -> registry.update(thing("{count: 1}"))).hasMessageContaining("count never falls");
    }

    @Test
    void whatWasWrongBeforeIsAWarning() {
        defineRule("rule: 'true'");
        registry.create(thing("{count: 1}"));
        registry.merge("customresourcedefinitions.apiextensions.k8s.io", "things.x.example", """
                spec:
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            x-kubernetes-validations: [{rule: self.count > 3, message: too small}]
                            properties: {count: {type: integer, minimum: 2}, name: {type: string}}
                """);
        ObjectNode labelled = registry.get("things.x.example", "a").deepCopy();
        ((ObjectNode) labelled.get("metadata")).putObject("labels").put("a", "b");
        registry.update(labelled, registry.warning());
        assertThat(registry.warnings).containsExactly("spec: Invalid value: \"object\": too small");
        assertThatThrownBy(() -> registry.update(thing("{count: 1, name: changed}"))).hasMessageContaining("too small");
    }

    @Test
    void itemsOfListsByKeyKnowWhatTheyWere() {
        define("""
                type: object
                properties:
                  list:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items:
                      type: object
                      required: [name]
                      properties: {name: {type: string}, value: {type: integer}}
                      x-kubernetes-validations: [{rule: self.value >= oldSelf.value, message: values never fall}]
                  map:
                    type: object
                    additionalProperties: {type: string, x-kubernetes-validations: [{rule: self != 'no', message: must not be no}]}
                """);
        registry.create(thing("{list: [{name: a, value: 1}, {name: b, value: 5}]}"));
        registry.update(thing("{list: [{name: b, value: 5}, {name: a, value: 2}]}"));
        assertThatThrownBy(() -> registry.update(thing("{list: [{name: b, value: 4}], map: {k: 'no'}}"))).hasMessage("Thing.x.example \"a\" is invalid: "
                + "[spec.list[0]: Invalid value: \"object\": values never fall, spec.map[k]: Invalid value: \"string\": must not be no]");
    }

    @Test
    void theRootKnowsItsName() {
        registry.create("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.x.example}
                spec:
                  group: x.example
                  scope: Namespaced
                  names: {plural: things, kind: Thing}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-validations: [
                      {rule: "self.metadata.name == 'only'", message: there is one name}]}}}
                """);
        assertThatThrownBy(() -> registry.create("{apiVersion: x.example/v1, kind: Thing, metadata: {name: a}}"))
                .hasMessage("Thing.x.example \"a\" is invalid: <nil>: Invalid value: \"object\": there is one name");
        registry.create("{apiVersion: x.example/v1, kind: Thing, metadata: {name: only}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            self.nothing == 1      ~ compilation failed: ERROR: <input>:1:5: undefined field 'nothing'\\n | self.nothing == 1\\n | ....^
            self.count > true      ~ compilation failed: ERROR: <input>:1:12: found no matching overload for '_>_' applied to '(int, bool)'\\n | self.count > true\\n | ...........^
            self.inner.namespace   ~ compilation failed: ERROR: <input>:1:11: undefined field 'namespace'\\n | self.inner.namespace\\n | ..........^
            self.count             ~ cel expression must evaluate to a bool
            """)
    void aRuleThatDoesNotCompileRefusesTheDefinition(String rule, String message) {
        assertThatThrownBy(() -> defineRule("{rule: \"" + rule + "\", message: m}")).isInstanceOf(ApiException.class).hasMessage(
                "CustomResourceDefinition.apiextensions.k8s.io \"things.x.example\" is invalid: "
                        + "spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"" + rule
                        + "\",\"Message\":\"m\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: "
                        + message.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{rule: '', message: m} => rule: Required value: rule is not specified",
        "{rule: 'true', reason: Bad} => reason: Unsupported value: \"Bad\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\"",
        "{rule: 'true', fieldPath: .nowhere} => fieldPath: Invalid value: \".nowhere\": fieldPath must be a valid path",
        "{rule: 'true', messageExpression: '1'} => messageExpression: Invalid value:"
    })
    void theRestOfARuleIsCheckedToo(String line) {
        String[] parts = line.split(" => ");
        assertThatThrownBy(() -> defineRule(parts[0])).hasMessageContaining("x-kubernetes-validations[0]." + parts[1]);
    }

    @Test
    void oldSelfNeedsSomethingToCompareWith() {
        assertThatThrownBy(() -> define("""
                type: object
                properties:
                  list: {type: array, items: {type: string, x-kubernetes-validations: [{rule: self == oldSelf}]}}
                """)).hasMessageContaining("spec.validation.openAPIV3Schema.properties[spec].properties[list].items.x-kubernetes-validations[0].rule: "
                + "Invalid value: \"self == oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within "
                + "spec.validation.openAPIV3Schema.properties[spec].properties[list]");
    }

    @Test
    void aRuleThatTakesTooLongIsStopped() {
        defineRule("{rule: 'self.tags.all(a, self.tags.all(b, self.tags.all(c, a + b + c != b)))', message: m}");
        String tags = java.util.stream.IntStream.range(0, 200).mapToObj(Integer::toString).collect(java.util.stream.Collectors.joining("','", "['", "']"));
        assertThat(causes("{tags: " + tags + "}")).containsExactly("FieldValueInvalid spec: Invalid value: \"object\": 'operation cancelled: actual cost "
                + "limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: m");
    }
}
