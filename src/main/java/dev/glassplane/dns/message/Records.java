package dev.glassplane.dns.message;

import dev.glassplane.net.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Makes and reads records. */
public final class Records {

    private static final int V4_LABELS = 4;
    private static final int V6_LABELS = 32;
    private static final int NIBBLES_IN_SEGMENT = 4;
    /** Bytes between a record's name and its time to live. */
    private static final int TYPE_AND_CLASS = 4;

    private Records() {}

    /** @return an A or AAAA record, as the address's family asks for */
    public static Record address(Name owner, long ttl, Ip ip) {
        return ip.isV4() ? new ARecord(owner, DClass.IN, ttl, ip.bytes()) : new AAAARecord(owner, DClass.IN, ttl, ip.bytes());
    }

    /** @return the type of record that holds the address */
    public static int typeOf(Ip ip) {
        return ip.isV4() ? Type.A : Type.AAAA;
    }

    /** @return addresses of the A and AAAA records, in order, each once */
    public static List<Ip> addresses(List<Record> records) {
        return records.stream().flatMap(record -> switch (record) {
            case ARecord a -> Stream.of(Ip.ofBytes(a.getAddress().getAddress()));
            case AAAARecord aaaa -> Stream.of(Ip.ofBytes(bytes(aaaa.getAddress())));
            default -> Stream.<Ip>empty();
        }).distinct().toList();
    }

    /** Java turns an IPv4-mapped address into an IPv4 one. */
    private static byte[] bytes(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != V4_LABELS) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, bytes.length);
        return mapped;
    }

    /** @return where a chain of aliases that starts at the name ends */
    public static Name canonical(Name name, List<Record> records) {
        Name end = name;
        for (Record record : records) {
            if (record instanceof CNAMERecord alias && alias.getName().equals(end)) {
                end = alias.getTarget();
            }
        }
        return end;
    }

    /** @return a copy that lasts as long */
    public static Record withTtl(Record record, long seconds) {
        if (record.getTTL() == seconds) {
            return record;
        }
        byte[] wire = record.toWire(Section.ANSWER);
        ByteBuffer.wrap(wire).putInt(record.getName().length() + TYPE_AND_CLASS, (int) seconds);
        try {
            return Record.fromWire(wire, Section.ANSWER);
        } catch (IOException e) {
            throw new IllegalStateException(record + " does not read back", e);
        }
    }

    /**
     * @param text with or without the final dot; always taken as absolute
     * @return the name, or empty if a label or the whole is too long, or something is escaped wrongly
     */
    public static Optional<Name> absolute(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Name.fromString(text, Name.root));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /**
     * @param prefix labels with dots between them, in presentation form
     * @throws IllegalArgumentException if the whole is no name
     */
    public static Name below(String prefix, Name parent) {
        try {
            return Name.fromString(prefix, parent);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(prefix + " below " + parent + ": " + e.getMessage(), e);
        }
    }

    /** @return the name with the suffix appended, or empty if that is too long */
    public static Optional<Name> joined(Name relative, Name suffix) {
        try {
            return Optional.of(Name.concatenate(relative, suffix));
        } catch (NameTooLongException e) {
            return Optional.empty();
        }
    }

    /** @return {@code 10.0.100.10.in-addr.arpa.} or the name below {@code ip6.arpa.} */
    public static Name reverse(Ip ip) {
        return ReverseMap.fromAddress(ip.bytes());
    }

    /** @return the address that a name below {@code in-addr.arpa.} or {@code ip6.arpa.} stands for, empty if it is not a whole one */
    public static Optional<Ip> reversed(Name name) {
        String text = name.toString(true).toLowerCase(Locale.ROOT);
        if (text.endsWith(".in-addr.arpa")) {
            List<String> labels = backwards(text.substring(0, text.length() - ".in-addr.arpa".length()));
            return labels.size() == V4_LABELS ? Ip.tryParse(String.join(".", labels)).filter(Ip::isV4) : Optional.empty();
        }
        if (!text.endsWith(".ip6.arpa")) {
            return Optional.empty();
        }
        List<String> nibbles = backwards(text.substring(0, text.length() - ".ip6.arpa".length()));
        if (nibbles.size() != V6_LABELS || nibbles.stream().anyMatch(nibble -> !nibble.matches("[0-9a-f]"))) {
            return Optional.empty();
        }
        StringBuilder address = new StringBuilder();
        for (int i = 0; i < V6_LABELS; i++) {
            address.append(i > 0 && i % NIBBLES_IN_SEGMENT == 0 ? ":" : "").append(nibbles.get(i));
        }
        return Ip.tryParse(address.toString());
    }

    private static List<String> backwards(String labels) {
        return List.of(labels.split("\\.", -1)).reversed();
    }
}
