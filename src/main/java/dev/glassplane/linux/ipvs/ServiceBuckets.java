package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.net.Family;
import java.util.EnumSet;
import java.util.Set;

/**
 * How full the buckets of the table of virtual servers are: 256 of them, by protocol, the lowest byte of the address, and the two bytes of the
 * port ({@code linux: net/netfilter/ipvs/ip_vs_ctl.c}, ip_vs_svc_hashkey). Which bucket has which number is nobody's concern.
 */
final class ServiceBuckets {

    private static final int BUCKETS = 256;

    private final Entries entries;
    private final Timeouts timeouts;
    private final int[] sizes = new int[BUCKETS];
    private final Set<Family> families = EnumSet.noneOf(Family.class);
    private boolean anyPortZero;

    private ServiceBuckets(Entries entries) {
        this.entries = entries;
        this.timeouts = Timeouts.of(entries);
    }

    static ServiceBuckets of(Entries entries) {
        ServiceBuckets buckets = new ServiceBuckets(entries);
        entries.all(VirtualServerTable.VIRTUAL_SERVERS).forEach(entry -> {
            buckets.sizes[bucket(entry.key())]++;
            buckets.families.add(entry.key().address().family());
            buckets.anyPortZero |= entry.key().port() == 0;
        });
        return buckets;
    }

    private static int bucket(VirtualServerKey key) {
        return (key.protocol().number() ^ HashSlots.fold(key.address()) ^ key.port() >> 8 ^ key.port()) & BUCKETS - 1;
    }

    /** @return the tables that were counted */
    Entries of() {
        return entries;
    }

    /** @return the host's timeouts, read once for all packets */
    Timeouts timeouts() {
        return timeouts;
    }

    Set<Family> families() {
        return families;
    }

    boolean anyPortZero() {
        return anyPortZero;
    }

    /** @return comparisons: the whole bucket for a miss, half of it on average for a hit */
    int probes(VirtualServerKey key, boolean hit) {
        int size = sizes[bucket(key)];
        return Math.max(1, hit ? (size + 1) / 2 : size);
    }
}
