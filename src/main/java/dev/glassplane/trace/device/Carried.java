package dev.glassplane.trace.device;

import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.End;
import dev.glassplane.trace.model.Step;
import java.util.List;
import java.util.Optional;

/**
 * What a device did with a packet.
 *
 * @param device who
 * @param in     interface it came in by, may be empty
 * @param out    interface it left by, may be empty
 * @param steps  what it did
 * @param next   what comes next
 */
public record Carried(DeviceRef device, String in, String out, List<Step> steps, Next next) {

    /** What comes after a device. */
    public sealed interface Next {}

    /** The packet goes on. */
    public record Forward(Place place, Packet packet) implements Next {}

    /**
     * It ends here.
     *
     * @param at        the place from which an answer would start
     * @param delivered the packet as it arrived, if it did
     */
    public record Stop(End end, Place at, Optional<Packet> delivered) implements Next {}
}
