package dev.glassplane.linux.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints permanent forwarding entries as {@code bridge fdb show} of iproute2 6.1 does: those of VXLAN devices, and the addresses of bridges and their
 * ports themselves. What a bridge learns and the filters for multicast are not modelled.
 */
public final class BridgeFdbShow {

    private BridgeFdbShow() {}

    /** @return one line an entry, devices in their order */
    public static String print(RoutingTables tables) {
        StringBuilder text = new StringBuilder();
        lines(tables).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static List<String> lines(RoutingTables tables) {
        List<String> lines = new ArrayList<>();
        for (Link link : tables.links()) {
            tables.fdb().stream().filter(entry -> entry.device().equals(link.name())).map(BridgeFdbShow::line).forEach(lines::add);
            Optional<String> bridge = link.kind() == Link.Kind.BRIDGE ? Optional.of(link.name()) : link.port().map(Link.Port::bridge);
            bridge.ifPresent(name -> lines.addAll(own(link, name)));
        }
        return lines;
    }

    /** @return an entry of a VXLAN device as the tool prints it, without a line end */
    public static String line(FdbEntry entry) {
        return entry.mac() + " dev " + entry.device() + " dst " + entry.remote() + " self permanent";
    }

    private static List<String> own(Link link, String bridge) {
        String start = link.mac() + " dev " + link.name();
        return List.of(start + " vlan 1 master " + bridge + " permanent", start + " master " + bridge + " permanent");
    }
}
