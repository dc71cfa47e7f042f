package dev.glassplane.trace.request;

import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.store.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a question. The body of a POST, the {@code spec} of a PacketTrace and the parameters of a GET have the same fields; numbers and flags
 * may be text. Fields that exist in the design but are not modelled are refused by name.
 */
public final class RequestReader {

    /** Fields that are understood. */
    public static final List<String> FIELDS = List.of("from", "to", "via", "protocol", "sourcePort", "size", "df", "paths", "maxPaths", "seed", "pick", "return",
            "detail", "minRevision", "mode", "whyNot", "flowLogs", "method", "headers", "sni", "clientCertificate");
    private static final Set<String> NOT_MODELLED = Set.of("ignore", "state", "tcpFlags", "dscp", "mark", "time");

    /** Headers of IPv4 and of UDP or ICMP. */
    private static final int SIZE_MIN = 28;
    private static final int SIZE_MAX = 65_535;

    private RequestReader() {}

    /**
     * @param spec        the fields
     * @param defaultSeed seed if the request names none
     * @throws RequestException naming the field, what was expected and what was found
     */
    public static TraceRequest read(ObjectNode spec, long defaultSeed) {
        for (String name : spec.propertyNames()) {
            if (NOT_MODELLED.contains(name)) {
                throw new RequestException(RequestException.Kind.INVALID, name, "no such field", spec.get(name).toString(),
                        name + " is not modelled: leave it out (limit: trace-fields)");
            }
        }
        Members members = new Members("", spec, FIELDS);
        To to = EndsReader.to(members.node("to"));
        Via via = members.word("via", Via.class, Via.clusterIP);
        if (members.has("via") && !(to instanceof To.ServiceTarget)) {
            throw RequestException.invalid("via", "a Service as target", "to: " + members.node("to"));
        }
        boolean http = to instanceof To.Url || to instanceof To.Entrance;
        HttpReader.FIELDS.stream().filter(members::has).filter(_ -> !http).findFirst().ifPresent(name -> {
            throw RequestException.invalid(name, "a URL, gateway/NAMESPACE/NAME or ingress/NAMESPACE/NAME as target", "to: " + members.node("to"));
        });
        if (to instanceof To.Url && protocol(members).filter(protocol -> protocol != Protocol.TCP).isPresent()) {
            throw RequestException.invalid("protocol", "TCP for a URL (limit: http-versions)", members.node("protocol").toString());
        }
        int sourcePort = (int) members.number("sourcePort", 1, 65_535, 0);
        long minRevision = members.number("minRevision", 0, Long.MAX_VALUE, 0);
        return new TraceRequest(EndsReader.from(members.node("from")), to, via, members.has("via"), protocol(members),
                sourcePort == 0 ? OptionalInt.empty() : OptionalInt.of(sourcePort), size(members), allPaths(members),
                (int) members.number("maxPaths", 1, TraceRequest.LIMIT_MAX_PATHS, TraceRequest.DEFAULT_MAX_PATHS),
                members.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, defaultSeed), pick(members), members.flag("return", true),
                members.word("detail", Detail.class, Detail.summary),
                minRevision == 0 ? Optional.empty() : Optional.of(new Revision(minRevision)),
                mode(members), members.flag("whyNot"), members.flag("flowLogs"), HttpReader.wish(members));
    }

    /** Senders on Linux forbid fragments, and nothing else is followed. */
    private static int size(Members members) {
        if (!members.flag("df", true)) {
            throw new RequestException(RequestException.Kind.INVALID, "df", "true", "false", "fragments are not modelled: every packet says \"do not fragment\" "
                    + "(limit: fragments)");
        }
        return (int) members.number("size", SIZE_MIN, SIZE_MAX, Packet.DEFAULT_SIZE_BYTES);
    }

    private static Optional<Protocol> protocol(Members members) {
        return members.text("protocol").map(text -> {
            try {
                return Protocol.parse(text);
            } catch (IllegalArgumentException e) {
                throw RequestException.invalid("protocol", "TCP, UDP, SCTP, ICMP or ICMPV6", EndsReader.quoted(text));
            }
        });
    }

    private static ModeWish mode(Members members) {
        ModeWish mode = ModeWish.of(members.text("mode").orElse(ModeWish.AS_CONFIGURED));
        if (mode instanceof ModeWish.Compare && members.flag("whyNot")) {
            throw RequestException.invalid("whyNot", "it without mode: compare; ask in one mode", "true");
        }
        return mode;
    }

    private enum Paths {
        sample, all
    }

    private static boolean allPaths(Members members) {
        return members.word("paths", Paths.class, Paths.sample) == Paths.all;
    }

    private static Optional<IpPort> pick(Members members) {
        JsonNode pick = members.node("pick");
        if (pick.isMissingNode()) {
            return Optional.empty();
        }
        String text = pick.isString() ? pick.asString()
                : new Members("pick", pick, Set.of("endpoint")).text("endpoint").orElseThrow(() ->
                        RequestException.invalid("pick", "{endpoint: IP:PORT}", pick.toString()));
        String field = pick.isString() ? "pick" : "pick.endpoint";
        int colon = text.lastIndexOf(':');
        List<String> parts = new ArrayList<>();
        if (colon > 0) {
            parts.add(text.substring(0, colon).replaceAll("^\\[|\\]$", ""));
            parts.add(text.substring(colon + 1));
        }
        if (parts.size() != 2) {
            throw RequestException.invalid(field, "IP:PORT of an endpoint", EndsReader.quoted(text));
        }
        return Optional.of(new IpPort(EndsReader.ip(field, parts.get(0)), EndsReader.portNumber(field, parts.get(1))));
    }
}
