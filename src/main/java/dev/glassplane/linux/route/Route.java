package dev.glassplane.linux.route;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Origin;
import java.util.Optional;

/**
 * One route. The kernel's local table is not listed here: it follows from the interface addresses.
 *
 * @param origin          who put it there
 * @param table           number; 254 is main
 * @param type            what happens to packets that match
 * @param destination     prefix; length 0 is {@code default}
 * @param via             next hop, empty if the destination is on the link
 * @param device          outgoing device, empty for blackhole and unreachable
 * @param scope           {@code link} or {@code global}, as iproute2 prints it
 * @param preferredSource {@code src} of the route
 * @param metric          0 if unset
 * @param protocol        {@code kernel}, {@code boot}, {@code static}, {@code bird}...
 * @param onlink          next hop is taken to be on the link
 */
public record Route(Origin origin, int table, Type type, Cidr destination, Optional<Ip> via, Optional<String> device, String scope,
                    Optional<Ip> preferredSource, int metric, String protocol, boolean onlink) {

    /** Number of the main table. */
    public static final int MAIN = 254;

    /** Route types. */
    public enum Type {
        UNICAST, BLACKHOLE, UNREACHABLE
    }

    /** @return {@code cidr dev device scope link}, as CNI plugins add it */
    public static Route onLink(Origin origin, int table, Cidr destination, String device) {
        return new Route(origin, table, Type.UNICAST, destination, Optional.empty(), Optional.of(device), "link", Optional.empty(), 0,
                "boot", false);
    }

    /** @return {@code cidr via gateway dev device} */
    public static Route via(Origin origin, int table, Cidr destination, Ip gateway, String device) {
        return new Route(origin, table, Type.UNICAST, destination, Optional.of(gateway), Optional.of(device), "global", Optional.empty(), 0,
                "boot", false);
    }
}
