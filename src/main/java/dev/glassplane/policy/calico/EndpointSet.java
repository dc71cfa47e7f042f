package dev.glassplane.policy.calico;

import dev.glassplane.calico.Selector;
import dev.glassplane.net.Protocol;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * A set of endpoints that rules ask: their addresses, or their addresses with the number that they give a port's name ({@code felix/calc/rule_scanner.go}).
 *
 * @param selector whose labels
 * @param port     set if it is about a named port
 */
public record EndpointSet(Selector selector, Optional<NamedPort> port) {

    static final Selector EVERYTHING = Selector.parse("all()");
    private static final int NAME_MAX = 31;

    /**
     * @param protocol transport of the port
     * @param name     as containers call it
     */
    public record NamedPort(Protocol protocol, String name) {}

    /** @return the set of those whom a selector means */
    static EndpointSet of(Selector selector) {
        return new EndpointSet(selector, Optional.empty());
    }

    /** @return Felix's id: a letter and the SHA-224 of what the set is about ({@code libcalico-go/lib/hash/unique_id.go}) */
    public String id() {
        String selected = hash("s", selector.toString());
        return port.map(named -> hash("n", selected + "," + named.protocol().word() + "," + named.name())).orElse(selected);
    }

    /** @return name of the IPv4 ipset, as much of the id as fits */
    public String name() {
        String name = "cali40" + id();
        return name.substring(0, Math.min(name.length(), NAME_MAX));
    }

    private static String hash(String prefix, String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-224").digest((prefix + ":" + content).getBytes(StandardCharsets.UTF_8));
            return prefix + ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
