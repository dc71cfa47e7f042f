package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Family;
import dev.glassplane.net.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A field of the packet that an nft expression loads, to compare it or to look it up. */
public enum PacketField {
    /** {@code ip saddr}, {@code ip6 saddr}. */
    SOURCE,
    /** {@code ip daddr}, {@code ip6 daddr}. */
    DESTINATION,
    /** {@code meta l4proto}. */
    PROTOCOL,
    /** {@code th dport}: a packet without ports has none. */
    DESTINATION_PORT;

    /** @return as nft spells it in a table of the family */
    String text(Family family) {
        String ip = family == Family.IPV4 ? "ip" : "ip6";
        return switch (this) {
            case SOURCE -> ip + " saddr";
            case DESTINATION -> ip + " daddr";
            case PROTOCOL -> "meta l4proto";
            case DESTINATION_PORT -> "th dport";
        };
    }

    /** @return the concatenation as nft spells it: {@code ip daddr . meta l4proto . th dport} */
    static String text(List<PacketField> fields, Family family) {
        return fields.stream().map(field -> field.text(family)).collect(Collectors.joining(" . "));
    }

    private Optional<NftValue> of(Packet packet) {
        return switch (this) {
            case SOURCE -> Optional.of(new NftValue.Address(packet.source()));
            case DESTINATION -> Optional.of(new NftValue.Address(packet.destination()));
            case PROTOCOL -> Optional.of(new NftValue.Transport(packet.protocol()));
            case DESTINATION_PORT -> packet.protocol().hasPorts() ? Optional.of(new NftValue.Port(packet.destinationPort())) : Optional.empty();
        };
    }

    /** @return the key that the packet's fields make; empty if it lacks one: the kernel then goes on with the next rule */
    static Optional<NftKey> key(List<PacketField> fields, Packet packet) {
        List<NftValue> values = new ArrayList<>(fields.size());
        for (PacketField field : fields) {
            Optional<NftValue> value = field.of(packet);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(new NftKey(values));
    }
}
