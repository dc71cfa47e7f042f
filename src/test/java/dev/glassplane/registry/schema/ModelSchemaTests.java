package dev.glassplane.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.Kind;
import dev.glassplane.registry.kinds.ServedKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ModelSchemaTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    private final ServedKinds kinds = new ServedKinds(List.of());

    private ObjectNode decode(String resource, String yaml) {
        Kind kind = kinds.named(resource);
        return kinds.served(kind).schema().decode(kind, (ObjectNode) YAML.readTree(yaml), new ArrayList<>());
    }

    @Test
    void openApiNamesTypesAsUpstreamDoes() {
        Map<String, ObjectNode> schemas = kinds.schemas("", "v1");
        assertThat(schemas).containsKeys("io.k8s.api.core.v1.Pod", "io.k8s.api.core.v1.PodSpec", "io.k8s.api.core.v1.ServicePort",
                "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference");
        assertThat(kinds.schemas("apps", "v1")).containsKeys("io.k8s.api.apps.v1.Deployment", "io.k8s.api.core.v1.PodTemplateSpec",
                "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector");
        assertThat(schemas.get("io.k8s.api.core.v1.Pod").at("/x-kubernetes-group-version-kind/0").toString())
                .isEqualTo("{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}");
        ObjectNode ports = (ObjectNode) schemas.get("io.k8s.api.core.v1.ServiceSpec").at("/properties/ports");
        assertThat(ports.path("x-kubernetes-patch-merge-key").asString()).isEqualTo("port");
        assertThat(ports.path("x-kubernetes-list-map-keys").toString()).isEqualTo("[\"port\",\"protocol\"]");
        assertThat(schemas.get("io.k8s.api.core.v1.ServicePort").at("/properties/targetPort/format").asString()).isEqualTo("int-or-string");
        assertThat(schemas.get("io.k8s.api.core.v1.ServicePort").at("/properties/port/format").asString()).isEqualTo("int32");
        assertThat(schemas.get("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").at("/properties/creationTimestamp/format").asString())
                .isEqualTo("date-time");
    }

    @Test
    void everyReferenceHasItsSchema() {
        kinds.all().stream().map(kind -> kinds.schemas(kind.group(), kind.version())).forEach(schemas ->
                schemas.values().forEach(schema -> java.util.regex.Pattern.compile("#/components/schemas/([^\"]+)").matcher(schema.toString())
                        .results().forEach(reference -> assertThat(schemas).containsKey(reference.group(1)))));
    }

    @Test
    void emptyAndNullFieldsVanishAsInGo() {
        ObjectNode service = decode("services", """
                {metadata: {name: s, labels: {}, creationTimestamp: null}, spec: {clusterIPs: [], externalName: "", selector: null,
                 ports: [{port: 80, nodePort: 0, name: ""}], publishNotReadyAddresses: false}, status: {loadBalancer: {}}}""");
        assertThat(service).isEqualTo(YAML.readTree("{metadata: {name: s}, spec: {ports: [{port: 80}]}, status: {loadBalancer: {}}}"));
    }

    @Test
    void emptyValuesThatMeanSomethingStay() {
        ObjectNode deployment = decode("deployments.apps", "{spec: {replicas: 0, template: {spec: {volumes: [{name: v, emptyDir: {}}]}}}}");
        assertThat(deployment.at("/spec/replicas").asInt(-1)).isZero();
        assertThat(deployment.at("/spec/template/spec/volumes/0").has("emptyDir")).isTrue();
        ObjectNode slice = decode("endpointslices.discovery.k8s.io", "{ports: [{name: '', port: 80}], endpoints: []}");
        assertThat(slice.at("/ports/0").has("name")).isTrue();
        assertThat(decode("configmaps", "{data: {a: ''}}").at("/data").has("a")).isTrue();
    }

    @Test
    void timesHaveTheirCanonicalForm() {
        ObjectNode pod = decode("pods", "{metadata: {creationTimestamp: '2026-01-02T03:04:05.678+01:00'}}");
        assertThat(pod.at("/metadata/creationTimestamp").asString()).isEqualTo("2026-01-02T02:04:05Z");
        ObjectNode lease = decode("leases.coordination.k8s.io", "{spec: {renewTime: '2026-01-02T03:04:05Z'}}");
        assertThat(lease.at("/spec/renewTime").asString()).isEqualTo("2026-01-02T03:04:05.000000Z");
    }

    @ParameterizedTest
    @CsvSource({"1000m,1", "500m,500m", "0.5,500m", "1024Mi,1Gi", "1.5Gi,1536Mi", "1000,1k", "1500,1500", "0,0", "100Ki,100Ki", "1e3,1e3", "2Gi,2Gi",
        "12e6,12e6", "1048576,1048576", "0.0000000001,1n"})
    void quantitiesHaveTheirCanonicalForm(String given, String canonical) {
        assertThat(Quantities.canonical(given)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"''", "m", "1.2.3", "1Xi", "--1", "1 Gi", "e3"})
    void textsThatAreNoQuantities(String text) {
        assertThat(Quantities.isValid(text)).isFalse();
    }
}
