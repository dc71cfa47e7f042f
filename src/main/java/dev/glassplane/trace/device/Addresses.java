package dev.glassplane.trace.device;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses the internet routes. */
public final class Addresses {

    /** RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
    private static final List<Cidr> PRIVATE = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
            "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128").map(Cidr::parse).toList();

    private Addresses() {}

    /** @return whether nobody on the internet can be reached by the address; documentation ranges count as public */
    public static boolean isPrivate(Ip ip) {
        return PRIVATE.stream().anyMatch(cidr -> cidr.contains(ip));
    }
}
