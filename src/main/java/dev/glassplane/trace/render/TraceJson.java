package dev.glassplane.trace.render;

import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Leg;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Reply;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.TraceRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answer as JSON, in a fixed order of members. {@code return}, {@code conntrack}, {@code ipvs} and {@code cost} are those of the path that the verdict
 * speaks of; with {@code paths: all} each further path carries its own outcome, cost and the outcome of its way back. {@code detail: minimal}
 * leaves out every step that neither translated nor delivered.
 */
public final class TraceJson {

    private final Trace trace;
    private final TraceRequest request;
    private final Map<String, String> digests;

    private TraceJson(Trace trace, TraceRequest request, Map<String, String> digests) {
        this.trace = trace;
        this.request = request;
        this.digests = digests;
    }

    /** @param digests of the tables of the nodes that were passed; empty unless asked for */
    public static ObjectNode of(Trace trace, TraceRequest request, Map<String, String> digests) {
        return new TraceJson(trace, request, digests).json();
    }

    /** @return one path with its hops */
    static ObjectNode path(Trace trace, Path path, TraceRequest request) {
        return new TraceJson(trace, request, Map.of()).path(path);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode json() {
        ObjectNode json = object();
        json.set("verdict", verdict());
        trace.leading().flatMap(Path::clientSees).ifPresent(sees -> json.put("clientSees", sees.word()));
        trace.leading().flatMap(Path::answer).ifPresent(answer -> json.set("answer", HttpRender.json(answer)));
        json.set("request", RequestJson.of(request));
        trace.packet().ifPresent(packet -> json.set("packet", StepJson.packet(packet)));
        json.put("target", trace.target());
        ObjectNode tables = json.putObject("tables").put("revision", Long.toString(trace.revision().value()));
        if (!digests.isEmpty()) {
            ObjectNode byNode = tables.putObject("digestByNode");
            new TreeMap<>(digests).forEach(byNode::put);
        }
        ArrayNode paths = json.putArray("paths");
        trace.paths().forEach(path -> paths.add(path(path)));
        json.put("notExplored", Words.fraction(trace.notExplored()));
        trace.leading().ifPresent(path -> leading(json, path));
        ArrayNode assumptions = json.putArray("assumptions");
        trace.assumptions().stream().map(Enum::name).sorted().forEach(assumptions::add);
        if (!trace.notes().isEmpty()) {
            ArrayNode notes = json.putArray("notes");
            trace.notes().forEach(notes::add);
        }
        return json;
    }

    private void leading(ObjectNode json, Path path) {
        path.reply().ifPresent(reply -> json.set("return", reply(reply, true)));
        ArrayNode conntrack = json.putArray("conntrack");
        path.tracked().forEach(tracked -> {
            ObjectNode entry = object().put("node", tracked.node());
            entry.setAll(StepJson.connection(tracked.connection()));
            conntrack.add(entry.put("status", tracked.connection().established() ? "ASSURED" : "UNREPLIED"));
        });
        if (!path.served().isEmpty()) {
            ArrayNode ipvs = json.putArray("ipvs");
            path.served().forEach(served -> ipvs.addObject().put("node", served.node()).put("text", served.text()));
        }
        ObjectNode cost = json.putObject("cost");
        cost.set("total", cost(path.there().cost()));
        ObjectNode perNode = cost.putObject("perNode");
        path.there().costByNode().forEach((node, value) -> perNode.set(node, cost(value)));
    }

    private ObjectNode verdict() {
        ObjectNode json = object().put("outcome", trace.outcome().name());
        if (trace.refusal().isPresent()) {
            return json.put("code", "UNSUPPORTED_FEATURE").put("sentence", trace.refusal().get());
        }
        Path path = trace.leading().orElseThrow();
        path.code().ifPresent(code -> json.put("code", code.name()));
        boolean answerLost = path.there().end().code().isEmpty() && path.reply().flatMap(Reply::code).isPresent();
        Leg leg = answerLost ? path.reply().orElseThrow().leg() : path.there();
        End end = answerLost ? path.reply().orElseThrow().end() : path.there().end();
        json.put("device", leg.hops().getLast().device().toString());
        end.rule().ifPresent(rule -> {
            json.set("rule", StepJson.rule(end.chain().orElseThrow(), rule, index(leg)));
            json.set("object", StepJson.object(rule.origin()));
        });
        leg.hops().getLast().denied().ifPresent(ruling -> {
            ruling.rule().ifPresent(rule -> json.putObject("rule").put("index", rule.place()).put("text", rule.text()));
            json.set("object", StepJson.object(ruling));
        });
        return json.put("sentence", sentence(path, end));
    }

    private static int index(Leg leg) {
        return leg.hops().getLast().steps().reversed().stream().filter(Step.RuleMatched.class::isInstance).map(Step.RuleMatched.class::cast)
                .filter(step -> List.of("drop", "reject").contains(step.result())).map(Step.RuleMatched::index).findFirst().orElse(0);
    }

    private String sentence(Path path, End end) {
        String shares = trace.shares().size() < 2 ? "" : trace.shares().entrySet().stream()
                .map(share -> share.getKey() + " " + Words.fraction(share.getValue())).collect(Collectors.joining(", ", "", ": "));
        String lost = path.reply().filter(reply -> !reply.returned()).isPresent() ? path.there().end().sentence() + ", but no answer comes back: " : "";
        return shares + lost + end.sentence();
    }

    private ObjectNode path(Path path) {
        ObjectNode json = object().put("probability", Words.fraction(path.share())).put("weight", Math.rint(path.share().doubleValue() * 1e4) / 1e4)
                .put("outcome", path.outcome().name());
        path.code().ifPresent(code -> json.put("code", code.name()));
        path.clientSees().ifPresent(sees -> json.put("clientSees", sees.word()));
        path.answer().ifPresent(answer -> json.set("answer", HttpRender.json(answer)));
        connections(json, path);
        json.set("hops", hops(path.there()));
        json.set("cost", cost(path.there().cost()));
        path.reply().ifPresent(reply -> json.set("return", reply(reply, false)));
        return json;
    }

    /** Where somebody ended the connection and opened another one, hops belong to several. */
    private static void connections(ObjectNode json, Path path) {
        List<Connections.Part> parts = Connections.of(path.there().hops());
        if (parts.size() > 1) {
            ArrayNode connections = json.putArray("connections");
            parts.forEach(part -> {
                ObjectNode each = connections.addObject().put("seq", part.seq()).put("by", part.by()).put("fromHop", part.fromHop()).put("toHop", part.toHop());
                each.set("packet", StepJson.packet(part.packet()));
            });
        }
    }

    private ObjectNode reply(Reply reply, boolean withHops) {
        ObjectNode json = object().put("outcome", reply.end().outcome().name());
        reply.code().ifPresent(code -> json.put("code", code.name()));
        json.put("asymmetric", reply.asymmetric()).put("sentence", reply.end().sentence());
        if (withHops) {
            json.set("hops", hops(reply.leg()));
        }
        return json;
    }

    private ArrayNode hops(Leg leg) {
        ArrayNode hops = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < leg.hops().size(); i++) {
            Hop hop = leg.hops().get(i);
            ObjectNode json = object().put("seq", i + 1);
            ObjectNode device = json.putObject("device").put("kind", hop.device().kind().word()).put("name", hop.device().name());
            if (!hop.device().zone().isEmpty()) {
                device.put("az", hop.device().zone());
            }
            json.putObject("iface").put("in", hop.in()).put("out", hop.out());
            ArrayNode steps = json.putArray("steps");
            int seq = 1;
            for (Step step : hop.steps()) {
                if (request.detail() != Detail.minimal || essential(step)) {
                    steps.add(StepJson.of(seq, step));
                }
                seq++;
            }
            json.set("cost", cost(hop.cost()));
            hops.add(json);
        }
        return hops;
    }

    private static boolean essential(Step step) {
        return switch (step) {
            case Step.RuleMatched rule -> rule.change().isPresent() || List.of("drop", "reject").contains(rule.result());
            case Step.Fabric fabric -> fabric.change().isPresent();
            case Step.Decided decided -> decided.change().isPresent() || decided.decision().result().equals("drop");
            case Step.Filtered filtered -> !filtered.ruling().passes();
            case Step.Translated _, Step.Received _, Step.Resolved _, Step.Encapsulated _, Step.Decapsulated _, Step.Balanced _, Step.Connected _,
                 Step.Heard _ -> true;
            case Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.Left _, Step.LookedUp _,
                 Step.Logged _, Step.Bridged _ -> false;
        };
    }

    static ObjectNode cost(Cost cost) {
        return object().put("rulesEvaluated", cost.rulesEvaluated()).put("rulesMatched", cost.rulesMatched()).put("lookups", cost.lookups())
                .put("mapLookups", cost.mapLookups()).put("hashProbes", cost.hashProbes());
    }
}
