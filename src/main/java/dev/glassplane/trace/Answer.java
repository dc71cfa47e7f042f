package dev.glassplane.trace;

import dev.glassplane.trace.compare.Comparison;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.ComparisonJson;
import dev.glassplane.trace.render.ComparisonMermaid;
import dev.glassplane.trace.render.ComparisonText;
import dev.glassplane.trace.render.FlowLogRender;
import dev.glassplane.trace.render.TraceJson;
import dev.glassplane.trace.render.TraceMermaid;
import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.render.WhyNotRender;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.whynot.WhyNot;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a question gets. */
sealed interface Answer {

    /** @return for programs */
    ObjectNode json();

    /** @return for a terminal */
    String text();

    /** @return as a Mermaid diagram */
    String mermaid();

    /**
     * @param request as it was understood
     * @param trace   what came out
     * @param digests of the tables of the nodes that were passed, by node, if all details were asked for
     * @param whyNot  what stands in the way, if that was asked for
     * @param at      when the packet was sent, as far as flow logs ask
     */
    record Traced(TraceRequest request, Trace trace, Map<String, String> digests, Optional<WhyNot> whyNot, Instant at) implements Answer {
        @Override
        public ObjectNode json() {
            ObjectNode json = TraceJson.of(trace, request, digests);
            json.set("flowLogs", FlowLogRender.json(trace, at));
            whyNot.ifPresent(found -> json.set("whyNot", WhyNotRender.json(found)));
            return json;
        }

        @Override
        public String text() {
            return TraceText.print(trace, request.detail()) + (request.flowLogs() ? FlowLogRender.text(trace, at) : "") + whyNot.map(WhyNotRender::text).orElse("");
        }

        @Override
        public String mermaid() {
            return TraceMermaid.print(trace);
        }
    }

    /**
     * @param request    as it was understood
     * @param comparison what came out
     */
    record Compared(TraceRequest request, Comparison comparison) implements Answer {
        @Override
        public ObjectNode json() {
            return ComparisonJson.of(comparison, request);
        }

        @Override
        public String text() {
            return ComparisonText.print(comparison);
        }

        @Override
        public String mermaid() {
            return ComparisonMermaid.print(comparison);
        }
    }
}
