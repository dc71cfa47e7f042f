package dev.glassplane.registry.allocation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Draws that look random but follow from a seed and a text. */
public final class Draws {

    private Draws() {}

    /** @return 32 bytes */
    public static ByteBuffer bytes(long seed, String text) {
        try {
            byte[] input = (seed + "\0" + text).getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(input));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
