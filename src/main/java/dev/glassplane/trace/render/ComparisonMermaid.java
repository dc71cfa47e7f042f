package dev.glassplane.trace.render;

import dev.glassplane.trace.compare.Comparison;
import dev.glassplane.trace.compare.ModeResult;
import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.Trace;
import java.util.LinkedHashMap;
import java.util.Map;

/** A comparison as a Mermaid flowchart: the packet, the modes with their cost, and where each of them leads with which share. */
public final class ComparisonMermaid {

    private final StringBuilder text = new StringBuilder("flowchart LR\n");
    private final Map<String, String> ends = new LinkedHashMap<>();

    private ComparisonMermaid() {}

    /** @return the diagram */
    public static String print(Comparison comparison) {
        ComparisonMermaid mermaid = new ComparisonMermaid();
        Trace base = comparison.base().trace();
        mermaid.text.append("  Q[\"").append(TraceMermaid.escape(base.packet().map(Object::toString).orElse(base.target()))).append("\"]\n");
        for (int i = 0; i < comparison.results().size(); i++) {
            mermaid.mode("M" + (i + 1), comparison.results().get(i));
        }
        return mermaid.text.toString();
    }

    private void mode(String id, ModeResult result) {
        String cost = result.compared().map(path -> path.there().cost()).map(ComparisonMermaid::cost).orElse("");
        text.append("  Q --> ").append(id).append("[\"").append(result.mode()).append(cost).append("\"]\n");
        if (result.trace().refusal().isPresent()) {
            edge(id, "", "UNSUPPORTED");
        }
        result.endpoints().forEach((endpoint, share) -> edge(id, Words.fraction(share), endpoint));
        result.trace().paths().stream().filter(path -> path.delivered().isEmpty())
                .forEach(path -> edge(id, Words.fraction(path.share()), path.outcome() + path.code().map(code -> " " + code).orElse("")));
    }

    private static String cost(Cost cost) {
        return "<br/>" + cost.rulesEvaluated() + " rules, " + cost.mapLookups() + " look-ups, " + cost.hashProbes() + " probes";
    }

    private void edge(String from, String label, String end) {
        String id = ends.get(end);
        if (id == null) {
            id = "E" + (ends.size() + 1);
            ends.put(end, id);
            text.append("  ").append(id).append("[\"").append(TraceMermaid.escape(end)).append("\"]\n");
        }
        text.append("  ").append(from).append(" -->").append(label.isEmpty() ? " " : "|" + label + "| ").append(id).append('\n');
    }
}
