package dev.glassplane.loadbalancer.gateway;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes certificates of X.509 (RFC 5280) for tests, in DER by hand. */
final class TestCertificates {

    private static final byte[] ECDSA_WITH_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
    private static final byte[] COMMON_NAME = {0x55, 4, 3};
    private static final byte[] ALTERNATIVE_NAME = {0x55, 0x1d, 0x11};

    private final Map<String, Issued> authorities = new HashMap<>();
    private int serial = 1;

    /** A certificate with its key, both in PEM. */
    record Issued(String name, java.security.KeyPair keys, String certificate, String key) {}

    /** The authority of that name, the same one each time. */
    Issued authority(String name) {
        return authorities.computeIfAbsent(name, _ -> issue(null, "ca-" + name, List.of()));
    }

    /** @param names DNS names, and URIs with {@code ://} */
    Issued signedBy(String authority, List<String> names) {
        return issue(authority(authority), "leaf", names);
    }

    /** A certificate that signs itself. */
    Issued selfSigned(List<String> names) {
        return issue(null, "self", names);
    }

    /** A Secret of type kubernetes.io/tls. */
    static ObjectNode secret(String namespace, String name, Issued issued) {
        ObjectNode secret = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "Secret").put("type", "kubernetes.io/tls");
        secret.putObject("metadata").put("namespace", namespace).put("name", name);
        secret.putObject("data").put("tls.crt", base64(issued.certificate())).put("tls.key", base64(issued.key()));
        return secret;
    }

    /** A ConfigMap with an authority. */
    static ObjectNode configMap(String namespace, String name, Issued issued) {
        ObjectNode map = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("namespace", namespace).put("name", name);
        map.putObject("data").put("ca.crt", issued.certificate());
        return map;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Issued issue(Issued authority, String name, List<String> names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            java.security.KeyPair keys = generator.generateKeyPair();
            PrivateKey signer = authority == null ? keys.getPrivate() : authority.keys().getPrivate();
            byte[] body = body(keys, authority == null ? name : authority.name(), name, names);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            byte[] whole = der(0x30, body, algorithm(), bits(signature.sign()));
            return new Issued(name, keys, pem("CERTIFICATE", whole), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] body(java.security.KeyPair keys, String issuer, String subject, List<String> names) {
        List<byte[]> parts = new ArrayList<>(List.of(der(0xa0, der(2, new byte[] {2})), der(2, BigInteger.valueOf(serial++).toByteArray()), algorithm(), name(issuer),
                der(0x30, der(0x18, ascii("20200101000000Z")), der(0x18, ascii("21200101000000Z"))), name(subject), keys.getPublic().getEncoded()));
        if (!names.isEmpty()) {
            byte[][] alternatives = names.stream().map(each -> der(each.contains("://") ? 0x86 : 0x82, ascii(each))).toArray(byte[][]::new);
            parts.add(der(0xa3, der(0x30, der(0x30, der(6, ALTERNATIVE_NAME), der(4, der(0x30, alternatives))))));
        }
        return der(0x30, parts.toArray(byte[][]::new));
    }

    private static byte[] algorithm() {
        return der(0x30, der(6, ECDSA_WITH_SHA256));
    }

    private static byte[] name(String commonName) {
        return der(0x30, der(0x31, der(0x30, der(6, COMMON_NAME), der(0x0c, ascii(commonName)))));
    }

    private static byte[] bits(byte[] value) {
        byte[] padded = new byte[value.length + 1];
        System.arraycopy(value, 0, padded, 1, value.length);
        return der(3, padded);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] der(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] each : contents) {
            content.writeBytes(each);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length > 255) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 127) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
