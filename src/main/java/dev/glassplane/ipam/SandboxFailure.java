package dev.glassplane.ipam;

import dev.glassplane.vpc.SandboxId;

/** The event that a pod without an address gets, in kubelet's words ({@code aws/amazon-vpc-cni-k8s: cmd/routed-eni-cni-plugin/cni.go}). */
final class SandboxFailure {

    private static final String NO_ADDRESS = "failed to assign an IP address to container";
    private static final String UNREACHABLE = "Error received from AddNetwork gRPC call: rpc error: code = Unavailable desc = connection error: desc = "
            + "\"transport: Error while dialing: dial tcp 127.0.0.1:50051: connect: connection refused\"";

    private SandboxFailure() {}

    /**
     * @param uid  of the pod; the sandbox id follows from it, so that repeated events count as one
     * @param down whether aws-node does not run on the node
     */
    static String message(String uid, boolean down) {
        return of(uid, "plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: " + (down ? UNREACHABLE : NO_ADDRESS));
    }

    /** @return containerd's words around those of the CNI plugin */
    static String of(String uid, String plugin) {
        return "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"" + SandboxId.of(uid) + "\": " + plugin;
    }
}
