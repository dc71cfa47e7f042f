package dev.glassplane.trace.render;

import dev.glassplane.trace.compare.Comparison;
import dev.glassplane.trace.compare.Landmark;
import dev.glassplane.trace.compare.ModeResult;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.TraceRequest;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A comparison as JSON. {@code verdict} is that of the mode in force; every mode carries one path with its hops, the one that was compared. */
public final class ComparisonJson {

    private ComparisonJson() {}

    /** @return the answer */
    public static ObjectNode of(Comparison comparison, TraceRequest request) {
        ObjectNode json = object();
        Trace base = comparison.base().trace();
        ObjectNode verdict = json.putObject("verdict").put("outcome", base.outcome().name());
        base.leading().flatMap(Path::code).ifPresent(code -> verdict.put("code", code.name()));
        verdict.put("same", comparison.same()).put("sentence", comparison.sentence());
        base.leading().flatMap(Path::clientSees).ifPresent(sees -> json.put("clientSees", sees.word()));
        json.set("request", RequestJson.of(request));
        base.packet().ifPresent(packet -> json.set("packet", StepJson.packet(packet)));
        json.put("target", base.target());
        json.putObject("tables").put("revision", Long.toString(base.revision().value()));
        ArrayNode modes = json.putArray("modes");
        comparison.results().forEach(result -> modes.add(mode(result, request)));
        ArrayNode notRun = json.putArray("notRun");
        comparison.notRun().forEach((mode, why) -> notRun.add(object().put("mode", mode).put("why", why)));
        ArrayNode differences = json.putArray("differences");
        comparison.differences().forEach(difference -> differences.add(difference(difference)));
        ArrayNode partings = json.putArray("firstDifferences");
        comparison.partings().forEach(parting -> partings.add(parting(parting, comparison.base().mode())));
        ArrayNode assumptions = json.putArray("assumptions");
        comparison.results().stream().flatMap(result -> result.trace().assumptions().stream()).map(Enum::name).distinct().sorted().forEach(assumptions::add);
        return json;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode mode(ModeResult result, TraceRequest request) {
        Trace trace = result.trace();
        ObjectNode json = object().put("mode", result.mode()).put("inForce", result.inForce()).put("outcome", trace.outcome().name());
        trace.refusal().ifPresent(sentence -> json.put("sentence", sentence));
        result.compared().ifPresent(path -> {
            ObjectNode outcomes = json.putObject("outcomes");
            trace.shares().forEach((outcome, share) -> outcomes.put(outcome.name(), Words.fraction(share)));
            path.code().ifPresent(code -> json.put("code", code.name()));
            path.clientSees().ifPresent(sees -> json.put("clientSees", sees.word()));
            json.put("sentence", path.there().end().sentence());
            ArrayNode endpoints = json.putArray("endpoints");
            result.endpoints().forEach((endpoint, share) -> endpoints.add(endpoint(trace, endpoint, share)));
            ArrayNode sources = json.putArray("sourcesSeen");
            result.sources().forEach(sources::add);
            result.returnOk().ifPresent(ok -> json.put("returnOk", ok));
            json.put("notExplored", Words.fraction(trace.notExplored()));
            json.set("cost", TraceJson.cost(path.there().cost()));
            json.set("path", TraceJson.path(trace, path, request));
        });
        return json;
    }

    private static ObjectNode endpoint(Trace trace, String endpoint, BigFraction share) {
        Optional<String> holder = trace.paths().stream().filter(path -> path.delivered().isPresent()
                && Words.end(path.delivered().get(), false).equals(endpoint)).map(path -> path.there().hops().getLast().device().toString()).findFirst();
        return object().put("endpoint", endpoint).put("device", holder.orElse("")).put("share", Words.fraction(share));
    }

    private static ObjectNode difference(Comparison.Difference difference) {
        ObjectNode json = object().put("fact", difference.fact().word());
        ObjectNode values = json.putObject("values");
        difference.values().forEach((value, modes) -> modes.forEach(mode -> values.put(mode, value)));
        return json.put("sentence", difference.words());
    }

    private static ObjectNode parting(Comparison.Parting parting, String base) {
        ObjectNode json = object().put("mode", parting.mode()).put("against", base).put("same", parting.step() == 0);
        if (parting.step() > 0) {
            ObjectNode sides = json.put("landmark", parting.step()).putObject("values");
            parting.base().ifPresent(landmark -> sides.set(base, landmark(landmark)));
            parting.other().ifPresent(landmark -> sides.set(parting.mode(), landmark(landmark)));
        }
        return json.put("sentence", parting.words(base));
    }

    private static ObjectNode landmark(Landmark landmark) {
        ObjectNode json = object().put("device", landmark.device().toString()).put("stage", landmark.stage());
        switch (landmark.what()) {
            case Landmark.What.Visit _ -> json.put("event", "visit");
            case Landmark.What.Destination destination -> json.put("event", "destination").put("becomes", destination.end());
            case Landmark.What.Source source -> json.put("event", "source").put("becomes", source.ip());
            case Landmark.What.End end -> {
                json.put("event", "end").put("outcome", end.outcome().name());
                end.code().ifPresent(code -> json.put("code", code.name()));
            }
        }
        return json.put("evidence", landmark.evidence());
    }

    /** @return names of the modes that ran, for headlines */
    static List<String> names(Comparison comparison) {
        return comparison.results().stream().map(result -> result.mode() + (result.inForce() ? " (in force)" : "")).toList();
    }
}
