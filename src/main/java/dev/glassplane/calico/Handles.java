package dev.glassplane.calico;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Who holds an address, in calico-ipam's words, and the event of a pod that gets none. */
final class Handles {

    static final String POD = "k8s-pod-network.";
    static final String IPIP = "ipip-tunnel-addr-";
    static final String VXLAN = "vxlan-tunnel-addr-";
    /** How Go prints a time. */
    private static final DateTimeFormatter GO = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS '+0000 UTC'").withZone(ZoneOffset.UTC);

    private Handles() {}

    /** @param uid of the pod; the id of its sandbox follows from it */
    static String pod(String uid) {
        return POD + sandbox(uid);
    }

    static String time(Instant now) {
        return GO.format(now);
    }

    /** @return kubelet's event for a failed CNI ADD */
    static String failure(String uid, String words) {
        return "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"" + sandbox(uid)
                + "\": plugin type=\"calico\" failed (add): " + words;
    }

    private static String sandbox(String uid) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(("sandbox/" + uid).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
