package dev.glassplane.ipam;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The CNI plugin host-local on one range: addresses one after the other, from behind the one reserved last, around the range once; the first usable
 * address is the gateway's ({@code containernetworking/plugins: plugins/ipam/host-local/backend/allocator}).
 *
 * @param range of the node, its podCIDR
 */
record HostLocal(Cidr range) {

    /** Network, gateway and broadcast. */
    private static final int KEPT_BACK = 3;

    /** @return address of the bridge, where packets that leave the range go first */
    Ip gateway() {
        return range.at(1);
    }

    private Ip first() {
        return range.at(1);
    }

    private Ip last() {
        return range.at(range.size() - 2);
    }

    /** @return how many pods can have an address */
    long capacity() {
        return Math.max(0, range.size() - KEPT_BACK);
    }

    /**
     * @param lastReserved address that was given out last, empty if none was
     * @param taken        whether somebody has an address
     * @return the next one, empty if all are taken
     */
    Optional<Ip> next(Optional<Ip> lastReserved, Predicate<Ip> taken) {
        long usable = range.size() - 2;
        long start = lastReserved.filter(range::contains).map(ip -> ip.low() - range.network().low()).orElse(0L);
        for (long step = 1; step <= usable; step++) {
            Ip candidate = range.at((start + step - 1) % usable + 1);
            if (!candidate.equals(gateway()) && !taken.test(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** @return the plugin's words when all are taken */
    String exhausted() {
        return "failed to allocate for range 0: no IP addresses available in range set: " + first() + "-" + last();
    }
}
