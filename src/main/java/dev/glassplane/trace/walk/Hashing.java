package dev.glassplane.trace.walk;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Ip;

/** A hash that is the same in every run, unlike {@code hashCode} of enums and records. */
final class Hashing {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private long state;

    Hashing(long seed) {
        state = mix(seed);
    }

    Hashing add(long word) {
        state = mix(state * 31 + word);
        return this;
    }

    Hashing add(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return add(hash);
    }

    Hashing add(Ip ip) {
        return add(ip.high()).add(ip.low());
    }

    Hashing add(Tuple tuple) {
        return add(tuple.protocol().number()).add(tuple.source()).add(tuple.sourcePort()).add(tuple.destination()).add(tuple.destinationPort());
    }

    long value() {
        return state;
    }

    /** @return a number of 0 (included) to 1 (excluded) */
    double unit() {
        return (state >>> 11) * 0x1.0p-53;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
