package dev.glassplane.trace.walk;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Step;
import java.util.Optional;
import java.util.Set;

/**
 * The packet that a question means.
 *
 * @param place       where it starts
 * @param packet      as it is sent
 * @param target      what it is meant for, in words
 * @param assumptions what was taken for granted to find it
 * @param published   private address that the internet is assumed to reach
 * @param resolved    how the sender found the address, if it had a name
 * @param anywhere    whether the sender's own place is unknown, so that only the answer's addresses can be checked
 */
record Start(Place place, Packet packet, String target, Set<Assumption> assumptions, Optional<Ip> published, Optional<Step.Resolved> resolved, boolean anywhere) {

    /** @return the same with another packet */
    Start sending(Packet other) {
        return new Start(place, other, target, assumptions, published, resolved, anywhere);
    }

    /** @return the same, whose address was found so */
    Start found(Step.Resolved step) {
        return new Start(place, packet, target, assumptions, published, Optional.of(step), anywhere);
    }
}
