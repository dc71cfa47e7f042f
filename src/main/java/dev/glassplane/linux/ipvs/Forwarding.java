package dev.glassplane.linux.ipvs;

/** How packets get to a real server. */
public enum Forwarding {
    /** The destination is translated, and answers come back through this host. */
    MASQ("Masq", "-m"),
    /** Unchanged, to the real server's MAC address ("direct routing"). */
    ROUTE("Route", "-g"),
    /** Wrapped into an IP-in-IP packet. */
    TUNNEL("Tunnel", "-i");

    private final String label;
    private final String option;

    Forwarding(String label, String option) {
        this.label = label;
        this.option = option;
    }

    /** @return as {@code ipvsadm -Ln} lists it */
    public String label() {
        return label;
    }

    /** @return as {@code ipvsadm -Sn} saves it */
    public String option() {
        return option;
    }
}
