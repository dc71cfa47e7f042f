package dev.glassplane.registry.allocation;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import java.util.Optional;
import java.util.OptionalLong;

/** Addresses of one service range; the network address, and for IPv4 the broadcast address, are never given out. */
final class AddressPool {

    private static final int PREFIX_MIN_V6 = 64;
    /** Addresses of a very large range that are used. */
    private static final long SIZE_MAX = 1L << 31;
    private static final long BAND_MIN = 16;
    private static final long BAND_STEP = 16;
    private static final long BAND_MAX = 256;

    private final Cidr range;
    private final Pool pool;

    /** @throws IllegalArgumentException if the range is too large or too small */
    AddressPool(Cidr range) {
        if (range.family() == Family.IPV6 && range.prefixLength() < PREFIX_MIN_V6) {
            throw new IllegalArgumentException("glassplane.service-cluster-ip-range " + range + " should be a /" + PREFIX_MIN_V6
                    + " or smaller");
        }
        long all = Math.min(range.size(), SIZE_MAX);
        long usable = range.family() == Family.IPV4 ? all - 2 : all - 1;
        if (usable < 1) {
            throw new IllegalArgumentException("glassplane.service-cluster-ip-range " + range + " has no usable address");
        }
        this.range = range;
        this.pool = new Pool(usable, Pool.band(all, BAND_MIN, BAND_STEP, BAND_MAX));
    }

    /** @return {@code IPv4} or {@code IPv6} */
    String family() {
        return range.family() == Family.IPV4 ? "IPv4" : "IPv6";
    }

    Pool pool() {
        return pool;
    }

    /** @return the place of an address in the pool, if the range has it */
    OptionalLong place(Ip ip) {
        if (!range.contains(ip)) {
            return OptionalLong.empty();
        }
        long place = ip.low() - range.network().low() - 1;
        return pool.contains(place) ? OptionalLong.of(place) : OptionalLong.empty();
    }

    Ip at(long place) {
        return range.at(place + 1);
    }

    /** @return what a dry run shows: the network address */
    Ip dryRun() {
        return range.network();
    }

    Optional<Ip> reserveAny(String owner, long draw) {
        OptionalLong place = pool.reserveAny(owner, draw);
        return place.isPresent() ? Optional.of(at(place.getAsLong())) : Optional.empty();
    }
}
