package dev.glassplane.vpc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names of the host's ends of pods on the VPC CNI's pod network ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/names.go}). */
public final class HostVeth {

    /** Prefix of pods with addresses of the node's interfaces, unless a setting says otherwise. */
    public static final String PREFIX = "eni";
    /** Prefix of pods that have an interface of their own. */
    public static final String BRANCH_PREFIX = "vlan";
    private static final int HASH_DIGITS = 11;

    private HostVeth() {}

    /** @return for example enicc21c2d7785 for default/sample-pod */
    public static String name(String prefix, String namespace, String pod) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((namespace + "." + pod).getBytes(StandardCharsets.UTF_8));
            return prefix + HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return names under which the network policy agent looks for a pod's device; it does not ask for the setting of the prefix */
    public static List<String> names(String namespace, String pod) {
        return List.of(name(PREFIX, namespace, pod), name(BRANCH_PREFIX, namespace, pod));
    }
}
