package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The key of an element of an nft set or map: one value, or a concatenation of several.
 *
 * @param values in order, at least one
 */
public record NftKey(List<NftValue> values) implements Comparable<NftKey> {

    public NftKey {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a key has at least one value");
        }
    }

    /** @return a single address */
    public static NftKey of(Ip ip) {
        return new NftKey(List.of(new NftValue.Address(ip)));
    }

    /** @return {@code protocol . port} */
    public static NftKey of(Protocol protocol, int port) {
        return new NftKey(List.of(new NftValue.Transport(protocol), new NftValue.Port(port)));
    }

    /** @return {@code address . protocol . port} */
    public static NftKey of(Ip ip, Protocol protocol, int port) {
        return new NftKey(List.of(new NftValue.Address(ip), new NftValue.Transport(protocol), new NftValue.Port(port)));
    }

    /**
     * The order in which nft lists elements ({@code nftables: src/mergesort.c}): by number, where the bytes of a concatenation count as one number
     * of a little-endian host, so that the low byte of the port weighs most.
     */
    @Override
    public int compareTo(NftKey other) {
        byte[] mine = bytes();
        byte[] theirs = other.bytes();
        boolean last = values.size() > 1;
        for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
            int c = Integer.compare(mine[last ? mine.length - 1 - i : i] & 0xff, theirs[last ? theirs.length - 1 - i : i] & 0xff);
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(mine.length, theirs.length);
    }

    private byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        values.forEach(value -> bytes.writeBytes(value.bytes()));
        return bytes.toByteArray();
    }

    /** @return as nft prints it: {@code 10.100.0.10 . tcp . 80} */
    @Override
    public String toString() {
        return values.stream().map(NftValue::text).collect(Collectors.joining(" . "));
    }
}
