package dev.glassplane.trace.request;

import dev.glassplane.trace.request.LoadRequest.Arrivals;
import dev.glassplane.trace.request.LoadRequest.Hold;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a load run. The ends have the grammar of traces. */
public final class LoadReader {

    private static final List<String> OF_TRACES = List.of("from", "to", "via", "protocol", "seed", "minRevision", "mode");
    private static final List<String> OWN = List.of("flows", "clients", "arrivals", "rate", "burst", "hold", "holdSeconds", "samples");
    private static final int FLOWS_DEFAULT = 1000;
    private static final int RATE_DEFAULT = 100;
    private static final int BURST_DEFAULT = 10;
    private static final int HOLD_SECONDS_DEFAULT = 5;
    private static final int SAMPLES_DEFAULT = 20;

    private LoadReader() {}

    /**
     * @param spec        the fields
     * @param defaultSeed seed if the request names none
     * @throws RequestException naming the field, what was expected and what was found
     */
    public static LoadRequest read(ObjectNode spec, long defaultSeed) {
        List<String> known = new ArrayList<>(OF_TRACES);
        known.addAll(OWN);
        Members members = new Members("", spec, known);
        ObjectNode ends = JsonNodeFactory.instance.objectNode();
        OF_TRACES.stream().filter(members::has).forEach(name -> ends.set(name, members.node(name)));
        ends.put("maxPaths", TraceRequest.LIMIT_MAX_PATHS);
        TraceRequest request = RequestReader.read(ends, defaultSeed);
        if (request.mode() instanceof ModeWish.Compare) {
            throw RequestException.invalid("mode", "one service mode, or " + ModeWish.AS_CONFIGURED, EndsReader.quoted(ModeWish.COMPARE));
        }
        Arrivals arrivals = members.word("arrivals", Arrivals.class, Arrivals.poisson);
        if (members.has("burst") && arrivals != Arrivals.burst) {
            throw RequestException.invalid("burst", "arrivals: burst", "arrivals: " + arrivals);
        }
        int clients = number(members, "clients", 1, LoadRequest.CLIENTS_MAX, 1);
        boolean outside = request.from() instanceof From.External || request.from() instanceof From.AtNode;
        if (clients > 1 && !outside) {
            throw RequestException.invalid("clients", "1, since a pod or node sends from one address; more only from \"external\" or {ip, node}",
                    String.valueOf(clients));
        }
        return new LoadRequest(request, number(members, "flows", 1, LoadRequest.FLOWS_MAX, FLOWS_DEFAULT), clients, arrivals,
                number(members, "rate", 1, LoadRequest.RATE_MAX, RATE_DEFAULT), number(members, "burst", 1, LoadRequest.FLOWS_MAX, BURST_DEFAULT),
                members.word("hold", Hold.class, Hold.exponential), number(members, "holdSeconds", 0, LoadRequest.HOLD_SECONDS_MAX, HOLD_SECONDS_DEFAULT),
                number(members, "samples", 1, LoadRequest.SAMPLES_MAX, SAMPLES_DEFAULT));
    }

    private static int number(Members members, String name, int smallest, int largest, int otherwise) {
        return (int) members.number(name, smallest, largest, otherwise);
    }
}
