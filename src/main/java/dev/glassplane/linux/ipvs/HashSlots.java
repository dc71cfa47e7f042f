package dev.glassplane.linux.ipvs;

import dev.glassplane.net.Ip;

/** What the hashing schedulers share ({@code linux: include/linux/hash.h}, hash_32). */
final class HashSlots {

    private static final int GOLDEN_RATIO = 0x61C88647;

    private HashSlots() {}

    /** @return the address as one 32-bit word in host order, IPv6 by exclusive or of its four words */
    static int fold(Ip ip) {
        return ip.isV4() ? (int) ip.low() : (int) (ip.high() >>> 32) ^ (int) ip.high() ^ (int) (ip.low() >>> 32) ^ (int) ip.low();
    }

    /** @return a slot of 2^bits */
    static int slot(int value, int bits) {
        return value * GOLDEN_RATIO >>> 32 - bits;
    }
}
