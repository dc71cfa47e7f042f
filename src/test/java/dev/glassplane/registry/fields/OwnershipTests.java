package dev.glassplane.registry.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.schema.DefinitionSchema;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The rules of owning fields, on a type that has every sort of list and map. */
class OwnershipTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Struct SCHEMA = new DefinitionSchema(new Kind("x.example", "v1", "Thing", "things", "thing", List.of(), List.of(), true),
            yaml("""
                    type: object
                    properties:
                      number: {type: integer}
                      text: {type: string}
                      map: {type: object, additionalProperties: {type: string}}
                      one: {type: object, x-kubernetes-map-type: atomic, additionalProperties: {type: string}}
                      plain: {type: array, items: {type: string}}
                      set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      items:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name, protocol]
                        items:
                          type: object
                          properties:
                            name: {type: string}
                            protocol: {type: string, default: TCP}
                            value: {type: integer}
                      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                    """)).root();

    private static ObjectNode yaml(String text) {
        return (ObjectNode) YAML.readTree(text);
    }

    /** Applies by {@code a}, then by {@code b}, and looks. */
    private static final class World {
        private ObjectNode object = yaml("{}");
        private Ownership owners = Ownership.NONE;

        World apply(String manager, String config) {
            return apply(manager, config, false);
        }

        World force(String manager, String config) {
            return apply(manager, config, true);
        }

        private World apply(String manager, String config, boolean force) {
            Ownership.Applied applied = new Apply(SCHEMA, List.of(), Apply.manager(manager, "v1", ""), force, "now")
                    .to(object, owners, yaml(config));
            object = applied.object();
            owners = ManagedFields.decode(ManagedFields.encode(applied.owners())).orElseThrow();
            return this;
        }

        World update(String manager, String whole) {
            ObjectNode after = yaml(whole);
            owners = owners.updated(SCHEMA, object, after, Apply.updater(manager, "v1", ""), "now");
            object = after;
            return this;
        }

        String owned(String manager) {
            return owners.owners().entrySet().stream().filter(each -> each.getKey().name().equals(manager))
                    .map(each -> String.join(" ", each.getValue().fields().paths())).findFirst().orElse("nothing");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # first applied by a          | then by a                   | what is left
            {number: 1, text: x}          | {number: 1}                 | {number: 1}
            {map: {a: x, b: y}}           | {map: {b: y}}               | {map: {b: y}}
            {map: {a: x}}                 | {number: 1}                 | {number: 1}
            {one: {a: x, b: y}}           | {one: {b: z}}               | {one: {b: z}}
            {plain: [x, y]}               | {plain: [y]}                | {plain: [y]}
            {set: [x, y]}                 | {set: [y, z]}               | {set: [y, z]}
            {items: [{name: x, value: 1}, {name: y}]} | {items: [{name: y}]} | {items: [{name: y}]}
            {items: [{name: x, value: 1}]} | {items: [{name: x, protocol: TCP}]} | {items: [{name: x, protocol: TCP}]}
            {free: {a: {b: 1, c: 2}}}     | {free: {a: {c: 2}}}         | {free: {a: {c: 2}}}
            {free: {a: [1, 2]}}           | {free: {a: [2]}}            | {free: {a: [2]}}
            """)
    void whatAManagerNoLongerAppliesGoes(String first, String second, String left) {
        assertThat(new World().apply("a", first).apply("a", second).object).isEqualTo(yaml(left));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # applied by a       | by b, without conflict  | then by a     | what is left
            {map: {a: x}}        | {map: {b: y}}           | {number: 1}   | {map: {b: y}, number: 1}
            {map: {a: x}}        | {map: {a: x}}           | {number: 1}   | {map: {a: x}, number: 1}
            {set: [x, y]}        | {set: [y, z]}           | {set: [x]}    | {set: [x, y, z]}
            {items: [{name: x, value: 1}]} | {items: [{name: x}]} | {number: 1} | {items: [{name: x}], number: 1}
            {items: [{name: x}]} | {items: [{name: x, value: 2}]} | {number: 1} | {items: [{name: x, value: 2}], number: 1}
            """)
    void whatOthersOwnStays(String a, String b, String then, String left) {
        World world = new World().apply("a", a).apply("b", b).apply("a", then);
        assertThat(world.object.properties()).containsExactlyInAnyOrderElementsOf(yaml(left).properties());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # owned by a         | wanted by b               | message
            {number: 1}          | {number: 2}               | Apply failed with 1 conflict: conflict with "a": .number
            {one: {a: x}}        | {one: {b: y}}             | Apply failed with 1 conflict: conflict with "a": .one
            {plain: [x]}         | {plain: [x, y]}           | Apply failed with 1 conflict: conflict with "a": .plain
            {items: [{name: x, value: 1}]} | {items: [{name: x, value: 2}]} | Apply failed with 1 conflict: conflict with "a": .items[name="x",protocol="TCP"].value
            """)
    void anotherValueForWhatOthersOwnIsAConflict(String a, String b, String message) {
        World world = new World().apply("a", a);
        assertThatThrownBy(() -> world.apply("b", b)).isInstanceOf(ConflictException.class).hasMessage(message);
        assertThat(world.force("b", b).owned("a")).doesNotContain(message.substring(message.lastIndexOf(' ') + 1));
    }

    @Test
    void severalConflictsAreListedByManager() {
        World world = new World().apply("a", "{number: 1}").update("edit", "{number: 1, text: x}");
        assertThatThrownBy(() -> world.apply("b", "{number: 2, text: y}")).hasMessage("""
                Apply failed with 2 conflicts: conflicts with "a":
                - .number
                conflicts with "edit" using v1:
                - .text""");
    }

    @Test
    void anUpdateTakesOverWhatItChanges() {
        World world = new World().apply("a", "{number: 1, text: x, set: [p, q]}").update("edit", "{number: 2, set: [q]}");
        assertThat(world.owned("a")).isEqualTo(".set[=\"q\"]");
        assertThat(world.owned("edit")).isEqualTo(".number");
    }

    @Test
    void anUpdateOwnsTheMapsAndItemsThatItMakes() {
        assertThat(new World().update("edit", "{map: {a: x}, items: [{name: x}]}").owned("edit"))
                .isEqualTo(".items .items[name=\"x\",protocol=\"TCP\"] .items[name=\"x\",protocol=\"TCP\"].name .map .map.a");
    }

    @Test
    void newItemsStandWhereTheConfigurationPutsThem() {
        World world = new World().update("edit", "{items: [{name: x}, {name: own}, {name: z}]}");
        world.apply("a", "{items: [{name: y}, {name: x}, {name: z}, {name: last}]}");
        assertThat(world.object.path("items").valueStream().map(item -> item.path("name").asString()).toList())
                .containsExactly("y", "x", "own", "z", "last");
    }

    @Test
    void anEmptyApplyGivesEverythingUp() {
        World world = new World().apply("a", "{number: 1}").apply("a", "{}");
        assertThat(world.object).isEqualTo(yaml("{}"));
        assertThat(world.owned("a")).isEqualTo("nothing");
    }

    @Test
    void itemsThatCannotBeToldApartAreRefused() {
        assertThatThrownBy(() -> new World().apply("a", "{items: [{value: 1}]}")).hasMessageContaining("omits key field \"name\"");
        assertThatThrownBy(() -> new World().update("u", "{set: [x]}").apply("a", "{set: [x, x]}")).hasMessageContaining("duplicate entries");
    }
}
