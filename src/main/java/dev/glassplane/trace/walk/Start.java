package dev.glassplane.trace.walk;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.device.Place;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Talk;
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
 * @param talk        what the sender says over the connection, if the question says it
 * @param anywhere    whether the sender's own place is unknown, so that only the answer's addresses can be checked
 */
record Start(Place place, Packet packet, String target, Set<Assumption> assumptions, Optional<Ip> published, Optional<Step.Resolved> resolved, Optional<Talk> talk,
             boolean anywhere) {

    /** @return the same with another packet */
    Start sending(Packet other) {
        return new Start(place, other, target, assumptions, published, resolved, talk, anywhere);
    }

    /** @return the same, whose address was found so */
    Start found(Step.Resolved step) {
        return new Start(place, packet, target, assumptions, published, Optional.of(step), talk, anywhere);
    }

    /** @return the same, over which this is said */
    Start saying(Optional<Talk> other) {
        return new Start(place, packet, target, assumptions, published, resolved, other, anywhere);
    }
}
