package dev.glassplane.cni.vpc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names and hardware addresses of veths. */
final class Names {

    private static final int HASH_DIGITS = 11;
    private static final int OCTETS_AFTER_FIRST = 5;

    private Names() {}

    /** The host's end of a pod's veth ({@code aws/amazon-vpc-cni-k8s: pkg/networkutils/names.go}): default/sample-pod is enicc21c2d7785. */
    static String veth(String prefix, String namespace, String pod) {
        return prefix + digest("SHA-1", namespace + "." + pod).substring(0, HASH_DIGITS);
    }

    /** A locally administered address; random in reality, drawn from the text here. */
    static String mac(String of) {
        String digits = digest("SHA-256", of);
        StringBuilder mac = new StringBuilder("02");
        for (int octet = 0; octet < OCTETS_AFTER_FIRST; octet++) {
            mac.append(':').append(digits, 2 * octet, 2 * octet + 2);
        }
        return mac.toString();
    }

    private static String digest(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
