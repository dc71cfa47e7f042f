package dev.glassplane.trace.model;

/** What became of a packet. A closed list; {@link #UNSUPPORTED} is never replaced by an invented drop or delivery. */
public enum Outcome {
    /** A process of a pod or node has it. */
    DELIVERED,
    /** Somebody refused it and told the sender. */
    REJECTED,
    /** Somebody threw it away without a word. */
    DROPPED,
    /** Nobody holds the destination, or no route leads there. */
    UNREACHABLE,
    /** It went in circles. */
    LOOP,
    /** It left for the internet; what is there is not modelled. */
    EXITS_NETWORK,
    /** Somebody on the way answered in place of the destination. */
    ANSWERED,
    /** The objects do not say enough to tell. */
    INSUFFICIENT_INFO,
    /** The question needs something that is not modelled. */
    UNSUPPORTED;

    /** @return whether somebody has the packet who may answer it */
    public boolean arrived() {
        return this == DELIVERED || this == EXITS_NETWORK;
    }
}
