package dev.glassplane.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** The log: current state and recent events in memory, everything in the database, which is the truth. */
@Component
class DatabaseLog implements RevisionLog, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLog.class);
    /** How long a reader waits for the writes of other processes. */
    private static final Duration SYNC_MAX = Duration.ofSeconds(10);

    private final LogDatabase database;
    private final SharedDatabase shared;
    private final Compaction compaction;
    private final RecentEvents recent;
    private final LogWriter writer;
    private final Optional<ReadIndex> readIndex;
    private final Optional<Follower> follower;
    private final long opening;
    private final List<Consumer<List<Event>>> listeners = new CopyOnWriteArrayList<>();
    private final Object publishing = new Object();
    private volatile LogState state;
    private long told;
    private volatile Seen seen;

    /**
     * Where this process is.
     *
     * @param revision   of the last write, as the database last said
     * @param levelNanos when this process had last seen all that the database had then
     */
    record Seen(long revision, long levelNanos) {}

    DatabaseLog(LogDatabase database, Head head, SharedDatabase shared, DataSource dataSource, StoreProperties properties) {
        this.database = database;
        this.shared = shared;
        this.compaction = new Compaction(database, properties.history());
        this.opening = head.open();
        this.state = database.load();
        this.told = state.revision().value();
        this.recent = new RecentEvents(state.revision());
        this.seen = new Seen(state.revision().value(), System.nanoTime());
        this.writer = new LogWriter(head, state, this::publish);
        this.readIndex = shared.shared() ? Optional.of(new ReadIndex(head::last)) : Optional.empty();
        this.follower = shared.shared() ? Optional.of(new Follower(dataSource, shared, head, this::see)) : Optional.empty();
    }

    private void see(long last) {
        boolean level = last <= state.revision().value();
        synchronized (publishing) {
            seen = new Seen(Math.max(seen.revision, last), level ? System.nanoTime() : seen.levelNanos);
        }
        if (!level) {
            writer.look(last);
        }
    }

    /** @return what the database last said */
    Seen seen() {
        return seen;
    }

    /** Whether this process compacts the log as writes come in. */
    void compactsHere(boolean here) {
        compaction.automatic(here);
    }

    private void publish(LogWriter.Group group) {
        List<Consumer<List<Event>>> hearing;
        synchronized (publishing) {
            recent.add(group.events());
            state = group.state();
            if (seen.revision <= state.revision().value()) {
                seen = new Seen(state.revision().value(), System.nanoTime());
            }
            hearing = List.copyOf(listeners);
        }
        for (Consumer<List<Event>> listener : hearing) {
            try {
                listener.accept(group.events());
            } catch (RuntimeException | Error e) {
                LOG.error("a listener failed at revision {}", group.state().revision(), e);
            }
        }
        synchronized (publishing) {
            told = group.state().revision().value();
            publishing.notifyAll();
        }
        compaction.after(group.state().revision());
    }

    @Override
    public Stored append(Write write) {
        return writer.append(write);
    }

    @Override
    public List<Stored> appendAll(List<Write> writes) {
        return writer.appendAll(writes);
    }

    @Override
    public Revision current() {
        return state.revision();
    }

    @Override
    public Revision sync() {
        if (readIndex.isPresent()) {
            long last = readIndex.get().ask();
            see(last);
            await(last);
        }
        return state.revision();
    }

    /** Until all listeners have heard of it: some keep what they hear, and readers rely on that as well. */
    private void await(long revision) {
        long end = System.nanoTime() + SYNC_MAX.toNanos();
        synchronized (publishing) {
            while (told < revision) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new StoreException("this process has not seen revision " + revision + " within " + SYNC_MAX.toSeconds()
                            + " s: it is at " + state.revision());
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(publishing, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StoreException("interrupted while waiting for revision " + revision, e);
                }
            }
        }
    }

    @Override
    public long opening() {
        return opening;
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
        lookAtHorizon(at);
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
        lookAtHorizon(revision);
        check(revision, now);
        return events;
    }

    /** What came from the database may lack what another process has compacted meanwhile. */
    private void lookAtHorizon(Revision asked) {
        if (shared.shared() && !recent.reaches(asked)) {
            compaction.look();
        }
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
        follower.ifPresent(Follower::close);
        writer.close();
        readIndex.ifPresent(ReadIndex::close);
        compaction.close();
    }
}
