package dev.glassplane.linux.bpf;

/** Bits of a service entry: the low byte is {@code flags}, the high one {@code flags2} ({@code cilium/cilium: bpf/lib/common.h}). */
public enum ServiceFlag {
    EXTERNAL_IP(0x0001), NODE_PORT(0x0002), EXTERNAL_LOCAL(0x0004), HOST_PORT(0x0008), AFFINITY(0x0010), LOAD_BALANCER(0x0020),
    /** May be reached from outside. */
    ROUTABLE(0x0040),
    CHECK_SOURCE_RANGE(0x0080), LOCAL_REDIRECT(0x0100), NAT46(0x0200), L7(0x0400),
    /** A host port on the loopback address. */
    LOOPBACK(0x0800),
    INTERNAL_LOCAL(0x1000),
    /** Has an entry of the other scope too. */
    TWO_SCOPES(0x2000),
    /** Slots from 1: the backend is quarantined. */
    QUARANTINED(0x4000),
    /** Master: the source ranges are those who may not. The same bit as {@link #QUARANTINED}. */
    SOURCE_RANGE_DENY(0x4000),
    FORWARD_DSR(0x8000);

    private final int bit;

    ServiceFlag(int bit) {
        this.bit = bit;
    }

    /** @return its bit in {@code flags | flags2 << 8} */
    public int bit() {
        return bit;
    }
}
