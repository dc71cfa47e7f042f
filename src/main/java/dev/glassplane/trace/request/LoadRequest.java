package dev.glassplane.trace.request;

/**
 * Many connections between the same ends.
 *
 * @param ends        from where to where, in which mode, with which seed
 * @param flows       connections to open
 * @param clients     addresses that they come from, counted up from the sender's
 * @param arrivals    pattern of their beginnings
 * @param rate        mean number a second
 * @param burst       connections that begin at once, with {@link Arrivals#burst}
 * @param hold        how long each lasts
 * @param holdSeconds mean of it
 * @param samples     points in time at which open connections are counted
 */
public record LoadRequest(TraceRequest ends, int flows, int clients, Arrivals arrivals, int rate, int burst, Hold hold, int holdSeconds, int samples) {

    /** Most connections of one run. */
    public static final int FLOWS_MAX = 100_000;
    /** Most addresses that they come from. */
    public static final int CLIENTS_MAX = 10_000;
    /** Most connections a second. */
    public static final int RATE_MAX = 100_000;
    /** Longest mean duration of a connection: a day. */
    public static final int HOLD_SECONDS_MAX = 86_400;
    /** Most points in time. */
    public static final int SAMPLES_MAX = 200;

    /** How connections begin; spelled as in the request. */
    public enum Arrivals {
        /** At equal distances. */
        constant,
        /** Independent of each other, with exponential distances. */
        poisson,
        /** So many at once, at equal distances. */
        burst
    }

    /** How long connections last; spelled as in the request. */
    public enum Hold {
        /** All alike. */
        constant,
        /** As chance will have it, most of them short. */
        exponential
    }
}
