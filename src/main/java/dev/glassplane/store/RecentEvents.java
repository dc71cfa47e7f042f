package dev.glassplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last events, in memory: what watches that resume and lists of a recent revision need. */
final class RecentEvents {

    /** Events kept. */
    static final int CAPACITY = 4096;

    private final Event[] ring = new Event[CAPACITY];
    private long first;
    private long next;

    /** @param last revision of the last write before the first event that will be added */
    RecentEvents(Revision last) {
        first = last.value() + 1;
        next = first;
    }

    synchronized void add(List<Event> events) {
        for (Event event : events) {
            if (event.revision().value() != next) {
                throw new IllegalStateException("revision " + next + " was expected, " + event.revision() + " came");
            }
            ring[(int) (next % CAPACITY)] = event;
            next++;
        }
        first = Math.max(first, next - CAPACITY);
    }

    /** @return whether all events after the revision are here */
    synchronized boolean reaches(Revision after) {
        return after.value() + 1 >= first;
    }

    /**
     * @param upTo  last revision wanted
     * @param limit most events wanted
     * @return events after the revision, or empty if the oldest of them is no longer here
     */
    synchronized Optional<List<Event>> between(Revision after, Revision upTo, int limit) {
        long from = after.value() + 1;
        if (from < first) {
            return Optional.empty();
        }
        List<Event> events = new ArrayList<>();
        for (long revision = from; revision <= Math.min(upTo.value(), next - 1) && events.size() < limit; revision++) {
            events.add(ring[(int) (revision % CAPACITY)]);
        }
        return Optional.of(events);
    }
}
