package dev.glassplane.controller.object;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
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
        for (byte octet : (canonical(template) + "/" + collisions).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * FNV_PRIME;
        }
        StringBuilder name = new StringBuilder();
        Integer.toUnsignedString(hash).chars().forEach(digit -> name.append(ALPHABET.charAt(digit % ALPHABET.length())));
        return name.toString();
    }

    /**
     * @return a text that is equal for templates that mean the same: fields in order of name, without empty objects and lists, which Go
     *         clients write where others leave them out
     */
    public static String canonical(JsonNode node) {
        if (node instanceof ObjectNode object) {
            StringBuilder text = new StringBuilder();
            object.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
                String value = canonical(entry.getValue());
                if (!value.isEmpty()) {
                    text.append(entry.getKey()).append(':').append(value).append(',');
                }
            });
            return text.isEmpty() ? "" : "{" + text + "}";
        }
        if (node.isArray()) {
            return node.isEmpty() ? "" : node.valueStream().map(Digests::canonical).collect(Collectors.joining(",", "[", "]"));
        }
        return node.isNull() ? "" : node.toString();
    }
}
