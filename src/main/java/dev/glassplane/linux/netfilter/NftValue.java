package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.util.Locale;

/** One value of a key of an nft set or map. */
public sealed interface NftValue {

    /** {@code ipv4_addr} or {@code ipv6_addr}. */
    record Address(Ip ip) implements NftValue {}

    /** {@code inet_proto}. */
    record Transport(Protocol protocol) implements NftValue {}

    /** {@code inet_service}: a port, 0 to 65535. */
    record Port(int number) implements NftValue {}

    /** @return as nft prints it */
    default String text() {
        return switch (this) {
            case Address address -> address.ip().toString();
            case Transport transport -> transport.protocol().word();
            case Port port -> Integer.toString(port.number());
        };
    }

    /** @return the bytes in which nft hands the value to the kernel, network order */
    default byte[] bytes() {
        return switch (this) {
            case Address address -> address.ip().bytes();
            case Transport transport -> big(transport.protocol().number(), 1);
            case Port port -> big(port.number(), 2);
        };
    }

    private static byte[] big(int value, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (value >>> 8 * (length - 1 - i));
        }
        return bytes;
    }

    /** The types of keys. */
    enum Type {
        IPV4_ADDR, IPV6_ADDR, INET_PROTO, INET_SERVICE;

        /** @return as nft spells it */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @return the type of addresses of the family */
        public static Type address(Family family) {
            return family == Family.IPV4 ? IPV4_ADDR : IPV6_ADDR;
        }
    }
}
