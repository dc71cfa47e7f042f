package dev.glassplane.linux.bpf;

import dev.glassplane.net.IpPort;

/** Entries of the load balancer's maps in one line, in the words of {@code cilium-dbg bpf lb list}. */
public final class ServiceText {

    private ServiceText() {}

    /** @return {@code 0 2[0] (1) [0x0 0x0] ClusterIP, non-routable}: as with {@code --frontends}, then the flags in words */
    public static String value(ServiceValue value) {
        return frontend(value) + " " + value.flags();
    }

    /** @return {@code 0 2[0] (1) [0x0 0x0]}: union, count, quarantined, id and flags as with {@code --frontends} */
    public static String frontend(ServiceValue value) {
        int bits = value.flags().bits();
        return value.union() + " " + value.count() + "[" + value.qcount() + "] (" + value.revNatId() + ") [0x" + Integer.toHexString(bits & 0xff)
                + " 0x" + Integer.toHexString(bits >>> 8) + "]";
    }

    /** @return {@code 10.244.1.10:8080/TCP active} */
    public static String backend(BackendValue value) {
        return value + " " + value.state().word();
    }

    /** @return {@code 203.0.113.7 (5)}, or the cookie of a namespace */
    public static String client(AffinityKey key) {
        return switch (key.client()) {
            case AffinityKey.Address(var ip) -> ip.toString();
            case AffinityKey.Netns(long cookie) -> "netns cookie " + Long.toUnsignedString(cookie);
        } + " (" + key.revNatId() + ")";
    }

    /** @return backend and time of a remembered client */
    public static String affinity(AffinityValue value) {
        return value.backendId() + " " + value.lastUsed();
    }

    /** @return {@code 10.96.10.1:80} */
    public static String reverseNat(IpPort frontend) {
        return frontend.toString();
    }
}
