package dev.glassplane.loadbalancer.proxy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of the objects that run a proxy: {@code NAME-CLASS} ({@code gateway-api: geps/gep-1762}), shortened to what a Service may be called. */
public final class ProxyNames {

    /** Of a Service's name (RFC 1035) and of a label's value. */
    private static final int LENGTH_MAX = 63;
    private static final int HASH_DIGITS = 8;

    private ProxyNames() {}

    /**
     * @param name      of the Gateway, or of what else asks
     * @param className of its class
     */
    public static String of(String name, String className) {
        String whole = name + "-" + className;
        return whole.contains(".") ? hashed(whole.replace('.', '-'), whole) : label(whole);
    }

    /** @return the name, shortened to what a label's value may be */
    public static String label(String name) {
        return name.length() <= LENGTH_MAX ? name : hashed(name, name);
    }

    private static String hashed(String text, String whole) {
        return text.substring(0, Math.min(text.length(), LENGTH_MAX - HASH_DIGITS - 1)) + "-" + hash(whole);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
