package dev.glassplane.proxy.iptables;

import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.ServicePortName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Names of kube-proxy's chains; those of a Service port end in a hash of its name. */
final class ChainNames {

    static final String SERVICES = "KUBE-SERVICES";
    static final String EXTERNAL_SERVICES = "KUBE-EXTERNAL-SERVICES";
    static final String NODE_PORTS = "KUBE-NODEPORTS";
    static final String POSTROUTING = "KUBE-POSTROUTING";
    static final String MARK_MASQ = "KUBE-MARK-MASQ";
    static final String FORWARD = "KUBE-FORWARD";
    static final String PROXY_FIREWALL = "KUBE-PROXY-FIREWALL";
    static final String FIREWALL = "KUBE-FIREWALL";
    static final String CANARY = "KUBE-PROXY-CANARY";

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int HASH_CHARACTERS = 16;
    private static final int BITS_A_CHARACTER = 5;

    private final String port;
    private final String hash;

    /** @param name of the Service port whose chains are named */
    ChainNames(ServicePortName name) {
        port = name + name.protocol().word();
        hash = hash(port);
    }

    /** Dispatch to endpoints of the cluster. */
    String cluster() {
        return "KUBE-SVC-" + hash;
    }

    /** Dispatch to endpoints of this node. */
    String local() {
        return "KUBE-SVL-" + hash;
    }

    /** Where external traffic comes in. */
    String external() {
        return "KUBE-EXT-" + hash;
    }

    /** Source ranges of the load balancer. */
    String firewall() {
        return "KUBE-FW-" + hash;
    }

    /** One endpoint. */
    String endpoint(EndpointView endpoint) {
        return "KUBE-SEP-" + hash(port + endpoint.text());
    }

    /** First characters of the base 32 form (RFC 4648) of the text's SHA-256. */
    private static String hash(String text) {
        byte[] digest = sha256(text.getBytes(StandardCharsets.UTF_8));
        char[] characters = new char[HASH_CHARACTERS];
        for (int i = 0; i < HASH_CHARACTERS; i++) {
            int bit = i * BITS_A_CHARACTER;
            int twoBytes = (digest[bit / 8] & 0xff) << 8 | digest[bit / 8 + 1] & 0xff;
            characters[i] = BASE32.charAt(twoBytes >>> 16 - BITS_A_CHARACTER - bit % 8 & 0x1f);
        }
        return new String(characters);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
