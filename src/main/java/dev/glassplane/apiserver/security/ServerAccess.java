package dev.glassplane.apiserver.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** How the server may be reached, as its settings say. Settings that would let the network write are refused at the start. */
@Component
public class ServerAccess {

    private final String token;
    private final InetAddress address;
    private final List<String> allowedHosts;
    private final boolean readOnly;
    private final boolean ownCertificate;
    private final Optional<SelfSigned> selfSigned;

    /**
     * @param token     who has it may ask; empty for none
     * @param tokenFile a file with the token in its place
     * @param address   listened on
     * @param insecure  listen there without a token
     * @param hosts     further names by which the server is called, comma-separated
     * @param readOnly  refuse what changes something
     * @param tls       empty, or {@code self-signed}
     * @param given     {@code server.ssl.certificate}: a certificate of one's own
     * @throws IllegalStateException if the whole network could write without a token
     */
    ServerAccess(@Value("${glassplane.token:}") String token, @Value("${glassplane.token-file:}") String tokenFile,
                 @Value("${server.address:127.0.0.1}") InetAddress address, @Value("${glassplane.insecure-bind:false}") boolean insecure,
                 @Value("${glassplane.allowed-hosts:}") String hosts, @Value("${glassplane.read-only:false}") boolean readOnly,
                 @Value("${glassplane.tls:}") String tls, @Value("${server.ssl.certificate:}") String given) {
        this.token = tokenFile.isEmpty() ? token : read(token, tokenFile);
        this.address = address;
        this.allowedHosts = Arrays.stream(hosts.split(",")).map(host -> host.strip().toLowerCase(Locale.ROOT)).filter(host -> !host.isEmpty()).toList();
        this.readOnly = readOnly;
        this.ownCertificate = !given.isEmpty();
        if (this.token.isEmpty() && !address.isLoopbackAddress() && !insecure) {
            throw new IllegalStateException("server.address=" + address.getHostAddress() + " listens beyond loopback, where everybody could write: "
                    + "set glassplane.token (GLASSPLANE_TOKEN) or glassplane.token-file as well, or glassplane.insecure-bind=true if that is meant");
        }
        if (!tls.isEmpty() && !tls.equals("self-signed")) {
            throw new IllegalStateException("glassplane.tls=" + tls + ": expected self-signed; a certificate of your own goes into "
                    + "server.ssl.certificate and server.ssl.certificate-private-key");
        }
        this.selfSigned = tls.isEmpty() ? Optional.empty() : Optional.of(SelfSigned.create(names(), addresses(), Instant.now()));
    }

    /** @return what holds on loopback with a token, empty for none */
    public static ServerAccess withToken(String token) {
        return new ServerAccess(token, "", InetAddress.getLoopbackAddress(), false, "", false, "", "");
    }

    private static String read(String token, String file) {
        if (!token.isEmpty()) {
            throw new IllegalStateException("glassplane.token and glassplane.token-file are both set: expected one of them");
        }
        try {
            String read = Files.readString(Path.of(file)).strip();
            if (read.isEmpty()) {
                throw new IllegalStateException("glassplane.token-file=" + file + " is empty: expected a token");
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("glassplane.token-file=" + file + " cannot be read", e);
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(List.of("localhost"));
        allowedHosts.stream().filter(host -> !host.matches("[0-9.]+|.*:.*")).forEach(names::add);
        return names;
    }

    private List<byte[]> addresses() {
        try {
            List<byte[]> all = new ArrayList<>(List.of(InetAddress.getByName("127.0.0.1").getAddress(), InetAddress.getByName("::1").getAddress()));
            if (!address.isAnyLocalAddress() && !address.isLoopbackAddress()) {
                all.add(address.getAddress());
            }
            for (String host : allowedHosts) {
                if (host.matches("[0-9.]+|.*:.*")) {
                    all.add(InetAddress.getByName(host).getAddress());
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return what opens the door, empty if nothing is needed */
    public String token() {
        return token;
    }

    /** @return {@code http} or {@code https} */
    public String scheme() {
        return selfSigned.isPresent() || ownCertificate ? "https" : "http";
    }

    /** @return certificate of the authority that clients have to trust, in PEM; empty without TLS or with a certificate of one's own */
    public String authority() {
        return selfSigned.map(SelfSigned::authorityPem).orElse("");
    }

    /** @return whether nothing may be changed from outside */
    public boolean readOnly() {
        return readOnly;
    }

    Optional<SelfSigned> selfSigned() {
        return selfSigned;
    }

    /** @return names besides those of loopback by which the server may be called */
    List<String> allowedHosts() {
        return allowedHosts;
    }

    /** @return the address listened on, as a Host header has it; empty for all addresses */
    String boundHost() {
        return address.isAnyLocalAddress() ? "" : address.getHostAddress();
    }
}
