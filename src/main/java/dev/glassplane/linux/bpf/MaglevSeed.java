package dev.glassplane.linux.bpf;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * The three numbers that all nodes must share to agree on a backend ({@code bpf-lb-maglev-hash-seed}).
 *
 * @param murmur   for the tables
 * @param jhash4   for look-ups of IPv4 packets
 * @param jhash6   for look-ups of IPv6 packets
 */
public record MaglevSeed(int murmur, int jhash4, int jhash6) {

    private static final int BYTES = 12;
    /** The seed of an agent that was not told another one. */
    public static final MaglevSeed DEFAULT = parse("JLfvgnHc2kaSUFaI");

    /**
     * @param base64 of 12 bytes
     * @throws IllegalArgumentException if it is none
     */
    public static MaglevSeed parse(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Maglev hash seed: expected base64 of " + BYTES + " bytes, found \"" + base64 + "\"", e);
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("Maglev hash seed: expected base64 of " + BYTES + " bytes, found " + bytes.length + " bytes in \""
                    + base64 + "\"");
        }
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new MaglevSeed(words.getInt(), words.getInt(), words.getInt());
    }
}
