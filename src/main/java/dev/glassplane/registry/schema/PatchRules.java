package dev.glassplane.registry.schema;

import dev.glassplane.registry.schema.Schema.PatchRule;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Fields that a strategic merge patch merges; upstream keeps this in the struct tags of {@code kubernetes/api: core/v1/types.go} and others. */
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

    private PatchRules() {}

    /** @return the rule of a field of a Go struct */
    static PatchRule of(String goName, String field) {
        return RULES.getOrDefault(goName + "." + field, PatchRule.PLAIN);
    }

    private static PatchRule rule(String[] words) {
        List<String> keys = words.length > 2 ? List.of(words[2].split(",")) : List.of();
        return new PatchRule(keys.isEmpty() ? "" : keys.getFirst(), words[1].startsWith("merge"), words[1].endsWith("retainKeys"), keys);
    }
}
