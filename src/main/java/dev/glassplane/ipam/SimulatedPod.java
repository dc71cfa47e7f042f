package dev.glassplane.ipam;

import java.time.Instant;

/** A pod of a plan. */
final class SimulatedPod {

    final long number;
    final Instant created;
    private final String uid;
    SimulatedNode node;
    boolean addressed;
    /** Its place among those that live; -1 once it has ended. */
    int index;

    SimulatedPod(long number, Instant created) {
        this.number = number;
        this.created = created;
        uid = Long.toString(number);
    }

    String uid() {
        return uid;
    }
}
