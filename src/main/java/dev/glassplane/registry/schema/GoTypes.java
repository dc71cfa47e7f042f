package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.Anything;
import dev.glassplane.registry.schema.Schema.Dictionary;
import dev.glassplane.registry.schema.Schema.Scalar;
import dev.glassplane.registry.schema.Schema.Sequence;
import dev.glassplane.registry.schema.Schema.Struct;
import java.util.Map;
import java.util.Set;

/** What the model classes do not tell but upstream's Go structs do: named text types, times, bytes, and which fields mean nothing when empty. */
final class GoTypes {

    private static final Map<String, String> NAMED_TEXT = Map.ofEntries(
            Map.entry("ServicePort.protocol", "v1.Protocol"), Map.entry("ContainerPort.protocol", "v1.Protocol"),
            Map.entry("EndpointPort.protocol", "v1.Protocol"), Map.entry("ServiceSpec.type", "v1.ServiceType"),
            Map.entry("ServiceSpec.sessionAffinity", "v1.ServiceAffinity"), Map.entry("ServiceSpec.ipFamilies", "v1.IPFamily"),
            Map.entry("ServiceSpec.ipFamilyPolicy", "v1.IPFamilyPolicy"),
            Map.entry("ServiceSpec.externalTrafficPolicy", "v1.ServiceExternalTrafficPolicy"),
            Map.entry("ServiceSpec.internalTrafficPolicy", "v1.ServiceInternalTrafficPolicy"),
            Map.entry("PodSpec.restartPolicy", "v1.RestartPolicy"), Map.entry("PodSpec.dnsPolicy", "v1.DNSPolicy"),
            Map.entry("Container.imagePullPolicy", "v1.PullPolicy"), Map.entry("Secret.type", "v1.SecretType"),
            Map.entry("EndpointSlice.addressType", "v1.AddressType"), Map.entry("ObjectReference.uid", "types.UID"),
            Map.entry("ObjectMeta.uid", "types.UID"), Map.entry("OwnerReference.uid", "types.UID"),
            Map.entry("Toleration.effect", "v1.TaintEffect"), Map.entry("Toleration.operator", "v1.TolerationOperator"),
            Map.entry("Taint.effect", "v1.TaintEffect"), Map.entry("NetworkPolicyPort.protocol", "v1.Protocol"),
            Map.entry("DeploymentStrategy.type", "v1.DeploymentStrategyType"));

    private static final Set<String> TIMES = Set.of("creationTimestamp", "deletionTimestamp", "firstTimestamp", "lastTimestamp",
            "lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastHeartbeatTime", "startTime", "startedAt", "finishedAt", "timeAdded",
            "time");

    private static final Set<String> BYTES = Set.of("Secret.data", "ConfigMap.binaryData");

    /** Numbers and booleans that are no pointers in Go and carry {@code omitempty}. */
    private static final Set<String> ZERO_IS_UNSET = Set.of("nodePort", "hostPort", "healthCheckNodePort", "minReadySeconds",
            "initialDelaySeconds", "observedGeneration", "hostNetwork", "hostPID", "hostIPC", "publishNotReadyAddresses", "unschedulable",
            "stdin", "stdinOnce", "tty", "paused", "generation");

    /** Text behind pointers, where empty text is a value. */
    private static final Set<String> EMPTY_IS_A_VALUE = Set.of("EndpointPort.name", "EndpointPort.appProtocol", "EndpointPort.protocol",
            "PersistentVolumeClaimSpec.storageClassName", "ContainerStatus.image", "ContainerStatus.imageID", "Container.name",
            "NodeSystemInfo.*", "Endpoint.zone");

    /** Lists without {@code omitempty}, or behind pointers. */
    private static final Set<String> LISTS_KEPT = Set.of("PodSpec.containers", "EndpointSlice.endpoints", "EndpointSlice.ports",
            "NodeSelector.nodeSelectorTerms", "Endpoint.addresses");

    private GoTypes() {}

    static boolean isTime(String field) {
        return TIMES.contains(field);
    }

    static boolean isBytes(String goName, String field) {
        return BYTES.contains(goName + "." + field);
    }

    static String text(String goName, String field) {
        return NAMED_TEXT.getOrDefault(goName + "." + field, "string");
    }

    static boolean omitsEmpty(String goName, String field, Schema schema) {
        return switch (schema) {
            case Scalar scalar -> switch (scalar.type()) {
                case STRING -> !EMPTY_IS_A_VALUE.contains(goName + "." + field) && !EMPTY_IS_A_VALUE.contains(goName + ".*");
                case BOOLEAN, INT32, INT64 -> ZERO_IS_UNSET.contains(field);
                case NUMBER, INT_OR_STRING, QUANTITY, TIME, MICRO_TIME, BYTES -> false;
            };
            case Sequence _ -> !LISTS_KEPT.contains(goName + "." + field);
            case Dictionary _ -> true;
            case Struct _, Anything _ -> false;
        };
    }

    /** @return Go's name of the type, as it prints in decoding errors */
    static String name(Schema schema) {
        return switch (schema) {
            case Struct struct -> "v1." + struct.goName();
            case Dictionary dictionary -> "map[string]" + name(dictionary.values());
            case Sequence sequence -> "[]" + name(sequence.items());
            case Scalar scalar -> scalar.goType();
            case Anything _ -> "interface {}";
        };
    }
}
