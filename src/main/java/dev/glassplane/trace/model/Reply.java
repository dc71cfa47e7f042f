package dev.glassplane.trace.model;

import java.util.Optional;

/**
 * The way of the answer.
 *
 * @param leg        the walk
 * @param end        how it ended for the sender of the first packet; differs from the walk's own end if the answer came to the right host from
 *                   the wrong address, or to the wrong one
 * @param asymmetric whether it took other interfaces than the first packet
 */
public record Reply(Leg leg, End end, boolean asymmetric) {

    /** @return why the sender did not get it, empty if it did */
    public Optional<ReasonCode> code() {
        return end.code();
    }

    /** @return whether the sender got an answer from the address it asked */
    public boolean returned() {
        return end.outcome().arrived();
    }
}
