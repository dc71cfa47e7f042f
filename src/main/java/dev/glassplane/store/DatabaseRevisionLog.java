package dev.glassplane.store;

import jakarta.annotation.PreDestroy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The log in a database, written by one thread: it takes all waiting writes, checks each against the state that the ones before it leave,
 * commits them in one transaction, and only then shows them. So revision order is commit order, and acknowledged means committed.
 */
@Component
class DatabaseRevisionLog implements RevisionLog {

    /** Writes that may wait for the writer; a further one blocks its caller. */
    static final int QUEUE_MAX = 10_000;
    /** Writes of one transaction. */
    static final int BATCH_MAX = 512;

    private static final Logger LOGGER = LoggerFactory.getLogger(DatabaseRevisionLog.class);

    private record Pending(Write write, CompletableFuture<Stored> done) {}

    private final RevisionTable table;
    private final RecentEvents recent = new RecentEvents();
    private final ArrayBlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final List<Consumer<List<Event>>> listeners = new CopyOnWriteArrayList<>();
    private final Thread writer;
    private final long history;
    private volatile LogState state;
    private volatile Revision horizon;
    private volatile boolean closed;

    DatabaseRevisionLog(RevisionTable table, @Value("${glassplane.store.history:100000}") long history) {
        if (history < 1) {
            throw new IllegalArgumentException("glassplane.store.history=" + history + ": expected the number of revisions to keep, at least 1");
        }
        this.table = table;
        this.history = history;
        LogState loaded = LogState.EMPTY;
        for (Stored stored : table.currentObjects()) {
            loaded = loaded.with(new Event(Event.Type.ADDED, stored.revision(), stored, Optional.empty()));
        }
        this.state = new LogState(table.last(), loaded.objects());
        this.horizon = table.horizon();
        this.writer = Thread.ofPlatform().name("store-writer").daemon().start(this::writeUntilClosed);
    }

    @Override
    public Stored append(Write write) {
        Pending pending = new Pending(write, new CompletableFuture<>());
        try {
            while (!queue.offer(pending, 100, TimeUnit.MILLISECONDS)) {
                refuseIfClosed();
            }
            refuseIfClosed();
            return pending.done().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting to write " + write.key(), e);
        } catch (CompletionException e) {
            throw e.getCause() instanceof ConflictException conflict ? conflict : new IllegalStateException(
                    "could not write " + write.key() + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new IllegalStateException("the log is closed");
        }
    }

    private void writeUntilClosed() {
        List<Pending> batch = new ArrayList<>();
        while (!closed) {
            try {
                Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                closed = true;
            } finally {
                batch.clear();
            }
        }
        Pending left;
        while ((left = queue.poll()) != null) {
            left.done().completeExceptionally(new IllegalStateException("the log is closed"));
        }
    }

    private void commit(List<Pending> batch) {
        LogState next = state;
        List<Event> events = new ArrayList<>(batch.size());
        List<Pending> accepted = new ArrayList<>(batch.size());
        for (Pending pending : batch) {
            try {
                Event event = event(next, pending.write());
                events.add(event);
                accepted.add(pending);
                next = next.with(event);
            } catch (RuntimeException refused) {
                pending.done().completeExceptionally(refused);
            }
        }
        if (events.isEmpty()) {
            return;
        }
        try {
            table.insert(events);
        } catch (RuntimeException e) {
            accepted.forEach(pending -> pending.done().completeExceptionally(e));
            return;
        }
        recent.add(events);
        state = next;
        listeners.forEach(listener -> tell(listener, events));
        for (int i = 0; i < accepted.size(); i++) {
            accepted.get(i).done().complete(events.get(i).current());
        }
        compactIfDue();
    }

    private static Event event(LogState state, Write write) {
        Optional<Stored> before = state.get(write.key());
        Revision actual = before.map(Stored::revision).orElse(Revision.ZERO);
        if (!actual.equals(write.expected())) {
            throw new ConflictException(write.key(), write.expected(), actual);
        }
        Revision revision = new Revision(state.revision().value() + 1);
        if (write.object().isEmpty()) {
            Stored last = before.orElseThrow(() -> new ConflictException(write.key(), write.expected(), Revision.ZERO));
            return new Event(Event.Type.DELETED, revision, new Stored(write.key(), revision, stamped(last.object().deepCopy(), revision)), before);
        }
        Stored current = new Stored(write.key(), revision, stamped(write.object().get(), revision));
        return new Event(before.isEmpty() ? Event.Type.ADDED : Event.Type.MODIFIED, revision, current, before);
    }

    private static ObjectNode stamped(ObjectNode object, Revision revision) {
        object.withObjectProperty("metadata").put("resourceVersion", revision.toString());
        return object;
    }

    private static void tell(Consumer<List<Event>> listener, List<Event> events) {
        try {
            listener.accept(events);
        } catch (RuntimeException e) {
            LOGGER.error("a listener of the log failed at revision {}", events.getFirst().revision(), e);
        }
    }

    private void compactIfDue() {
        // In steps of a tenth, so that the work is not done on every write.
        if (state.revision().value() - horizon.value() > history + Math.max(1, history / 10)) {
            try {
                compact(new Revision(state.revision().value() - history));
            } catch (RuntimeException e) {
                LOGGER.error("compaction failed; it is tried again after the next write", e);
            }
        }
    }

    @Override
    public Revision current() {
        return state.revision();
    }

    @Override
    public Revision horizon() {
        return horizon;
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
        if (at.compareTo(now.revision()) >= 0) {
            return now.list(resource);
        }
        refuseIfCompacted(at);
        Optional<LogState> rolledBack = recent.stateAt(now, at);
        Listing listing = rolledBack.map(past -> past.list(resource)).orElseGet(() -> new Listing(at, table.objectsAt(resource, at)));
        refuseIfCompacted(at);
        return listing;
    }

    @Override
    public List<Event> after(Revision revision, int limit) {
        if (revision.compareTo(state.revision()) >= 0) {
            return List.of();
        }
        refuseIfCompacted(revision);
        List<Event> events = recent.after(revision, limit).orElseGet(() -> table.after(revision, limit));
        refuseIfCompacted(revision);
        return events;
    }

    private void refuseIfCompacted(Revision revision) {
        Revision oldest = horizon;
        if (revision.compareTo(oldest) < 0) {
            throw new CompactedException(revision, oldest);
        }
    }

    @Override
    public AutoCloseable subscribe(Consumer<List<Event>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized Revision compact(Revision upTo) {
        Revision next = upTo.compareTo(state.revision()) > 0 ? state.revision() : upTo;
        if (next.compareTo(horizon) > 0) {
            // Readers are refused first: nobody may see a half-removed history.
            horizon = next;
            table.compact(next);
        }
        return horizon;
    }

    @PreDestroy
    void close() throws InterruptedException {
        closed = true;
        writer.join(5_000);
    }
}
