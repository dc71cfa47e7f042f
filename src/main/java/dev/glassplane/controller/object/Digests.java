package dev.glassplane.controller.object;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Identifiers that follow from what they identify, so that the same objects always get the same ones. */
public final class Digests {

    /** Letters and digits that Kubernetes uses in generated names: no vowels, no look-alikes. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private Digests() {}

    /** @return 64 hexadecimal digits */
    public static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Hash of a pod template, 8 to 10 characters as in names of ReplicaSets. The form is Kubernetes', the value is not: that one follows
     * from a dump of Go structures.
     *
     * @param collisions {@code status.collisionCount}
     */
    public static String templateHash(JsonNode template, int collisions) {
        int hash = FNV_OFFSET;
        for (byte octet : (sorted(template) + "/" + collisions).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        StringBuilder name = new StringBuilder();
        Integer.toUnsignedString(hash).chars().forEach(digit -> name.append(ALPHABET.charAt(digit % ALPHABET.length())));
        return name.toString();
    }

    /** The JSON with fields in order of name. */
    private static String sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            StringBuilder text = new StringBuilder("{");
            object.properties().stream().sorted(java.util.Map.Entry.comparingByKey())
                    .forEach(entry -> text.append(entry.getKey()).append(':').append(sorted(entry.getValue())).append(','));
            return text.append('}').toString();
        }
        if (node.isArray()) {
            StringBuilder text = new StringBuilder("[");
            node.valueStream().forEach(entry -> text.append(sorted(entry)).append(','));
            return text.append(']').toString();
        }
        return node.toString();
    }
}
