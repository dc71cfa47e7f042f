package dev.glassplane.linux.route;

import java.util.List;

/**
 * Prints devices as {@code ip link show} and {@code ip address show} of iproute2 6.1 do. Device indexes count from 1 in the order of the list;
 * all devices are up but dummies and idle ones, which nobody here sets up; the index of a veth's other end is not modelled and shown as the one that a pod's eth0 has:
 * 3 with the VPC CNI, 2 where the veth is in a bridge.
 */
public final class IpLinkShow {

    private static final String HARDWARE_BROADCAST = "ff:ff:ff:ff:ff:ff";

    private IpLinkShow() {}

    /** @return {@code ip link show}: two lines a device */
    public static String print(RoutingTables tables) {
        StringBuilder text = new StringBuilder();
        int namespace = 0;
        int index = 1;
        for (Link link : tables.links()) {
            append(text, link, index++, namespace, "mode DEFAULT ");
            namespace += link.kind() == Link.Kind.VETH ? 1 : 0;
        }
        return text.toString();
    }

    /** @return {@code ip address show}: the devices with their addresses, IPv4 before IPv6, secondary IPv4 addresses last */
    public static String printAddresses(RoutingTables tables) {
        StringBuilder text = new StringBuilder();
        int namespace = 0;
        int index = 1;
        List<InterfaceAddress> all = LocalTable.withLoopback(tables);
        for (Link link : tables.links()) {
            append(text, link, index++, namespace, "");
            namespace += link.kind() == Link.Kind.VETH ? 1 : 0;
            List<InterfaceAddress> own = all.stream().filter(address -> address.device().equals(link.name())).toList();
            own.stream().filter(address -> address.ip().isV4() && primary(tables, address)).forEach(address -> append(text, tables, address));
            own.stream().filter(address -> address.ip().isV4() && !primary(tables, address)).forEach(address -> append(text, tables, address));
            own.stream().filter(address -> !address.ip().isV4()).forEach(address -> append(text, tables, address));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Link link, int index, int namespace, String mode) {
        boolean loopback = link.kind() == Link.Kind.LOOPBACK;
        boolean veth = link.kind() == Link.Kind.VETH;
        boolean vxlan = link.kind() == Link.Kind.VXLAN;
        boolean dummy = link.kind() == Link.Kind.DUMMY;
        boolean idle = link.kind() == Link.Kind.IDLE;
        if (link.kind() == Link.Kind.IPIP) {
            text.append(index).append(": ").append(link.name()).append("@NONE: <NOARP,UP,LOWER_UP> mtu ").append(link.mtu()).append(" qdisc noqueue state UNKNOWN ")
                    .append(mode).append("group default qlen 1000\n    link/ipip 0.0.0.0 brd 0.0.0.0\n");
            return;
        }
        text.append(index).append(": ").append(link.name())
                .append(veth ? link.port().isPresent() ? "@if2" : "@if3" : link.below().map(below -> "@" + below).orElse(""))
                .append(loopback ? ": <LOOPBACK,UP,LOWER_UP>" : dummy ? ": <BROADCAST,NOARP>" : idle ? ": <BROADCAST,MULTICAST>" : ": <BROADCAST,MULTICAST,UP,LOWER_UP>").append(" mtu ").append(link.mtu())
                .append(" qdisc ").append(link.kind() == Link.Kind.PHYSICAL ? "mq" : dummy || idle ? "noop" : "noqueue").append(link.port().map(port -> " master " + port.bridge()).orElse(""))
                .append(" state ").append(loopback || vxlan ? "UNKNOWN " : dummy || idle ? "DOWN " : "UP ").append(mode).append("group default").append(veth || dummy || vxlan ? " " : " qlen 1000")
                .append('\n');
        text.append("    link/").append(loopback ? "loopback " : "ether ").append(link.mac()).append(" brd ")
                .append(loopback ? link.mac() : HARDWARE_BROADCAST).append(veth ? " link-netnsid " + namespace : "").append('\n');
    }

    private static boolean primary(RoutingTables tables, InterfaceAddress address) {
        return LocalTable.primary(tables, address).equals(address.ip());
    }

    private static void append(StringBuilder text, RoutingTables tables, InterfaceAddress address) {
        boolean v4 = address.ip().isV4();
        String scope = address.ip().isLoopback() ? "host" : isLinkLocal(address) ? "link" : "global";
        text.append(v4 ? "    inet " : "    inet6 ").append(address.ip()).append('/').append(address.prefixLength());
        text.append(" scope ").append(scope).append(v4 && !primary(tables, address) ? " secondary" : "").append(' ')
                .append(v4 ? address.device() : "").append("\n       valid_lft forever preferred_lft forever\n");
    }

    private static boolean isLinkLocal(InterfaceAddress address) {
        return !address.ip().isV4() && address.ip().high() >>> 54 == 0xfe80 >>> 6;
    }
}
