package dev.glassplane.trace.render;

import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The leading path as a Mermaid sequence diagram: devices in order, tuples on the arrows, translations and the verdict as notes. */
public final class TraceMermaid {

    private final StringBuilder text = new StringBuilder("sequenceDiagram\n");
    private final Map<String, String> participants = new LinkedHashMap<>();

    private TraceMermaid() {}

    /** @return the diagram; a question that is not modelled gives a note */
    public static String print(Trace trace) {
        TraceMermaid mermaid = new TraceMermaid();
        Optional<Path> path = trace.leading();
        if (path.isEmpty()) {
            mermaid.text.append("  participant X as trace\n  Note over X: UNSUPPORTED ").append(escape(trace.refusal().orElse(""))).append('\n');
        } else {
            mermaid.draw(path.get(), trace.packet().orElseThrow());
        }
        return mermaid.text.toString();
    }

    private void draw(Path path, Packet sent) {
        List<Hop> hops = path.there().hops();
        declare(hops);
        path.reply().ifPresent(reply -> declare(reply.leg().hops()));
        arrows(hops, sent, "->>");
        text.append("  Note over ").append(id(hops.getLast().device())).append(": ").append(path.outcome())
                .append(path.there().end().code().map(code -> " " + code).orElse("")).append('\n');
        path.reply().ifPresent(reply -> {
            arrows(reply.leg().hops(), path.delivered().map(Packet::reply).orElseGet(sent::reply), "-->>");
            text.append("  Note over ").append(id(reply.leg().hops().getLast().device())).append(": ")
                    .append(reply.returned() ? "the answer is back" : "no answer, " + reply.code().map(Enum::name).orElse("")).append('\n');
        });
    }

    private void declare(List<Hop> hops) {
        for (Hop hop : hops) {
            if (!participants.containsKey(hop.device().toString())) {
                String id = "P" + (participants.size() + 1);
                participants.put(hop.device().toString(), id);
                text.append("  participant ").append(id).append(" as ").append(escape(hop.device().toString())).append('\n');
            }
        }
    }

    private String id(DeviceRef device) {
        return participants.get(device.toString());
    }

    private void arrows(List<Hop> hops, Packet first, String arrow) {
        Packet packet = first;
        for (int i = 0; i < hops.size(); i++) {
            packet = last(hops.get(i), packet);
            List<String> notes = new ArrayList<>();
            hops.get(i).steps().forEach(step -> Step.translation(step).ifPresent(change -> notes.add(Words.change(change))));
            hops.get(i).steps().forEach(step -> said(step).ifPresent(notes::add));
            if (!notes.isEmpty()) {
                text.append("  Note over ").append(id(hops.get(i).device())).append(": ").append(escape(String.join(", ", notes))).append('\n');
            }
            if (i + 1 < hops.size()) {
                text.append("  ").append(id(hops.get(i).device())).append(arrow).append(id(hops.get(i + 1).device())).append(": ")
                        .append(escape(ends(packet))).append('\n');
            }
        }
    }

    private static Optional<String> said(Step step) {
        return switch (step) {
            case Step.Balanced balanced -> Optional.of(balanced.evaluation().rule().map(rule -> "rule " + rule.rule().name() + ", ").orElse("")
                    + Results.sentence(balanced.evaluation().result()));
            case Step.Heard heard -> Optional.of(heard.talk().request().toString());
            default -> Optional.empty(); // notes are about requests only
        };
    }

    private static String ends(Packet packet) {
        return Words.end(packet, true) + " > " + Words.end(packet, false);
    }

    /** The packet as it leaves the hop. */
    private static Packet last(Hop hop, Packet before) {
        Packet packet = before;
        for (Step step : hop.steps()) {
            packet = switch (step) {
                case Step.Left left -> left.packet();
                case Step.Sent sent -> sent.packet();
                case Step.Arrived arrived -> arrived.packet();
                case Step.Encapsulated wrapped -> wrapped.outer();
                case Step.Decapsulated unwrapped -> unwrapped.inner();
                case Step.Connected opened -> opened.packet();
                case Step.Resolved _, Step.RuleMatched _, Step.Translated _, Step.Fabric _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.Received _,
                     Step.LookedUp _, Step.Decided _, Step.Filtered _, Step.Logged _, Step.Bridged _, Step.Balanced _, Step.Heard _ ->
                        Step.translation(step).map(Step.Change::after).orElse(packet);
            };
        }
        return packet;
    }

    /** Writes the characters that end a line or a string in Mermaid as entities. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '#' -> escaped.append("#35;");
                case ';' -> escaped.append("#59;");
                case '"' -> escaped.append("#quot;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
