package dev.glassplane.trace.render;

import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.vpc.flowlog.FlowLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The records that flow logs would get of the packet and its answer, on the path that the verdict speaks of. */
public final class FlowLogRender {

    private FlowLogRender() {}

    private record Line(String log, String text) {}

    private static List<Line> lines(Trace trace, Instant at) {
        Optional<Path> path = trace.leading();
        return path.stream().flatMap(found -> Stream.concat(found.there().hops().stream(), found.reply().stream().flatMap(reply -> reply.leg().hops().stream())))
                .flatMap(hop -> hop.steps().stream()).filter(Step.Logged.class::isInstance).map(Step.Logged.class::cast)
                .flatMap(logged -> logged.logs().stream().map((FlowLog log) -> new Line(log.id(), log.line(logged.flow(), at)))).toList();
    }

    /** @return the member {@code flowLogs} of an answer: the records; where there are FlowLog objects, with the name of the one that gets each */
    public static ArrayNode json(Trace trace, Instant at) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        lines(trace, at).forEach(line -> {
            var entry = json.addObject();
            if (!line.log().isEmpty()) {
                entry.put("flowLog", line.log());
            }
            entry.put("record", line.text());
        });
        return json;
    }

    /** @return lines below a trace; every line ends with a line end */
    public static String text(Trace trace, Instant at) {
        List<Line> lines = lines(trace, at);
        StringBuilder text = new StringBuilder("\nflow logs:").append(lines.isEmpty() ? " none" : "").append('\n');
        lines.forEach(line -> text.append("    ").append(line.log().isEmpty() ? "" : line.log() + ": ").append(line.text()).append('\n'));
        return text.toString();
    }
}
