package dev.glassplane.net;

import java.util.Optional;

/**
 * A prefix in canonical form: host bits are zero.
 *
 * @param network      first address of the prefix
 * @param prefixLength leading bits that count, 0 to 32 or 128
 */
public record Cidr(Ip network, int prefixLength) implements Comparable<Cidr> {

    public Cidr {
        if (prefixLength < 0 || prefixLength > network.family().bits()) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not in 0.." + network.family().bits());
        }
        network = mask(network, prefixLength);
    }

    /**
     * @param text {@code address/length}; an address alone means full length
     * @throws IllegalArgumentException if the text is no prefix
     */
    public static Cidr parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not a CIDR such as 10.0.0.0/16"));
    }

    /** @return the prefix, or empty if the text is none */
    public static Optional<Cidr> tryParse(String text) {
        if (text == null) {
            return Optional.empty();
        }
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Ip.tryParse(text).map(Ip::asCidr);
        }
        String length = text.substring(slash + 1);
        if (length.isEmpty() || length.length() > 3 || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int bits = Integer.parseInt(length);
        return Ip.tryParse(text.substring(0, slash)).filter(ip -> bits <= ip.family().bits()).map(ip -> new Cidr(ip, bits));
    }

    /** @return whether the address has this family and these leading bits */
    public boolean contains(Ip ip) {
        return ip.family() == network.family() && mask(ip, prefixLength).equals(network);
    }

    /** @return whether every address of the other prefix lies in this one */
    public boolean contains(Cidr other) {
        return other.prefixLength >= prefixLength && contains(other.network);
    }

    /** @return whether the prefixes share an address */
    public boolean overlaps(Cidr other) {
        return contains(other.network) || other.contains(network);
    }

    /** @return family of the prefix */
    public Family family() {
        return network.family();
    }

    /** @return whether this is one single address */
    public boolean isSingle() {
        return prefixLength == family().bits();
    }

    /** @return number of addresses, capped at {@link Long#MAX_VALUE} */
    public long size() {
        int hostBits = family().bits() - prefixLength;
        return hostBits >= 63 ? Long.MAX_VALUE : 1L << hostBits;
    }

    /** @return the address at {@code offset} from the first */
    public Ip at(long offset) {
        return network.plus(offset);
    }

    private static Ip mask(Ip ip, int length) {
        if (ip.isV4()) {
            return length == 32 ? ip : Ip.ofV4(length == 0 ? 0 : ip.low() & -1L << 32 - length);
        }
        if (length == 128) {
            return ip;
        }
        long high = length >= 64 ? ip.high() : length == 0 ? 0 : ip.high() & -1L << 64 - length;
        long low = length <= 64 ? 0 : ip.low() & -1L << 128 - length;
        return new Ip(Family.IPV6, high, low);
    }

    @Override
    public int compareTo(Cidr other) {
        int byNetwork = network.compareTo(other.network);
        return byNetwork != 0 ? byNetwork : Integer.compare(prefixLength, other.prefixLength);
    }

    @Override
    public String toString() {
        return network + "/" + prefixLength;
    }
}
