package dev.glassplane.linux.ipvs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a virtual server picks a real server for a new connection ({@code linux: net/netfilter/ipvs/ip_vs_*.c}). */
public enum Scheduler {
    /** Round robin. */
    RR,
    /** Weighted round robin. */
    WRR,
    /** Least connections. */
    LC,
    /** Weighted least connections. */
    WLC,
    /** Locality-based least connections. */
    LBLC,
    /** Locality-based least connections with replication. */
    LBLCR,
    /** Destination hashing. */
    DH,
    /** Source hashing. */
    SH,
    /** Shortest expected delay. */
    SED,
    /** Never queue. */
    NQ,
    /** Weighted failover. */
    FO,
    /** Weighted overflow. */
    OVF,
    /** Maglev hashing. */
    MH,
    /** Power of two choices. */
    TWOS;

    /** @return as ipvsadm and kube-proxy's configuration write it */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return the scheduler of this name, empty if the kernel has none such */
    public static Optional<Scheduler> find(String word) {
        return Arrays.stream(values()).filter(scheduler -> scheduler.word().equals(word)).findFirst();
    }

    /** @return whether it knows {@link SchedulerFlag}s */
    public boolean hasFlags() {
        return this == SH || this == MH;
    }
}
