package dev.glassplane.linux.ipvs;

/**
 * SipHash-1-3 of one 32-bit word, cut to 32 bits: hsiphash of a 64-bit kernel ({@code linux: lib/siphash.c}). The libraries at hand have
 * SipHash-2-4 only.
 */
final class SipHash {

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    private SipHash(long key) {
        v0 = key ^ 0x736f6d6570736575L;
        v1 = key ^ 0x646f72616e646f6dL;
        v2 = key ^ 0x6c7967656e657261L;
        v3 = key ^ 0x7465646279746573L;
    }

    /**
     * @param key both halves of the key
     * @return 32 bits, unsigned
     */
    static long hash32(long key, int word) {
        return new SipHash(key).run(4L << 56 | Integer.toUnsignedLong(word)) & 0xffff_ffffL;
    }

    private long run(long last) {
        v3 ^= last;
        round();
        v0 ^= last;
        v2 ^= 0xff;
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
