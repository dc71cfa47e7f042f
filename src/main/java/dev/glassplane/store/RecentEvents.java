package dev.glassplane.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The newest events, in memory: what almost every watch asks for. Older ones are read from the database. */
final class RecentEvents {

    /** Events kept. */
    static final int EVENTS_MAX = 8_192;

    private final Event[] ring = new Event[EVENTS_MAX];
    private long added;

    synchronized void add(List<Event> events) {
        for (Event event : events) {
            ring[(int) (added++ % EVENTS_MAX)] = event;
        }
    }

    /** @return events after the revision, oldest first, or empty if some of them are no longer here */
    synchronized Optional<List<Event>> after(Revision revision, int limit) {
        long from = indexAfter(revision);
        if (from < 0) {
            return Optional.empty();
        }
        List<Event> found = new ArrayList<>();
        for (long i = from; i < added && found.size() < limit; i++) {
            found.add(at(i));
        }
        return Optional.of(found);
    }

    /** @return the state rolled back from {@code now} to the revision, or empty if that needs events that are no longer here */
    synchronized Optional<LogState> stateAt(LogState now, Revision revision) {
        long from = indexAfter(revision);
        if (from < 0) {
            return Optional.empty();
        }
        LogState state = now;
        for (long i = added - 1; i >= from; i--) {
            if (at(i).revision().compareTo(now.revision()) <= 0) {
                state = state.without(at(i), i == from ? revision : at(i - 1).revision());
            }
        }
        return Optional.of(state);
    }

    /** @return index of the first event after the revision (revisions follow each other without gaps), or -1 if it is gone */
    private long indexAfter(Revision revision) {
        if (added == 0) {
            return -1;
        }
        long oldest = Math.max(0, added - EVENTS_MAX);
        long index = oldest + revision.value() + 1 - at(oldest).revision().value();
        return index < oldest ? -1 : Math.min(index, added);
    }

    private Event at(long index) {
        return ring[(int) (index % EVENTS_MAX)];
    }
}
