package dev.glassplane.cni;

import dev.glassplane.linux.route.Link;
import dev.glassplane.net.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What the devices of nodes and pods have in common, whatever the pod network. */
public final class Devices {

    private static final int OCTETS_AFTER_FIRST = 5;
    private static final int LOOPBACK_MTU = 65_536;

    private Devices() {}

    /** @return the device that every network namespace has */
    public static Link loopback() {
        return new Link(Origin.of("kernel", "network device"), "lo", Link.Kind.LOOPBACK, "00:00:00:00:00:00", LOOPBACK_MTU, Optional.empty());
    }

    /** @return a locally administered address; random in reality, drawn from the text here */
    public static String mac(String of) {
        String digits = digest("SHA-256", of);
        StringBuilder mac = new StringBuilder("02");
        for (int octet = 0; octet < OCTETS_AFTER_FIRST; octet++) {
            mac.append(':').append(digits, 2 * octet, 2 * octet + 2);
        }
        return mac.toString();
    }

    /** @return the digest of a text in hexadecimal digits, out of which names are cut */
    public static String digest(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
