package dev.glassplane.trace.compare;

import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The landmarks of a packet's way: hops, header changes and the verdict; rules, marks and look-ups are a mode's own business. */
final class Landmarks {

    private final List<Landmark> all = new ArrayList<>();

    private Landmarks() {}

    static List<Landmark> of(Path path) {
        Landmarks landmarks = new Landmarks();
        for (Hop hop : path.there().hops()) {
            landmarks.all.add(new Landmark(hop.device(), "", new Landmark.What.Visit(), ""));
            hop.steps().forEach(step -> Step.translation(step).ifPresent(change -> landmarks.change(hop.device(), step, change)));
            hop.end().ifPresent(end -> landmarks.all.add(new Landmark(hop.device(), "", new Landmark.What.End(end.outcome(), end.code()), evidence(end))));
        }
        return List.copyOf(landmarks.all);
    }

    private void change(DeviceRef device, Step step, Step.Change change) {
        Packet before = change.before();
        Packet after = change.after();
        if (!destination(before).equals(destination(after))) {
            all.add(new Landmark(device, stage(step), new Landmark.What.Destination(destination(after)), evidence(step)));
        }
        if (!before.source().equals(after.source())) {
            all.add(new Landmark(device, stage(step), new Landmark.What.Source(after.source().toString()), evidence(step)));
        }
    }

    static String destination(Packet packet) {
        return packet.protocol().hasPorts() ? new IpPort(packet.destination(), packet.destinationPort()).toString() : packet.destination().toString();
    }

    private static String stage(Step step) {
        return switch (step) {
            case Step.RuleMatched rule -> rule.hook().name().toLowerCase(Locale.ROOT);
            case Step.Decided decided -> decided.decision().place();
            case Step.Fabric fabric -> fabric.hook();
            case Step.Translated _ -> "conntrack";
            case Step.Resolved _, Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.LookedUp _, Step.Left _, Step.Received _,
                 Step.Filtered _, Step.Logged _, Step.Bridged _, Step.Encapsulated _, Step.Decapsulated _,
                 Step.Balanced _, Step.Connected _, Step.Heard _ -> "";
        };
    }

    private static String evidence(Step step) {
        return switch (step) {
            case Step.RuleMatched rule -> rule.chain().table().name() + "/" + rule.chain().name() + " #" + rule.index();
            case Step.Decided decided -> decided.decision().evidence();
            case Step.Fabric fabric -> fabric.evidence();
            case Step.Translated _, Step.Resolved _, Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.LookedUp _, Step.Left _,
                 Step.Received _, Step.Filtered _, Step.Logged _, Step.Bridged _, Step.Encapsulated _, Step.Decapsulated _,
                 Step.Balanced _, Step.Connected _, Step.Heard _ -> "";
        };
    }

    private static String evidence(End end) {
        return end.sentence() + end.chain().map(chain -> " [" + chain.table().name() + "/" + chain.name() + "]").orElse("");
    }
}
