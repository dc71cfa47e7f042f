package dev.glassplane.linux.stack;

import java.util.Map;

/**
 * Reads kernel settings with the defaults of a network namespace that nobody configured ({@code linux: Documentation/networking/ip-sysctl.rst}).
 */
record Sysctls(Map<String, String> set) {

    /** @return whether packets that came in by the device may be forwarded; {@code ip_forward} sets it for all devices */
    boolean forwarding(boolean v4, String device) {
        if (v4) {
            return number("net.ipv4.conf." + device + ".forwarding",
                    number("net.ipv4.ip_forward", number("net.ipv4.conf.all.forwarding", number("net.ipv4.conf.default.forwarding", 0)))) != 0;
        }
        return number("net.ipv6.conf.all.forwarding", 0) != 0;
    }

    /** @return 0 off, 1 strict, 2 loose: the larger of the device's and that of {@code all} */
    int reversePathFilter(String device) {
        return Math.max(number("net.ipv4.conf.all.rp_filter", 0), device(device, "rp_filter"));
    }

    /** @return whether a setting is on for the device or for {@code all}: {@code route_localnet}, {@code accept_local}, {@code src_valid_mark} */
    boolean anyOn(String device, String setting) {
        return number("net.ipv4.conf.all." + setting, 0) != 0 || device(device, setting) != 0;
    }

    /** @return whether the kernel looks for a TCP packet's socket before it routes the packet */
    boolean tcpEarlyDemux() {
        return number("net.ipv4.ip_early_demux", 1) != 0 && number("net.ipv4.tcp_early_demux", 1) != 0;
    }

    /** @return whether frames that a bridge passes on are shown to iptables: off where {@code br_netfilter} is not loaded */
    boolean bridgeNetfilter(boolean v4) {
        return number(v4 ? "net.bridge.bridge-nf-call-iptables" : "net.bridge.bridge-nf-call-ip6tables", 0) != 0;
    }

    private int device(String device, String setting) {
        return number("net.ipv4.conf." + device + "." + setting, number("net.ipv4.conf.default." + setting, 0));
    }

    private int number(String name, int otherwise) {
        String text = set.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("sysctl " + name + ": expected a number, found \"" + text + "\"", e);
        }
    }
}
