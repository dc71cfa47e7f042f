package dev.glassplane.linux.stack;

import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.route.RouteLookup;
import dev.glassplane.linux.route.RouteLookup.Found;
import dev.glassplane.linux.route.RouteLookup.Query;
import dev.glassplane.linux.route.RoutingTables;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.util.Optional;

/**
 * Which sources the kernel takes from which device ({@code linux: net/ipv4/route.c}, ip_route_input_slow, and {@code net/ipv4/fib_frontend.c},
 * fib_validate_source). IPv6 has no such check but that loopback addresses stay on the loopback device.
 */
final class SourceValidation {

    private static final Cidr MULTICAST = Cidr.parse("224.0.0.0/4");
    private static final Cidr THIS_NETWORK = Cidr.parse("0.0.0.0/8");
    private static final Ip BROADCAST = Ip.parse("255.255.255.255");

    private final RoutingTables routing;
    private final Sysctls sysctls;

    SourceValidation(HostState host) {
        this.routing = host.routing();
        this.sysctls = new Sysctls(host.sysctls());
    }

    /** @return why the packet is thrown away before any look-up: an address that may not be on a wire */
    Optional<String> martian(String device, Packet packet) {
        Ip source = packet.source();
        Ip destination = packet.destination();
        if (!source.isV4()) {
            return Optional.of("LOCALNET_BLOCKED").filter(_ -> source.isLoopback() || destination.isLoopback());
        }
        if (MULTICAST.contains(source) || source.equals(BROADCAST) || THIS_NETWORK.contains(source)) {
            return Optional.of("MARTIAN_SOURCE");
        }
        if (THIS_NETWORK.contains(destination)) {
            return Optional.of("MARTIAN_DESTINATION");
        }
        boolean loopback = source.isLoopback() || destination.isLoopback();
        return Optional.of("LOCALNET_BLOCKED").filter(_ -> loopback && !sysctls.anyOn(device, "route_localnet"));
    }

    /**
     * @param out device the packet would leave by, {@code lo} if it is for this host
     * @return MARTIAN_SOURCE if the source is this host's own, RPF_FAILED if the way back does not agree with the device
     */
    Optional<String> check(String device, String out, int mark, Packet packet) {
        if (!packet.source().isV4()) {
            return Optional.empty();
        }
        int filter = sysctls.reversePathFilter(device);
        int backMark = sysctls.anyOn(device, "src_valid_mark") ? mark : 0;
        Found back = RouteLookup.find(routing, Query.of(packet.destination(), packet.source(), backMark, out));
        return switch (back) {
            case Found.Local _ -> Optional.of("MARTIAN_SOURCE").filter(_ -> !sysctls.anyOn(device, "accept_local"));
            case Found.None _ -> Optional.of("RPF_FAILED").filter(_ -> filter != 0);
            case Found.ByRoute found -> wayBack(device, filter, found.route());
        };
    }

    /** Strict: the way back leaves by this device. Loose: there is a way back, and the device has an address. */
    private Optional<String> wayBack(String device, int filter, Route back) {
        if (filter == 0 || back.type() == Route.Type.UNICAST && back.device().equals(Optional.of(device))) {
            return Optional.empty();
        }
        boolean addressless = routing.addresses().stream().noneMatch(address -> address.device().equals(device) && address.ip().isV4());
        return Optional.of("RPF_FAILED").filter(_ -> filter == 1 || addressless || back.type() != Route.Type.UNICAST);
    }
}
