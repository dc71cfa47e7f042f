package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The addresses of an anonymous nft set, as the kernel holds them: sorted, and where there is any prefix, neighbours and overlaps grown together
 * ({@code nftables: src/intervals.c}).
 */
final class AddressRanges {

    private record Range(BigInteger first, BigInteger last) {}

    private AddressRanges() {}

    /** @return as nft prints it behind {@code ip saddr}: {@code 10.0.0.0/8}, {@code { 10.0.0.0/8, 198.51.100.7 }} */
    static String text(List<Cidr> cidrs) {
        if (cidrs.size() == 1) {
            return single(cidrs.getFirst());
        }
        boolean v4 = cidrs.getFirst().network().isV4();
        boolean intervals = cidrs.stream().anyMatch(cidr -> !cidr.isSingle());
        List<Range> ranges = new ArrayList<>();
        cidrs.stream().map(AddressRanges::range).distinct().sorted(Comparator.comparing(Range::first).thenComparing(Range::last)).forEach(range -> {
            Range before = ranges.isEmpty() ? null : ranges.getLast();
            if (intervals && before != null && before.last().add(BigInteger.ONE).compareTo(range.first()) >= 0) {
                ranges.set(ranges.size() - 1, new Range(before.first(), before.last().max(range.last())));
            } else {
                ranges.add(range);
            }
        });
        return ranges.stream().map(range -> text(range, v4)).collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String single(Cidr cidr) {
        return cidr.isSingle() ? cidr.network().toString() : cidr.toString();
    }

    private static Range range(Cidr cidr) {
        BigInteger first = number(cidr.network());
        int hostBits = bits(cidr.network().isV4()) - cidr.prefixLength();
        return new Range(first, first.add(BigInteger.ONE.shiftLeft(hostBits)).subtract(BigInteger.ONE));
    }

    /** A range that is a prefix is printed as one. */
    private static String text(Range range, boolean v4) {
        BigInteger size = range.last().subtract(range.first()).add(BigInteger.ONE);
        boolean prefix = size.bitCount() == 1 && range.first().mod(size).signum() == 0;
        String first = ip(range.first(), v4).toString();
        if (size.equals(BigInteger.ONE)) {
            return first;
        }
        return prefix ? first + "/" + (bits(v4) - size.bitLength() + 1) : first + "-" + ip(range.last(), v4);
    }

    private static int bits(boolean v4) {
        return v4 ? 32 : 128;
    }

    private static BigInteger number(Ip ip) {
        return new BigInteger(1, ip.bytes());
    }

    private static Ip ip(BigInteger number, boolean v4) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[bits(v4) / Byte.SIZE];
        int length = Math.min(bytes.length, padded.length);
        System.arraycopy(bytes, bytes.length - length, padded, padded.length - length, length);
        return Ip.ofBytes(padded);
    }
}
