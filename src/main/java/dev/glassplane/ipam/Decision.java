package dev.glassplane.ipam;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the warm pool does next, and why.
 *
 * @param action     at most one: the next look comes after it
 * @param shortage   why a pod without an address gets none, if no action helps
 * @param arithmetic the sums, line by line
 * @param again      when time alone may change the decision
 */
record Decision(Optional<Action> action, Optional<Shortage> shortage, List<String> arithmetic, Optional<Instant> again) {

    Decision {
        arithmetic = List.copyOf(arithmetic);
    }

    /** What the pool asks of EC2. */
    sealed interface Action {
        /** Give an attached interface more addresses. */
        record Fill(String networkInterface, int addresses) implements Action {}

        /** Attach one more interface at the device number with this many addresses for pods. */
        record Attach(int device, int addresses) implements Action {}

        /** Take an interface away. */
        record Detach(String networkInterface) implements Action {}
    }

    /** Why no address is there. */
    enum Shortage {
        NODE_FULL("every interface that the instance type (or MAX_ENI) allows is attached and every address is held"),
        MAX_PODS("the pool already has as many addresses as the node can have pods"),
        ATTACHING("an interface is being attached"),
        COOLING("every free address was given back so recently that it still rests"),
        SUBNET_EMPTY("the subnet had too few free addresses; the pool asks again when the pause ends"),
        UNSCHEDULABLE("the node is cordoned: its pool does not change"),
        POOL_FIXED("the pool never changes (DISABLE_NETWORK_RESOURCE_PROVISIONING or ENABLE_IMDS_ONLY_MODE)"),
        NO_INTERFACE("the node has no network interface yet");

        private final String sentence;

        Shortage(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }
    }
}
