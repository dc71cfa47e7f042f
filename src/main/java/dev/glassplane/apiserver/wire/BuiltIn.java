package dev.glassplane.apiserver.wire;

import dev.glassplane.registry.Kind;
import java.util.Set;

/** Which kinds belong to Kubernetes itself; the wire treats custom resources a little differently. */
public final class BuiltIn {

    private static final Set<String> GROUPS = Set.of("", "apps", "batch", "autoscaling", "policy", "discovery.k8s.io", "networking.k8s.io",
            "coordination.k8s.io", "events.k8s.io", "apiextensions.k8s.io", "authentication.k8s.io", "authorization.k8s.io",
            "rbac.authorization.k8s.io", "storage.k8s.io", "node.k8s.io", "scheduling.k8s.io", "admissionregistration.k8s.io");

    private BuiltIn() {}

    /** @return whether the kind's group is one of Kubernetes' own */
    public static boolean is(Kind kind) {
        return GROUPS.contains(kind.group());
    }
}
