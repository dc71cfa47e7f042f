package dev.glassplane.linux.ipset;

import java.util.Locale;

/** Which end of a packet a rule takes a field of a set's member from. */
public enum Direction {
    /** Source address or port. */
    SRC,
    /** Destination address or port. */
    DST;

    /** @return as iptables writes it */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
