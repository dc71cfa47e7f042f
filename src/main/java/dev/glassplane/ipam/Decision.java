package dev.glassplane.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the pool does next, and why.
 *
 * @param action     at most one: the next look comes after it
 * @param shortage   why a pod without an address gets none, if no action helps
 * @param arithmetic the sums, line by line
 * @param again      when time alone may change the decision
 */
record Decision(Optional<Action> action, Optional<Shortage> shortage, List<String> arithmetic, Optional<Instant> again) {

    /** @return whether ipamd waits for an interface to be attached: it does nothing else meanwhile */
    boolean attaching() {
        return action.isEmpty() && shortage.filter(Shortage.POOL_GROWING::equals).isPresent();
    }

    /** What the pool asks of EC2. */
    sealed interface Action {
        /** Get more: try to fill interfaces, one after the other, until one got something; if none did, attach one more. */
        record Grow(List<Fill> fills, Optional<Attach> attach) implements Action {}

        /** Give back slots without pods, so many of each interface. */
        record Release(List<Fill> slots) implements Action {}

        /** Take an interface away. */
        record Detach(String networkInterface) implements Action {}
    }

    /** So many slots of an interface: single addresses, or prefixes in prefix mode. */
    record Fill(String networkInterface, int slots) {}

    /** One more interface at the device number, with so many slots in use. */
    record Attach(int device, int slots) {}
}
