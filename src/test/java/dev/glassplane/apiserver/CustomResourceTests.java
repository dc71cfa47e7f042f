package dev.glassplane.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kinds that a user defines. */
class CustomResourceTests extends ServerTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.test.example}
            spec:
              group: test.example
              scope: Namespaced
              names: {kind: Gadget, plural: gadgets, shortNames: [gd]}
              versions:
              - name: v1beta1
                served: true
                storage: false
                schema: &schema
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        required: [size]
                        properties:
                          size: {type: integer, maximum: 5}
                          colour: {type: string, default: red}
                          tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                      status: {type: object, x-kubernetes-preserve-unknown-fields: true}
                subresources: {status: {}}
              - name: v1
                served: true
                storage: true
                schema: *schema
                subresources: {status: {}}
                additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
            """;

    private String gadgets(String version) {
        return "/apis/test.example/" + version + "/namespaces/" + namespace + "/gadgets";
    }

    private Reply define(String yaml) {
        return post(DEFINITIONS, yaml, "Content-Type", "application/yaml");
    }

    @AfterEach
    void forget() {
        delete(DEFINITIONS + "/gadgets.test.example");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get(DEFINITIONS + "/gadgets.test.example").code() == 404);
    }

    @Test
    void itsKindsAreServedAtOnceInEveryVersion() {
        Reply defined = define(DEFINITION);
        assertThat(defined.code()).as(defined.text()).isEqualTo(201);
        assertThat(defined.text()).contains("\"type\":\"Established\",\"status\":\"True\"");
        Reply made = post(gadgets("v1beta1"), "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"size\":2,\"unknown\":1}}");
        assertThat(made.code()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("spec").toString()).isEqualTo("{\"size\":2,\"colour\":\"red\"}");
        assertThat(made.header("Warning")).contains("unknown field");
        Reply read = get(gadgets("v1") + "/g");
        assertThat(read.json().path("apiVersion").asString()).isEqualTo("test.example/v1");
        Reply table = get(gadgets("v1"), "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(table.json().path("columnDefinitions").path(1).path("name").asString()).isEqualTo("Size");
        Reply bad = post(gadgets("v1"), "{\"metadata\":{\"name\":\"h\"},\"spec\":{\"size\":9}}");
        assertThat(bad.code()).isEqualTo(422);
        assertThat(bad.message()).contains("spec.size in body should be less than or equal to 5");
        assertThat(get("/apis/test.example").json().path("preferredVersion").path("version").asString()).isEqualTo("v1");
        assertThat(get("/openapi/v3").text()).contains("apis/test.example/v1beta1");
        assertThat(get("/apis", "Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList").text()).contains("gadgets");
        Reply applied = patch(gadgets("v1") + "/g?fieldManager=x", "application/apply-patch+yaml",
                "apiVersion: test.example/v1\nkind: Gadget\nspec: {size: 2, tags: [a]}\n");
        assertThat(applied.code()).as(applied.text()).isEqualTo(200);
        assertThat(applied.text()).contains("v:\\\"a\\\"");
    }

    @Test
    void itsObjectsGoWithIt() {
        define(DEFINITION);
        post(gadgets("v1"), "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"size\":2}}");
        delete(DEFINITIONS + "/gadgets.test.example");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> get(gadgets("v1")).code() == 404);
        define(DEFINITION);
        assertThat(get(gadgets("v1")).json().path("items").size()).isZero();
    }

    @Test
    void rulesInCelAreChecked() {
        assertThat(define(DEFINITION.replace("required: [size]", "x-kubernetes-validations: [{rule: self.sise > 0}]")).message())
                .contains("undefined field 'sise'");
        Reply defined = define(DEFINITION.replace("required: [size]", "x-kubernetes-validations: [{rule: self.size > 0, message: size it}]"));
        assertThat(defined.code()).as(defined.text()).isEqualTo(201);
        Reply refused = post(gadgets("v1"), "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"size\":0}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message()).isEqualTo("Gadget.test.example \"g\" is invalid: spec: Invalid value: \"object\": size it");
    }

    @Test
    void objectsScaleAndAreSelectedByTheFieldsThatTheDefinitionNames() {
        String definition = DEFINITION.replace("subresources: {status: {}}", "subresources: {status: {}, scale: {specReplicasPath: .spec.size, "
                + "statusReplicasPath: .status.size, labelSelectorPath: .status.selector}}\n    selectableFields: [{jsonPath: .spec.colour}]");
        Reply defined = define(definition);
        assertThat(defined.code()).as(defined.text()).isEqualTo(201);
        post(gadgets("v1"), "{\"metadata\":{\"name\":\"g\"},\"spec\":{\"size\":2,\"colour\":\"blue\"}}");
        post(gadgets("v1"), "{\"metadata\":{\"name\":\"h\"},\"spec\":{\"size\":1}}");
        patch(gadgets("v1") + "/g/status", "application/merge-patch+json", "{\"status\":{\"size\":2,\"selector\":\"app=g\"}}");
        Reply scale = get(gadgets("v1") + "/g/scale");
        assertThat(scale.json().path("kind").asString()).isEqualTo("Scale");
        assertThat(scale.json().at("/spec/replicas").asInt() + " " + scale.json().at("/status/replicas").asInt() + " "
                + scale.json().at("/status/selector").asString()).isEqualTo("2 2 app=g");
        assertThat(patch(gadgets("v1") + "/g/scale", "application/merge-patch+json", "{\"spec\":{\"replicas\":3}}").code()).isEqualTo(200);
        assertThat(get(gadgets("v1") + "/g").json().at("/spec/size").asInt()).isEqualTo(3);
        assertThat(patch(gadgets("v1") + "/g/scale", "application/merge-patch+json", "{\"spec\":{\"replicas\":9}}").message())
                .contains("spec.size in body should be less than or equal to 5");
        Reply blue = get(gadgets("v1") + "?fieldSelector=spec.colour%3Dblue");
        assertThat(blue.json().path("items").size()).isEqualTo(1);
        assertThat(get(gadgets("v1") + "?fieldSelector=spec.size%3D1").message()).contains("field label not supported: spec.size");
    }

    @Test
    void wrongDefinitionsAreRefused() {
        assertThat(define(DEFINITION.replace("name: gadgets.test.example", "name: wrong")).message())
                .contains("metadata.name: Invalid value: \"wrong\": must be spec.names.plural+\".\"+spec.group");
        assertThat(define(DEFINITION.replace("storage: false", "storage: true")).message())
                .contains("must have exactly one version marked as storage version");
        assertThat(define(DEFINITION.replace("type: integer, maximum: 5", "type: number, unheard: 5")).message())
                .contains("the schema of spec.size uses unheard, which is not understood");
        assertThat(define(DEFINITION.replace("test.example", "apps")).message()).contains("built in");
    }
}
