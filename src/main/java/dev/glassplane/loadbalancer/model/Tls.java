package dev.glassplane.loadbalancer.model;

import java.util.List;
import java.util.Optional;

/**
 * What a listener does with a TLS handshake.
 *
 * @param mode         ends it or lets it through
 * @param certificates the first is the default; the one whose name fits the SNI is shown. None with {@link Mode#PASSTHROUGH}
 * @param clients      whether clients must show a certificate
 * @param policy       {@code ELBSecurityPolicy-2016-08}, may be empty
 */
public record Tls(Mode mode, List<Certificate> certificates, Optional<ClientValidation> clients, String policy) {

    public Tls {
        certificates = List.copyOf(certificates);
    }

    /** Who ends the handshake. */
    public enum Mode { TERMINATE, PASSTHROUGH }

    /**
     * @param reference ARN, or {@code NAMESPACE/NAME} of a Secret
     * @param hostnames names in the certificate, {@code *.example.com} included; empty if nobody knows
     */
    public record Certificate(String reference, List<HostPattern> hostnames) {

        public Certificate {
            hostnames = List.copyOf(hostnames);
        }
    }

    /**
     * @param required    whether a client without a valid certificate is turned away
     * @param authorities who may have signed it: ARN of a trust store, or {@code NAMESPACE/NAME} of a ConfigMap
     */
    public record ClientValidation(boolean required, List<String> authorities) {

        public ClientValidation {
            authorities = List.copyOf(authorities);
        }
    }

    /** Ends TLS with these certificates. */
    public static Tls terminate(List<Certificate> certificates) {
        return new Tls(Mode.TERMINATE, certificates, Optional.empty(), "");
    }

    /** Lets TLS through. */
    public static Tls passthrough() {
        return new Tls(Mode.PASSTHROUGH, List.of(), Optional.empty(), "");
    }
}
