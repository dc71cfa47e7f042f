package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.ListType;
import dev.glassplane.registry.schema.Schema.PatchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Fields that a strategic merge patch merges, and what has one owner as a whole; upstream keeps this in the struct tags of
 * {@code kubernetes/api: core/v1/types.go} and others.
 */
final class PatchRules {

    private static final Map<String, PatchRule> RULES = Stream.of(
            "ObjectMeta.ownerReferences merge uid", "ObjectMeta.finalizers merge",
            "PodSpec.containers merge name", "PodSpec.initContainers merge name", "PodSpec.ephemeralContainers merge name",
            "PodSpec.volumes merge,retainKeys name", "PodSpec.imagePullSecrets merge name", "PodSpec.hostAliases merge ip",
            "PodSpec.topologySpreadConstraints merge topologyKey,whenUnsatisfiable", "PodSpec.resourceClaims merge,retainKeys name",
            "PodSpec.schedulingGates merge name",
            "Container.env merge name", "Container.ports merge containerPort,protocol", "Container.volumeMounts merge mountPath",
            "Container.volumeDevices merge devicePath",
            "EphemeralContainer.env merge name", "EphemeralContainer.ports merge containerPort,protocol",
            "EphemeralContainer.volumeMounts merge mountPath", "EphemeralContainer.volumeDevices merge devicePath",
            "PodStatus.conditions merge type", "PodStatus.podIPs merge ip", "PodStatus.hostIPs merge ip",
            "ServiceSpec.ports merge port,protocol", "ServiceStatus.conditions merge type",
            "NodeSpec.podCIDRs merge", "NodeStatus.conditions merge type", "NodeStatus.addresses merge type",
            "NamespaceStatus.conditions merge type", "ServiceAccount.secrets merge name",
            "DeploymentSpec.strategy retainKeys", "DeploymentStatus.conditions merge type", "ReplicaSetStatus.conditions merge type",
            "DaemonSetStatus.conditions merge type", "StatefulSetStatus.conditions merge type")
            .map(line -> line.split(" ")).collect(Collectors.toUnmodifiableMap(words -> words[0], PatchRules::rule));

    /** Lists that patches and owners treat differently: {@code set}, {@code atomic}, or keys. */
    private static final Map<String, String> LIST_TYPES = Map.of("PodStatus.hostIPs", "atomic", "JobStatus.conditions", "atomic",
            "ResourceRequirements.claims", "name", "Endpoint.addresses", "set", "PodStatus.resourceClaimStatuses", "name",
            "ServiceCIDRStatus.conditions", "type", "PodDisruptionBudgetStatus.conditions", "type", "CSINodeSpec.drivers", "name");

    /** Structs and maps that carry {@code +structType=atomic} or {@code +mapType=atomic}. */
    private static final Set<String> ATOMIC = Set.of("LabelSelector", "LocalObjectReference", "ObjectReference", "ObjectFieldSelector",
            "ResourceFieldSelector", "SecretKeySelector", "ConfigMapKeySelector", "NodeSelector", "NodeSelectorTerm", "TopologySelectorTerm",
            "TypedLocalObjectReference", "SecretReference", "EndpointAddress", "EndpointPort", "OwnerReference", "CrossVersionObjectReference",
            "ScopedResourceSelectorRequirement", "Subject", "RoleRef",
            "ServiceSpec.selector", "PodSpec.nodeSelector", "ReplicationControllerSpec.selector", "Endpoint.deprecatedTopology");

    private PatchRules() {}

    /** @return whether a Go struct, or a map in a field {@code Struct.field}, has one owner as a whole */
    static boolean isAtomic(String name) {
        return ATOMIC.contains(name);
    }

    /** @return how the items of a list in a Go struct are told apart */
    static ListType listType(String goName, String field) {
        PatchRule patch = of(goName, field);
        String otherwise = !patch.merges() ? "atomic" : patch.listKeys().isEmpty() ? "set" : String.join(",", patch.listKeys());
        String type = LIST_TYPES.getOrDefault(goName + "." + field, otherwise);
        return switch (type) {
            case "atomic" -> ListType.ATOMIC;
            case "set" -> new ListType.SetOf();
            default -> keyed(List.of(type.split(",")));
        };
    }

    private static ListType keyed(List<String> keys) {
        JsonNode tcp = JsonNodeFactory.instance.stringNode("TCP");
        return new ListType.MapBy(keys, keys.contains("protocol") ? Map.of("protocol", tcp) : Map.of());
    }

    /** @return the rule of a field of a Go struct */
    static PatchRule of(String goName, String field) {
        return RULES.getOrDefault(goName + "." + field, PatchRule.PLAIN);
    }

    private static PatchRule rule(String[] words) {
        List<String> keys = words.length > 2 ? List.of(words[2].split(",")) : List.of();
        return new PatchRule(keys.isEmpty() ? "" : keys.getFirst(), words[1].startsWith("merge"), words[1].endsWith("retainKeys"), keys);
    }
}
