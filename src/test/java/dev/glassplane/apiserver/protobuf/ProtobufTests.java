package dev.glassplane.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import dev.glassplane.apiserver.wire.BuiltIn;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.TestRegistry;
import io.kubernetes.client.proto.Meta.ObjectMeta;
import io.kubernetes.client.proto.Runtime.TypeMeta;
import io.kubernetes.client.proto.Runtime.Unknown;
import io.kubernetes.client.proto.V1;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Protobuf bodies of the built-in kinds. */
class ProtobufTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    /** Alpha fields that the models have already and the protobuf classes do not have yet. */
    private static final Set<String> YOUNGER = Set.of("ClusterTrustBundleProjection.user", "ConfigMapVolumeSource.defaultUser",
            "DownwardAPIVolumeFile.user", "DownwardAPIVolumeSource.defaultUser", "EmptyDirVolumeSource.mode", "GRPCAction.mode",
            "HTTPGetAction.protocol", "KeyToPath.user", "NodeAllocatableResourceClaimStatus.mapping",
            "NodeAllocatableResourceClaimStatus.overhead", "NodeSpec.podPreemptionPolicy", "NodeSystemInfo.runningInUserNamespace",
            "PersistentVolumeClaimStatus.healthStatus", "PodCertificateProjection.user", "PodSpec.evictionResponders",
            "PodStatus.volumeHealth", "ProjectedVolumeSource.defaultUser", "SecretVolumeSource.defaultUser",
            "JobSpec.scheduling", "CSINode.status", "ServiceAccountTokenProjection.user", "VolumeMount.bindMountOptions");

    @Test
    void everyFieldOfEveryBuiltInKindHasItsPlace() {
        try (TestRegistry registry = new TestRegistry()) {
            Set<String> lost = new TreeSet<>();
            for (Kind kind : registry.kinds().all()) {
                if (BuiltIn.is(kind) && !kind.group().equals("apiextensions.k8s.io")) {
                    Map<String, ObjectNode> schemas = registry.kinds().schemas(kind.group(), kind.version());
                    Descriptor type = MessageTypes.of(kind.apiVersion(), kind.name()).orElseThrow(() -> new AssertionError("no message for " + kind));
                    compare(schemas, registry.kinds().schemaName(kind), type, new HashSet<>(), lost);
                }
            }
            lost.removeIf(field -> YOUNGER.contains(field.substring(field.lastIndexOf("v1.") + 3)));
            assertThat(lost).as("fields that protobuf bodies would lose").isEmpty();
        }
    }

    private static void compare(Map<String, ObjectNode> schemas, String schema, Descriptor type, Set<String> seen, Set<String> lost) {
        if (Wrapped.of(type) != null || !seen.add(schema)) {
            return;
        }
        for (Map.Entry<String, JsonNode> each : schemas.get(schema).path("properties").properties()) {
            String name = each.getKey();
            FieldDescriptor field = find(type, name);
            if (field == null) {
                if (!name.equals("apiVersion") && !name.equals("kind")) {
                    lost.add(type.getFullName() + "." + name);
                }
            } else if (field.getJavaType() == JavaType.MESSAGE && !field.isMapField()) {
                JsonNode reference = each.getValue().path("items").isMissingNode() ? each.getValue() : each.getValue().path("items");
                String target = reference.path("allOf").path(0).path("$ref").asString("");
                if (!target.isEmpty()) {
                    compare(schemas, target.substring(target.lastIndexOf('/') + 1), field.getMessageType(), seen, lost);
                }
            }
        }
    }

    private static FieldDescriptor find(Descriptor type, String name) {
        FieldDescriptor own = type.getFields().stream().filter(field -> GoFields.jsonName(field).equals(name)).findFirst().orElse(null);
        return own != null && !GoFields.isInline(own) ? own : type.getFields().stream().filter(GoFields::isInline)
                .flatMap(inline -> Stream.ofNullable(find(inline.getMessageType(), name))).findFirst().orElse(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: x}, spec: {controller: a/b, parameters: {apiGroup: g, kind: K, name: n}}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: x}, spec: {finalizers: [kubernetes]}, status: {phase: Active}}",
        "{apiVersion: v1, kind: Secret, metadata: {name: x}, data: {k: aGVsbG8=}, immutable: false, type: Opaque}",
        """
        {apiVersion: v1, kind: Pod, metadata: {name: x, creationTimestamp: "2026-01-02T03:04:05Z", managedFields: [{manager: m, fieldsV1: {"f:a": {}}}]},
         spec: {terminationGracePeriodSeconds: 0, volumes: [{name: a, emptyDir: {}}, {name: b, secret: {secretName: s, optional: false}}],
         containers: [{name: c, image: i, ports: [{containerPort: 80, protocol: TCP}], resources: {requests: {cpu: 100m}},
         env: [{name: e, valueFrom: {secretKeyRef: {name: n, key: k}}}],
         readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 10}}]}}""",
        "{apiVersion: v1, kind: Service, metadata: {name: x}, spec: {ports: [{port: 80, targetPort: web}, {port: 81, targetPort: 8080}]}}",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {spec: {}}}}",
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, endpoints: [{addresses: [10.0.0.1], conditions: {ready: false}}]}",
        "{apiVersion: coordination.k8s.io/v1, kind: Lease, spec: {renewTime: \"2026-01-02T03:04:05.000006Z\", leaseTransitions: 0}}",
        "{apiVersion: authorization.k8s.io/v1, kind: SelfSubjectAccessReview, spec: {resourceAttributes: {verb: get, resource: pods}}}",
        "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: x}, webhooks: [{name: a.b.c, "
                + "rules: [{operations: [CREATE], apiGroups: [apps], apiVersions: [v1], resources: [deployments]}]}]}",
        "{apiVersion: v1, kind: PodList, metadata: {resourceVersion: '7'}, items: [{metadata: {name: a}}, {metadata: {name: b}}]}"})
    void whatIsWrittenIsReadBack(String yaml) throws Exception {
        ObjectNode object = (ObjectNode) YAML.readTree(yaml);
        assertThat(Protobuf.decode(Protobuf.encode(object).orElseThrow())).isEqualTo(object);
    }

    /** Go writes every field that is no pointer, even if it says nothing. */
    @Test
    void emptyFieldsOfAGoClientSayNothing() throws Exception {
        V1.Namespace namespace = V1.Namespace.newBuilder().setMetadata(ObjectMeta.newBuilder().setName("x").setGenerateName("")
                        .setSelfLink("").setGeneration(0).setCreationTimestamp(io.kubernetes.client.proto.Meta.Time.getDefaultInstance()))
                .setSpec(V1.NamespaceSpec.getDefaultInstance()).setStatus(V1.NamespaceStatus.newBuilder().setPhase("")).build();
        byte[] rest = Unknown.newBuilder().setTypeMeta(TypeMeta.newBuilder().setApiVersion("v1").setKind("Namespace"))
                .setRaw(namespace.toByteString()).build().toByteArray();
        byte[] body = new byte[rest.length + 4];
        System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, body, 0, 4);
        System.arraycopy(rest, 0, body, 4, rest.length);
        assertThat(Protobuf.decode(body)).isEqualTo(YAML.readTree("{apiVersion: v1, kind: Namespace, metadata: {name: x}, spec: {}, status: {}}"));
    }

    @Test
    void otherBodiesAreRefused() {
        assertThatThrownBy(() -> Protobuf.decode("k8s".getBytes())).hasMessageContaining("does not appear to be a protobuf message");
        byte[] custom = Unknown.newBuilder().setTypeMeta(TypeMeta.newBuilder().setApiVersion("x.example/v1").setKind("Thing")).build().toByteArray();
        byte[] body = new byte[custom.length + 4];
        System.arraycopy(new byte[] {'k', '8', 's', 0}, 0, body, 0, 4);
        System.arraycopy(custom, 0, body, 4, custom.length);
        assertThatThrownBy(() -> Protobuf.decode(body)).hasMessageContaining("Thing").hasMessageContaining("limit: protobuf");
        assertThat(Protobuf.encode((ObjectNode) YAML.readTree("{apiVersion: x.example/v1, kind: Thing}"))).isEmpty();
    }
}
