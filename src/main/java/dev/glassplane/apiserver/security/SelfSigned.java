package dev.glassplane.apiserver.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate authority that signs one server certificate and is forgotten with the process (RFC 5280).
 *
 * @param authority the authority's certificate, for the kubeconfig
 * @param keys      the server's key and its chain
 */
record SelfSigned(X509Certificate authority, KeyStore keys) {

    /** Certificates hold for a year, from an hour ago, for clocks that are behind. */
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration SKEW = Duration.ofHours(1);
    private static final int SERIAL_BITS = 120;
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.identifier("1.2.840.10045.4.3.2"));

    /**
     * @param names     of the server, without addresses
     * @param addresses of the server, as bytes
     */
    static SelfSigned create(List<String> names, List<byte[]> addresses, Instant now) {
        try {
            KeyPair authorityKeys = keyPair();
            KeyPair serverKeys = keyPair();
            X509Certificate authority = certificate("glassplane-ca", authorityKeys, "glassplane-ca", authorityKeys.getPrivate(), now,
                    List.of(extension("2.5.29.19", true, Der.sequence(Der.yes())), extension("2.5.29.15", true, Der.bits(new byte[] {0x06}, 1))));
            X509Certificate server = certificate("glassplane", serverKeys, "glassplane-ca", authorityKeys.getPrivate(), now,
                    List.of(extension("2.5.29.15", true, Der.bits(new byte[] {(byte) 0x80}, 7)),
                            extension("2.5.29.37", false, Der.sequence(Der.identifier("1.3.6.1.5.5.7.3.1"))),
                            extension("2.5.29.17", false, alternatives(names, addresses))));
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", serverKeys.getPrivate(), new char[0], new Certificate[] {server, authority});
            return new SelfSigned(authority, keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("no certificate could be made", e);
        }
    }

    /** @return the authority's certificate as kubeconfigs hold it */
    String authorityPem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(String subject, KeyPair keys, String issuer, PrivateKey signer, Instant now, List<byte[]> extensions)
            throws GeneralSecurityException {
        byte[] body = Der.sequence(Der.tagged(0xa0, Der.integer(BigInteger.TWO)), Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
                ECDSA_WITH_SHA256, Der.commonName(issuer), Der.sequence(Der.time(now.minus(SKEW)), Der.time(now.plus(LIFE))),
                Der.commonName(subject), keys.getPublic().getEncoded(), Der.tagged(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(body);
        byte[] whole = Der.sequence(body, ECDSA_WITH_SHA256, Der.bits(signature.sign(), 0));
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    private static byte[] extension(String identifier, boolean critical, byte[] value) {
        return critical ? Der.sequence(Der.identifier(identifier), Der.yes(), Der.octets(value))
                : Der.sequence(Der.identifier(identifier), Der.octets(value));
    }

    private static byte[] alternatives(List<String> names, List<byte[]> addresses) {
        List<byte[]> all = new ArrayList<>();
        names.forEach(name -> all.add(Der.tagged(0x82, name.getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        addresses.forEach(address -> all.add(Der.tagged(0x87, address)));
        return Der.sequence(all.toArray(byte[][]::new));
    }
}
