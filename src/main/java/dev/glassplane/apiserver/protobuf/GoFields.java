package dev.glassplane.apiserver.protobuf;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Set;

/** What generated.proto does not tell but Go's structs do: which fields are inlined in JSON, and where zero is a value. */
final class GoFields {

    /** Message fields whose own fields stand beside the others in JSON ({@code json:",inline"}). */
    private static final Set<String> INLINE = Set.of("Volume.volumeSource", "PersistentVolumeSpec.persistentVolumeSource",
            "SecretKeySelector.localObjectReference", "ConfigMapKeySelector.localObjectReference", "SecretEnvSource.localObjectReference",
            "ConfigMapEnvSource.localObjectReference", "ConfigMapVolumeSource.localObjectReference", "SecretProjection.localObjectReference", "ConfigMapProjection.localObjectReference",
            "Probe.handler", "EphemeralContainer.ephemeralContainerCommon", "IngressRule.ingressRuleValue",
            "NamedRuleWithOperations.ruleWithOperations", "RuleWithOperations.rule");

    /** Numbers and booleans behind pointers, or without {@code omitempty}: zero and false mean something. */
    private static final Set<String> ZERO_IS_A_VALUE = Set.of("replicas", "terminationGracePeriodSeconds", "revisionHistoryLimit",
            "progressDeadlineSeconds", "runAsUser", "runAsGroup", "runAsNonRoot", "fsGroup", "privileged", "allowPrivilegeEscalation",
            "readOnlyRootFilesystem", "automountServiceAccountToken", "immutable", "optional", "defaultMode", "mode", "controller",
            "blockOwnerDeletion", "ready", "serving", "terminating", "partition", "tolerationSeconds", "parallelism", "completions",
            "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished", "suspend", "priority", "enableServiceLinks",
            "shareProcessNamespace", "setHostnameAsFQDN", "hostUsers", "allocateLoadBalancerNodePorts", "gracePeriodSeconds",
            "leaseDurationSeconds", "leaseTransitions", "deletionGracePeriodSeconds", "expirationSeconds", "started", "restartCount",
            "exitCode", "allowed", "orphanDependents", "endPort", "startingDeadlineSeconds", "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit", "maxSkew", "minDomains", "weight", "windowsOptions", "seconds", "port", "currentHealthy",
            "desiredHealthy", "disruptionsAllowed", "expectedPods", "currentNumberScheduled", "numberMisscheduled",
            "desiredNumberScheduled", "numberReady", "incomplete");

    /** Fields of those names that are no pointers, and whose zero is nothing. */
    private static final Set<String> ZERO_IS_NOTHING = Set.of("DeploymentStatus.replicas", "NodeSelectorTerm.weight", "EndpointPort.port",
            "Container.port");

    private GoFields() {}

    static boolean isInline(FieldDescriptor field) {
        return INLINE.contains(name(field));
    }

    static boolean zeroIsAValue(FieldDescriptor field) {
        boolean discoveryPort = name(field).equals("EndpointPort.port") && field.getFile().getPackage().contains("discovery");
        return ZERO_IS_A_VALUE.contains(field.getName()) && (discoveryPort || !ZERO_IS_NOTHING.contains(name(field)));
    }

    /** @return what the field is called in JSON: its name with a small first letter, but for one that Go's generator took for an abbreviation */
    static String jsonName(FieldDescriptor field) {
        String name = field.getName();
        if (name(field).equals("DaemonEndpoint.Port")) {
            return name; // the one field of the API that is large in JSON too
        }
        return name.equals("aPIGroup") ? "apiGroup" : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static String name(FieldDescriptor field) {
        return field.getContainingType().getName() + "." + field.getName();
    }
}
