package dev.glassplane.dns.corefile;

import dev.glassplane.dns.message.Records;
import dev.glassplane.net.Cidr;
import java.util.List;
import org.xbill.DNS.Name;

/**
 * An address that a server block serves, for example {@code .:53} or {@code dns://cluster.local}.
 *
 * @param scheme dns, tls, https or grpc
 * @param zone   names at or below it
 * @param port   where it listens
 */
record ServerKey(String scheme, Name zone, int port) {

    private static final int DNS_PORT = 53;
    private static final List<String> SCHEMES = List.of("dns", "tls", "https", "grpc", "quic", "https3");
    private static final int BITS_OF_LABEL = 8;

    static ServerKey of(Token key) {
        String text = key.text();
        String scheme = "dns";
        if (text.contains("://")) {
            scheme = text.substring(0, text.indexOf("://"));
            text = text.substring(text.indexOf("://") + 3);
        }
        if (!SCHEMES.contains(scheme)) {
            throw CorefileException.of(key, "unknown transport \"" + scheme + "\" in \"" + key.text() + "\"");
        }
        int colon = text.lastIndexOf(':');
        int port = DNS_PORT;
        if (colon >= 0) {
            String number = text.substring(colon + 1);
            if (!number.matches("[0-9]{1,5}") || Integer.parseInt(number) > 65_535) {
                throw CorefileException.of(key, "invalid port \"" + number + "\" in \"" + key.text() + "\"");
            }
            port = Integer.parseInt(number);
            text = text.substring(0, colon);
        }
        return new ServerKey(scheme, zone(new Token(text.isEmpty() ? "." : text, key.line())), port);
    }

    /** A zone by name, or by a prefix that stands for its reverse zone. */
    static Name zone(Token word) {
        if (word.text().contains("/")) {
            return Cidr.tryParse(word.text()).flatMap(cidr -> reverse(cidr))
                    .orElseThrow(() -> CorefileException.of(word, "a prefix that is not a reverse zone of its own is not known here, found \""
                            + word.text() + "\" (limit: dns-plugins)"));
        }
        return Records.absolute(word.text()).orElseThrow(() -> CorefileException.of(word, "\"" + word.text() + "\" is not a valid domain name"));
    }

    private static java.util.Optional<Name> reverse(Cidr cidr) {
        int bits = cidr.network().isV4() ? BITS_OF_LABEL : BITS_OF_LABEL / 2;
        if (cidr.prefixLength() % bits != 0) {
            return java.util.Optional.empty();
        }
        Name whole = Records.reverse(cidr.network());
        return java.util.Optional.of(new Name(whole, cidr.network().family().bits() / bits - cidr.prefixLength() / bits));
    }

    /** @return whether the cluster's DNS Service leads there */
    boolean reached() {
        return scheme.equals("dns") && port == DNS_PORT;
    }

    @Override
    public String toString() {
        return scheme + "://" + zone + ":" + port;
    }
}
