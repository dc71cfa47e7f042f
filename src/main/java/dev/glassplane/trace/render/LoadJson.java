package dev.glassplane.trace.render;

import dev.glassplane.trace.load.Ending;
import dev.glassplane.trace.load.Fit;
import dev.glassplane.trace.load.LoadReport;
import dev.glassplane.trace.request.LoadRequest;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A load run as JSON, in a fixed order of members. */
public final class LoadJson {

    private LoadJson() {}

    /** @return the report */
    public static ObjectNode of(LoadReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("request", request(report.request()));
        json.put("target", report.target()).put("revision", Long.toString(report.revision().value()));
        json.putObject("flows").put("asked", report.request().flows()).put("opened", report.opened()).put("connected", report.connected())
                .put("failed", report.opened() - report.connected());
        report.stopped().ifPresent(why -> json.put("stopped", why));
        json.put("seconds", report.seconds());
        endpoints(json.putArray("endpoints"), report);
        ArrayNode nodes = json.putArray("nodes");
        report.nodes().forEach((node, flows) -> nodes.addObject().put("node", node).put("flows", flows).put("share", share(flows, report.connected())));
        ArrayNode failures = json.putArray("failures");
        report.failures().forEach(failure -> failure(failures.addObject(), failure));
        json.set("fit", fit(report.fit()));
        samples(json.putArray("active"), report);
        if (!report.servers().isEmpty()) {
            ArrayNode servers = json.putArray("virtualServers");
            report.servers().forEach(server -> servers.addObject().put("node", server.node()).put("virtualServer", server.virtualServer())
                    .put("server", server.server()).put("weight", server.weight()).put("active", server.active()).put("inactive", server.inactive()));
        }
        cost(json.putObject("cost"), report);
        ArrayNode notes = json.putArray("notes");
        report.notes().forEach(notes::add);
        ArrayNode assumptions = json.putArray("assumptions");
        report.assumptions().forEach(assumption -> assumptions.add(assumption.name()));
        return json;
    }

    private static ObjectNode request(LoadRequest request) {
        ObjectNode json = RequestJson.of(request.ends());
        json.remove(List.of("paths", "maxPaths", "return", "detail"));
        json.put("flows", request.flows()).put("clients", request.clients()).put("arrivals", request.arrivals().name()).put("rate", request.rate());
        if (request.arrivals() == LoadRequest.Arrivals.burst) {
            json.put("burst", request.burst());
        }
        return json.put("hold", request.hold().name()).put("holdSeconds", request.holdSeconds()).put("samples", request.samples());
    }

    private static void endpoints(ArrayNode json, LoadReport report) {
        for (LoadReport.Share share : report.endpoints()) {
            ObjectNode endpoint = json.addObject().put("endpoint", share.ending().endpoint()).put("at", share.ending().at());
            if (!share.ending().node().isEmpty()) {
                endpoint.put("node", share.ending().node());
            }
            endpoint.put("flows", share.flows()).put("share", share(share.flows(), report.opened()));
            stated(endpoint, share.stated());
            endpoint.put("peakActive", share.peakActive());
        }
    }

    private static void stated(ObjectNode json, Optional<BigFraction> stated) {
        stated.ifPresent(fraction -> json.put("stated", Words.fraction(fraction)));
    }

    private static double share(int flows, int of) {
        return of == 0 ? 0 : (double) Math.round(flows * 1e6 / of) / 1e6;
    }

    private static void failure(ObjectNode json, LoadReport.Failure failure) {
        switch (failure.ending()) {
            case Ending.Connected _ -> throw new IllegalArgumentException("a connection is no failure");
            case Ending.Failed failed -> {
                json.put("outcome", failed.outcome().name());
                failed.code().ifPresent(code -> json.put("code", code.name()));
                failed.sees().ifPresent(sees -> json.put("clientSees", sees.word()));
            }
            case Ending.NoPortLeft _ -> json.put("outcome", "NOT_SENT").put("code", "SOURCE_PORTS_EXHAUSTED");
        }
        json.put("flows", failure.flows());
        stated(json, failure.stated());
        json.put("sentence", failure.sentence());
    }

    private static ObjectNode fit(Fit fit) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("test", "chi-square");
        return switch (fit) {
            case Fit.Tested tested -> json.put("statistic", tested.statistic()).put("degreesOfFreedom", tested.degreesOfFreedom()).put("pValue", tested.pValue());
            case Fit.NotTested none -> json.put("notTested", none.why());
        };
    }

    private static void samples(ArrayNode json, LoadReport report) {
        for (LoadReport.Sample sample : report.samples()) {
            ObjectNode point = json.addObject().put("second", sample.second()).put("total", sample.total());
            ObjectNode endpoints = point.putObject("byEndpoint");
            sample.byEndpoint().forEach(endpoints::put);
        }
    }

    private static void cost(ObjectNode json, LoadReport report) {
        LoadReport.Totals cost = report.cost();
        json.put("rulesEvaluated", cost.rulesEvaluated()).put("rulesMatched", cost.rulesMatched()).put("lookups", cost.lookups())
                .put("mapLookups", cost.mapLookups()).put("hashProbes", cost.hashProbes());
        double flows = Math.max(1, report.opened());
        json.putObject("perFlow").put("rulesEvaluated", cost.rulesEvaluated() / flows).put("rulesMatched", cost.rulesMatched() / flows)
                .put("lookups", cost.lookups() / flows).put("mapLookups", cost.mapLookups() / flows).put("hashProbes", cost.hashProbes() / flows);
    }
}
