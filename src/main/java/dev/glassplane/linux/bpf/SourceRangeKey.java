package dev.glassplane.linux.bpf;

import dev.glassplane.net.Cidr;

/**
 * One of a frontend's source ranges ({@code cilium_lb4_source_range}, {@code cilium_lb6_source_range}). The trie's prefix covers the id too, so its
 * length is 32 more than the range's.
 */
public record SourceRangeKey(int revNatId, Cidr range) {

    static final int ID_BITS = 32;

    /** @return {@code 203.0.113.0/24 (7)} */
    @Override
    public String toString() {
        return range + " (" + revNatId + ")";
    }
}
