package dev.glassplane.loadbalancer.gateway;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A certificate whose key is there.
 *
 * @param certificate the first of the chain
 * @param dnsNames    for which it holds, lower case; the common name only if there are no alternative names (RFC 6125, 6.4.4)
 * @param uris        for which it holds
 */
record KeyPair(X509Certificate certificate, List<String> dnsNames, List<String> uris) {

    private static final int DNS_NAME = 2;
    private static final int URI = 6;

    /** @param data of a Secret */
    static Optional<KeyPair> read(JsonNode data) {
        List<X509Certificate> chain = Pem.certificates(Pem.decoded(data.path("tls.crt").asString("")));
        if (chain.isEmpty() || !Pem.isKey(Pem.decoded(data.path("tls.key").asString("")))) {
            return Optional.empty();
        }
        X509Certificate first = chain.getFirst();
        List<String> dns = names(first, DNS_NAME).map(name -> name.toLowerCase(Locale.ROOT)).toList();
        List<String> uris = names(first, URI).toList();
        return Optional.of(new KeyPair(first, dns.isEmpty() && uris.isEmpty() ? commonName(first) : dns, uris));
    }

    private static Stream<String> names(X509Certificate certificate, int type) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null ? Stream.empty() : all.stream().filter(name -> Objects.equals(name.get(0), type)).map(name -> (String) name.get(1));
        } catch (CertificateParsingException _) {
            return Stream.empty();
        }
    }

    private static List<String> commonName(X509Certificate certificate) {
        return Stream.of(certificate.getSubjectX500Principal().getName().split(",")).filter(part -> part.startsWith("CN="))
                .map(part -> part.substring(3).toLowerCase(Locale.ROOT)).toList();
    }

    /** @return whether it holds for this DNS name; a star stands for one label */
    boolean holdsFor(String host) {
        int dot = host.indexOf('.');
        return dnsNames.contains(host) || dot > 0 && dnsNames.contains("*" + host.substring(dot)) || dnsNames.contains("*");
    }

    /** @return whether one of these authorities signed it, or it is one of them */
    boolean signedBy(List<X509Certificate> authorities) {
        return authorities.stream().anyMatch(authority -> {
            try {
                certificate.verify(authority.getPublicKey());
                return true;
            } catch (java.security.GeneralSecurityException _) {
                return certificate.equals(authority);
            }
        });
    }
}
