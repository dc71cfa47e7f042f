package dev.glassplane.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The log: current state and recent events in memory, everything in the database, which is the truth. */
@Component
class DatabaseLog implements RevisionLog, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLog.class);

    private final LogDatabase database;
    private final Compaction compaction;
    private final RecentEvents recent;
    private final LogWriter writer;
    private final List<Consumer<List<Event>>> listeners = new CopyOnWriteArrayList<>();
    private final Object publishing = new Object();
    private volatile LogState state;

    DatabaseLog(LogDatabase database, StoreProperties properties) {
        this.database = database;
        this.compaction = new Compaction(database, properties.history());
        this.state = database.load();
        this.recent = new RecentEvents(state.revision());
        this.writer = new LogWriter(database, state, this::publish);
    }

    private void publish(LogWriter.Group group) {
        List<Consumer<List<Event>>> hearing;
        synchronized (publishing) {
            recent.add(group.events());
            state = group.state();
            hearing = List.copyOf(listeners);
        }
        for (Consumer<List<Event>> listener : hearing) {
            try {
                listener.accept(group.events());
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed at revision {}", group.state().revision(), e);
            }
        }
        compaction.after(group.state().revision());
    }

    @Override
    public Stored append(Write write) {
        return writer.append(write);
    }

    @Override
    public Revision current() {
        return state.revision();
    }

    @Override
    public Revision horizon() {
        return compaction.horizon();
    }

    @Override
    public Optional<Stored> get(ObjectKey key) {
        return state.get(key);
    }

    @Override
    public Listing list(String resource) {
        return state.list(resource);
    }

    @Override
    public Listing snapshot() {
        LogState now = state;
        return new Listing(now.revision(), now.objects().values().stream().flatMap(ofResource -> ofResource.values().stream()).toList());
    }

    @Override
    public Listing list(String resource, Revision at) {
        LogState now = state;
        check(at, now);
        LogState then = recent.between(at, now.revision(), Integer.MAX_VALUE).map(events -> undo(now, events, resource))
                .orElseGet(() -> undo(now, database.statesBefore(resource, at, now.revision())));
        check(at, now);
        return new Listing(at, then.list(resource).objects());
    }

    private static LogState undo(LogState now, List<Event> events, String resource) {
        LogState then = now;
        for (Event event : events.reversed()) {
            if (event.current().key().resource().equals(resource)) {
                then = then.with(event.current().key(), event.previous(), now.revision());
            }
        }
        return then;
    }

    private static LogState undo(LogState now, Map<ObjectKey, Optional<Stored>> before) {
        LogState then = now;
        for (var entry : before.entrySet()) {
            then = then.with(entry.getKey(), entry.getValue(), now.revision());
        }
        return then;
    }

    @Override
    public List<Event> after(Revision revision, int limit) {
        LogState now = state;
        if (revision.compareTo(now.revision()) >= 0) {
            return List.of();
        }
        check(revision, now);
        List<Event> events = recent.between(revision, now.revision(), limit)
                .orElseGet(() -> database.events(revision, now.revision(), limit));
        check(revision, now);
        return events;
    }

    private void check(Revision asked, LogState now) {
        Revision horizon = compaction.horizon();
        if (asked.compareTo(horizon) < 0) {
            throw new CompactedException(asked, horizon);
        }
        if (asked.compareTo(now.revision()) > 0) {
            throw new IllegalArgumentException("revision " + asked + " has not been written yet, the last one is " + now.revision());
        }
    }

    @Override
    public AutoCloseable subscribe(Consumer<List<Event>> listener) {
        Consumer<List<Event>> own = listener::accept; // the same listener may subscribe twice
        synchronized (publishing) {
            listeners.add(own);
        }
        return () -> listeners.remove(own);
    }

    @Override
    public Revision compact(Revision upTo) {
        Revision current = current();
        return compaction.compact(upTo.compareTo(current) > 0 ? current : upTo);
    }

    @Override
    public void destroy() {
        writer.close();
        compaction.close();
    }
}
