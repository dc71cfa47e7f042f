package dev.glassplane.linux.ipset;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import java.util.Comparator;

/** One member of a set. Its text is the tool's. A new kind of set is one more record here and one more {@link SetType}. */
public sealed interface SetMember {

    /** The order of {@code ipset -sorted}, near enough: by address, protocol number, port, and the second address or network. */
    Comparator<SetMember> ORDER = Comparator.comparing(SetMember::first).thenComparingInt(SetMember::protocolNumber)
            .thenComparingInt(SetMember::portNumber).thenComparing(SetMember::last);

    /** Of {@link SetType#HASH_IP}. */
    record Address(Ip ip) implements SetMember {
        @Override
        public String toString() {
            return ip.toString();
        }
    }

    /** Of {@link SetType#HASH_IP_PORT}; for ICMP the port is type times 256 plus code. */
    record AddressPort(Ip ip, Protocol protocol, int port) implements SetMember {
        @Override
        public String toString() {
            String number = protocol.hasPorts() ? Integer.toString(port) : port / 256 + "/" + port % 256;
            return ip + "," + (protocol == Protocol.ICMPV6 ? "icmpv6" : protocol.word()) + ":" + number;
        }
    }

    /** Of {@link SetType#HASH_IP_PORT_IP}. */
    record AddressPortAddress(AddressPort to, Ip second) implements SetMember {
        @Override
        public String toString() {
            return to + "," + second;
        }
    }

    /** Of {@link SetType#HASH_IP_PORT_NET}. The kernel cannot keep a network of prefix length 0. */
    record AddressPortNet(AddressPort to, Cidr net) implements SetMember {
        public AddressPortNet {
            if (net.prefixLength() == 0) {
                throw new IllegalArgumentException("a set holds networks of prefix length 1 or more, not " + net);
            }
        }

        @Override
        public String toString() {
            return to + "," + (net.isSingle() ? net.network() : net);
        }
    }

    /** Of {@link SetType#HASH_NET}. The kernel cannot keep a network of prefix length 0. */
    record Net(Cidr net) implements SetMember {
        public Net {
            if (net.prefixLength() == 0) {
                throw new IllegalArgumentException("a set holds networks of prefix length 1 or more, not " + net);
            }
        }

        @Override
        public String toString() {
            return net.isSingle() ? net.network().toString() : net.toString();
        }
    }

    /** Of {@link SetType#BITMAP_PORT}. */
    record Port(int number) implements SetMember {
        @Override
        public String toString() {
            return Integer.toString(number);
        }
    }

    /** @return whether a set of this type and family can hold it */
    default boolean fits(SetType type, Family family) {
        return switch (this) {
            case Address m -> type == SetType.HASH_IP && m.ip().family() == family;
            case AddressPort m -> type == SetType.HASH_IP_PORT && m.ip().family() == family;
            case AddressPortAddress m -> type == SetType.HASH_IP_PORT_IP && m.to().ip().family() == family && m.second().family() == family;
            case AddressPortNet m -> type == SetType.HASH_IP_PORT_NET && m.to().ip().family() == family && m.net().family() == family;
            case Net m -> type == SetType.HASH_NET && m.net().family() == family;
            case Port _ -> type == SetType.BITMAP_PORT;
        };
    }

    private Ip first() {
        return switch (this) {
            case Address m -> m.ip();
            case AddressPort m -> m.ip();
            case AddressPortAddress m -> m.to().ip();
            case AddressPortNet m -> m.to().ip();
            case Net m -> m.net().network();
            case Port _ -> Ip.ofV4(0);
        };
    }

    private int protocolNumber() {
        return switch (this) {
            case Address _, Net _, Port _ -> 0;
            case AddressPort m -> m.protocol().number();
            case AddressPortAddress m -> m.to().protocol().number();
            case AddressPortNet m -> m.to().protocol().number();
        };
    }

    private int portNumber() {
        return switch (this) {
            case Address _, Net _ -> 0;
            case AddressPort m -> m.port();
            case AddressPortAddress m -> m.to().port();
            case AddressPortNet m -> m.to().port();
            case Port m -> m.number();
        };
    }

    private Cidr last() {
        return switch (this) {
            case Address m -> m.ip().asCidr();
            case AddressPort m -> m.ip().asCidr();
            case AddressPortAddress m -> m.second().asCidr();
            case AddressPortNet m -> m.net();
            case Net m -> m.net();
            case Port _ -> Ip.ofV4(0).asCidr();
        };
    }
}
