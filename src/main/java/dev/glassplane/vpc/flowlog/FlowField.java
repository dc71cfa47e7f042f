package dev.glassplane.vpc.flowlog;

import dev.glassplane.net.Protocol;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Fields of a record, in the order of the AWS VPC user guide, "Available fields"; those that a trace knows. */
public enum FlowField {
    VERSION(2), ACCOUNT_ID(2), INTERFACE_ID(2), SRCADDR(2), DSTADDR(2), SRCPORT(2), DSTPORT(2), PROTOCOL(2), PACKETS(2), BYTES(2), START(2), END(2),
    ACTION(2), LOG_STATUS(2), VPC_ID(3), SUBNET_ID(3), TCP_FLAGS(3), TYPE(3), PKT_SRCADDR(3), PKT_DSTADDR(3), REGION(4), FLOW_DIRECTION(5);

    /** The account that every interface belongs to: an example. */
    static final String ACCOUNT = "123456789012";
    private static final int SYN = 2;
    private static final int SYN_ACK = 18;

    private final int since;

    FlowField(int since) {
        this.since = since;
    }

    /** @return the default format: all fields of version 2 */
    static List<FlowField> byDefault() {
        return Arrays.stream(values()).filter(field -> field.since == 2).toList();
    }

    /** @return {@code srcaddr}, as in {@code ${srcaddr}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return the field with this word */
    static Optional<FlowField> of(String word) {
        return Arrays.stream(values()).filter(field -> field.word().equals(word)).findFirst();
    }

    static int version(List<FlowField> fields) {
        return fields.stream().mapToInt(field -> field.since).max().orElse(2);
    }

    /** @return the field of a record; {@code -} for what is not known */
    String value(FlowRecord flow, int version, Instant at) {
        return switch (this) {
            case VERSION -> Integer.toString(version);
            case ACCOUNT_ID -> ACCOUNT;
            case INTERFACE_ID -> flow.at().eni();
            case SRCADDR -> flow.source().toString();
            case DSTADDR -> flow.destination().toString();
            case SRCPORT -> Integer.toString(flow.packet().sourcePort());
            case DSTPORT -> Integer.toString(flow.packet().destinationPort());
            case PROTOCOL -> Integer.toString(flow.packet().protocol().number());
            case PACKETS -> "1";
            case BYTES -> Integer.toString(flow.packet().sizeBytes());
            case START, END -> Long.toString(at.getEpochSecond());
            case ACTION -> flow.action();
            case LOG_STATUS -> "OK";
            case VPC_ID -> known(flow.at().vpc());
            case SUBNET_ID -> known(flow.at().subnet());
            case TCP_FLAGS -> flow.packet().protocol() != Protocol.TCP ? "0" : Integer.toString(flow.answer() ? SYN_ACK : SYN);
            case TYPE -> flow.packet().source().isV4() ? "IPv4" : "IPv6";
            case PKT_SRCADDR -> flow.packet().source().toString();
            case PKT_DSTADDR -> flow.packet().destination().toString();
            case REGION -> known(flow.at().zone().replaceFirst("[a-z]$", ""));
            case FLOW_DIRECTION -> flow.direction().api();
        };
    }

    private static String known(String value) {
        return value.isEmpty() ? "-" : value;
    }
}
