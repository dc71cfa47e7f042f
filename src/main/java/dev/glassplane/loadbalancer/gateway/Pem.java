package dev.glassplane.loadbalancer.gateway;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Texts in PEM (RFC 7468). */
final class Pem {

    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----[A-Za-z0-9+/=\\s]+-----END ([A-Z]+ )?PRIVATE KEY-----");

    private Pem() {}

    /** @return the certificates of a bundle, none if one of them is none */
    static List<X509Certificate> certificates(String text) {
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            return List.of();
        }
        try {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).stream()
                    .map(X509Certificate.class::cast).toList();
        } catch (CertificateException _) {
            return List.of();
        }
    }

    static boolean isKey(String text) {
        return KEY.matcher(text).find();
    }

    /** @return the text of a Secret's value, empty if it is not base64 */
    static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
