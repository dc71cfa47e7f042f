package dev.glassplane.registry.write;

import dev.glassplane.registry.Kind;
import java.util.Set;

/** Which agent of a real cluster makes the changes that a control loop makes here. */
final class LoopManagers {

    private static final Set<String> REPORTED_BY_KUBELET = Set.of("pods", "nodes");

    private LoopManagers() {}

    /** @return the field manager's name */
    static String of(Kind kind, String subresource) {
        if (subresource.equals("status") && REPORTED_BY_KUBELET.contains(kind.resource()) || kind.plural().equals("leases")) {
            return "kubelet";
        }
        boolean builtIn = !kind.group().equals("gateway.networking.k8s.io") && (kind.group().isEmpty() || !kind.group().contains(".") || kind.group().endsWith("k8s.io"));
        return builtIn ? "kube-controller-manager" : "glassplane";
    }
}
