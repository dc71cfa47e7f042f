package dev.glassplane.vpc.flowlog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A flow log.
 *
 * @param id       name of the FlowLog object, empty for the one that is thought of where there is none
 * @param resource kind of what it watches
 * @param watched  id of what it watches
 * @param traffic  {@code ACCEPT}, {@code REJECT} or {@code ALL}
 * @param fields   of a record, in order
 */
public record FlowLog(String id, Resource resource, String watched, String traffic, List<FlowField> fields) {

    /** Records everything in the default format. */
    public static final FlowLog OF_EVERYTHING = new FlowLog("", Resource.EVERYTHING, "", "ALL", FlowField.byDefault());

    private static final Pattern FIELD = Pattern.compile("\\$\\{([^}]*)}");

    public FlowLog {
        fields = List.copyOf(fields);
    }

    /** Kinds of what can be watched; spelled as in the object. */
    public enum Resource {
        VPC, Subnet, NetworkInterface, EVERYTHING
    }

    /** A {@code logFormat} that cannot be read. */
    public static final class FormatException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        FormatException(String message) {
            super(message);
        }
    }

    /**
     * @param format fields as {@code ${srcaddr}}, separated by spaces; empty for the default format
     * @throws FormatException naming the word that is no field
     */
    public static List<FlowField> fields(String format) {
        if (format.isBlank()) {
            return FlowField.byDefault();
        }
        List<FlowField> fields = new ArrayList<>();
        for (String word : format.strip().split("\\s+")) {
            Matcher matcher = FIELD.matcher(word);
            Optional<FlowField> field = matcher.matches() ? FlowField.of(matcher.group(1)) : Optional.empty();
            fields.add(field.orElseThrow(() -> new FormatException("expected fields such as ${srcaddr}, of "
                    + java.util.Arrays.stream(FlowField.values()).map(FlowField::word).collect(Collectors.joining(", ")) + ", found \"" + word + "\"")));
        }
        return fields;
    }

    /** @return whether it records the packet */
    public boolean captures(FlowRecord flow) {
        boolean here = switch (resource) {
            case VPC -> flow.at().vpc().equals(watched);
            case Subnet -> flow.at().subnet().equals(watched);
            case NetworkInterface -> flow.at().eni().equals(watched);
            case EVERYTHING -> true;
        };
        return here && (traffic.equals("ALL") || traffic.equals(flow.action()));
    }

    /**
     * @param at when the packet crossed the interface
     * @return the record: its fields, separated by spaces
     */
    public String line(FlowRecord flow, Instant at) {
        int version = FlowField.version(fields);
        return fields.stream().map(field -> field.value(flow, version, at)).collect(Collectors.joining(" "));
    }
}
