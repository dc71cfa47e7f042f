package dev.glassplane.ipam;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The event that a pod without an address gets, in kubelet's words ({@code aws/amazon-vpc-cni-k8s: cmd/routed-eni-cni-plugin/cni.go}). */
final class SandboxFailure {

    private SandboxFailure() {}

    /** @param uid of the pod; the sandbox id follows from it, so that repeated events count as one */
    static String message(String uid) {
        return "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"" + sandbox(uid)
                + "\": plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container";
    }

    private static String sandbox(String uid) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(("sandbox/" + uid).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
