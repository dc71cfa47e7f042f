package dev.glassplane.trace.render;

import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;

/** The connections of one way: a load balancer or proxy that ends one opens the next. */
final class Connections {

    private Connections() {}

    /**
     * @param seq     from 1
     * @param by      who opened it
     * @param packet  its first packet as it was sent
     * @param fromHop first hop, from 1
     * @param toHop   last hop
     */
    record Part(int seq, String by, Packet packet, int fromHop, int toHop) {}

    static List<Part> of(List<Hop> hops) {
        List<Part> parts = new ArrayList<>();
        Packet packet = null;
        String by = hops.getFirst().device().toString();
        int from = 1;
        for (int i = 0; i < hops.size(); i++) {
            for (Step step : hops.get(i).steps()) {
                if (packet == null) {
                    packet = first(step);
                }
                if (step instanceof Step.Connected opened && packet != null) {
                    parts.add(new Part(parts.size() + 1, by, packet, from, i + 1));
                    packet = opened.packet();
                    by = hops.get(i).device().toString();
                    from = i + 1;
                }
            }
        }
        if (packet != null) {
            parts.add(new Part(parts.size() + 1, by, packet, from, hops.size()));
        }
        return parts;
    }

    private static Packet first(Step step) {
        return switch (step) {
            case Step.Sent sent -> sent.packet();
            case Step.Arrived arrived -> arrived.packet();
            default -> null; // the first packet is the sender's
        };
    }
}
