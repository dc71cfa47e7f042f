package dev.glassplane.net;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address as 128 bits; IPv4 uses the low 32. Ordered by family, then numerically.
 *
 * @param family which family the bits belong to
 * @param high   upper 64 bits (0 for IPv4)
 * @param low    lower 64 bits
 */
public record Ip(Family family, long high, long low) implements Comparable<Ip> {

    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false).allowAll(false).allowMask(false).allowPrefix(false).allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .getIPv4AddressParametersBuilder().allow_inet_aton(false).allowBinary(false).getParentBuilder()
            .getIPv6AddressParametersBuilder().allowBase85(false).allowZone(false).getParentBuilder()
            .toParams();

    public Ip {
        if (family == Family.IPV4 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits");
        }
    }

    /**
     * @param text dotted quad or RFC 4291 text; leading zeros are accepted as kube-proxy accepts them and dropped
     * @throws IllegalArgumentException if the text is no address
     */
    public static Ip parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an IP address"));
    }

    /** @return the address, or empty if the text is none */
    public static Optional<Ip> tryParse(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        IPAddress address = new IPAddressString(text, STRICT).getAddress();
        if (address == null || address.isMultiple()) {
            return Optional.empty();
        }
        return Optional.of(ofBytes(address.getBytes()));
    }

    /** @param bytes 4 or 16 bytes in network order */
    public static Ip ofBytes(byte[] bytes) {
        long high = 0;
        long low = 0;
        for (byte b : bytes) {
            high = high << 8 | low >>> 56;
            low = low << 8 | b & 0xff;
        }
        return bytes.length == 4 ? new Ip(Family.IPV4, 0, low) : new Ip(Family.IPV6, high, low);
    }

    /** @param bits an IPv4 address as an unsigned 32-bit number */
    public static Ip ofV4(long bits) {
        return new Ip(Family.IPV4, 0, bits & 0xffff_ffffL);
    }

    /** @return whether this is an IPv4 address */
    public boolean isV4() {
        return family == Family.IPV4;
    }

    /** @return 127.0.0.0/8 or ::1 */
    public boolean isLoopback() {
        return isV4() ? low >>> 24 == 127 : high == 0 && low == 1;
    }

    /** @return the address {@code offset} places further, wrapping inside the low 64 bits (32 for IPv4) */
    public Ip plus(long offset) {
        return isV4() ? ofV4(low + offset) : new Ip(family, high, low + offset);
    }

    /** @return this address as a prefix of full length */
    public Cidr asCidr() {
        return new Cidr(this, family.bits());
    }

    /** @return address bytes in network order, 4 or 16 */
    public byte[] bytes() {
        byte[] bytes = new byte[family.bits() / 8];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) ((fromEnd < 8 ? low : high) >>> 8 * (fromEnd % 8));
        }
        return bytes;
    }

    /** The number decides: maps of many addresses ask often, and the family's own hash differs from run to run. */
    @Override
    public int hashCode() {
        return Long.hashCode(high * 31 + low);
    }

    @Override
    public int compareTo(Ip other) {
        int byFamily = family.compareTo(other.family);
        if (byFamily != 0) {
            return byFamily;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** @return dotted quad, or the RFC 5952 form */
    @Override
    public String toString() {
        if (isV4()) {
            return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        return new inet.ipaddr.ipv6.IPv6Address(bytes()).toCanonicalString();
    }
}
