package dev.glassplane.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash by which kube-proxy tells names apart that would be too long, or too much alike. */
public final class NameHash {

    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS_A_CHARACTER = 5;

    private NameHash() {}

    /** @return the first characters of the base 32 form (RFC 4648) of the text's SHA-256 */
    public static String of(String text, int characters) {
        byte[] digest = sha256(text.getBytes(StandardCharsets.UTF_8));
        char[] hash = new char[characters];
        for (int i = 0; i < characters; i++) {
            int bit = i * BITS_A_CHARACTER;
            int twoBytes = (digest[bit / 8] & 0xff) << 8 | digest[bit / 8 + 1] & 0xff;
            hash[i] = BASE32.charAt(twoBytes >>> 16 - BITS_A_CHARACTER - bit % 8 & 0x1f);
        }
        return new String(hash);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
