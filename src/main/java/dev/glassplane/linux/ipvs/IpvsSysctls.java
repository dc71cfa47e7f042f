package dev.glassplane.linux.ipvs;

import java.util.Map;

/**
 * The settings under {@code net.ipv4.vs}, which IPv6 obeys too ({@code linux: Documentation/networking/ipvs-sysctl.rst}).
 *
 * @param conntrack               whether connection tracking goes on behind a virtual server; off: its packets are untracked from there on
 * @param expireNodestConn        whether a connection whose real server has gone ends at once, instead of falling silent
 * @param expireQuiescentTemplate whether a template ends when its real server has weight 0
 * @param connReuseMode           whether a SYN with the ports of an old connection is scheduled anew: bit 0 in TIME_WAIT and CLOSE
 * @param snatReroute             whether an answer is routed again once it comes from the virtual address
 */
public record IpvsSysctls(boolean conntrack, boolean expireNodestConn, boolean expireQuiescentTemplate, int connReuseMode, boolean snatReroute) {

    private static final String PREFIX = "net.ipv4.vs.";

    /** @param set settings that differ from the kernel's defaults, by full name */
    public static IpvsSysctls of(Map<String, String> set) {
        return new IpvsSysctls(number(set, "conntrack", 0) != 0, number(set, "expire_nodest_conn", 0) != 0,
                number(set, "expire_quiescent_template", 0) != 0, number(set, "conn_reuse_mode", 1), number(set, "snat_reroute", 1) != 0);
    }

    private static int number(Map<String, String> set, String name, int otherwise) {
        String text = set.get(PREFIX + name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("sysctl " + PREFIX + name + ": expected a number, found \"" + text + "\"", e);
        }
    }
}
