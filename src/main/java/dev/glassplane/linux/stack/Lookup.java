package dev.glassplane.linux.stack;

import dev.glassplane.net.Origin;
import java.util.Locale;
import java.util.Optional;

/**
 * A keyed table was asked: an nft set or map, an ipset, the list of virtual servers, a BPF map.
 *
 * @param place     where on the packet's way: a hook ({@code prerouting}), or a program with its attach point ({@code cil_from_container tc lxc1})
 * @param table     as its tool names it: {@code @service-ips}, {@code KUBE-CLUSTER-IP}, {@code cilium_lb4_services_v2}
 * @param key       as its tool prints it
 * @param value     what was found, as its tool prints it; empty for a miss
 * @param structure how it is searched
 * @param probes    comparisons or buckets that the kernel's structure needs for this answer on average, at least 1
 * @param origin    who put the entry there; empty for a miss
 */
public record Lookup(String place, String table, String key, Optional<String> value, Structure structure, int probes, Optional<Origin> origin) {

    /** How a table is searched. */
    public enum Structure {
        HASH, LPM, INTERVAL, BITMAP, ARRAY, LIST;

        /** @return as traces print it */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Lookup {
        if (probes < 1) {
            throw new IllegalArgumentException("a look-up costs at least one probe, not " + probes);
        }
    }

    /** @return whether something was found */
    public boolean hit() {
        return value.isPresent();
    }
}
