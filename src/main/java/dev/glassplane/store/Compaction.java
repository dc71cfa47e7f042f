package dev.glassplane.store;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets history: first nobody may ask for it any more, then its rows go, some at a time so that writes get between. */
final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** Revisions forgotten in one transaction. */
    private static final long CHUNK = 1000;
    /** An automatic compaction waits until a tenth more than the history has gathered. */
    private static final long SLACK_PART = 10;

    private final LogDatabase database;
    private final long history;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong horizon;
    private volatile boolean automatic = true;
    private volatile boolean closed;
    private long done;

    Compaction(LogDatabase database, long history) {
        this.database = database;
        this.history = history;
        this.done = database.horizon();
        this.horizon = new AtomicLong(done);
    }

    Revision horizon() {
        return new Revision(horizon.get());
    }

    /** Of the processes that share a log, one compacts it. */
    void automatic(boolean here) {
        automatic = here;
    }

    /** Another process may have compacted. */
    void look() {
        horizon.accumulateAndGet(database.horizon(), Math::max);
    }

    /** Forgets history up to the revision; returns when the rows are gone. */
    synchronized Revision compact(Revision upTo) {
        long wanted = horizon.accumulateAndGet(upTo.value(), Math::max);
        done = Math.max(done, database.horizon());
        while (done < wanted && !closed) {
            long next = Math.min(done + CHUNK, wanted);
            database.forget(done, next);
            done = next;
        }
        return horizon();
    }

    /** Starts a compaction on a thread of its own if more than the history has gathered. */
    void after(Revision current) {
        long gathered = current.value() - horizon.get();
        if (automatic && history > 0 && gathered > history + history / SLACK_PART && running.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("store-compaction").start(() -> run(new Revision(current.value() - history)));
        }
    }

    /** Ends a running compaction; the rest is done some other time. */
    void close() {
        closed = true;
        synchronized (this) {
            LOG.debug("history is forgotten up to revision {}", done);
        }
    }

    private void run(Revision upTo) {
        try {
            compact(upTo);
        } catch (RuntimeException e) {
            LOG.warn("compaction up to revision {} failed and will be tried again: {}", upTo, e.toString());
        } finally {
            running.set(false);
        }
    }
}
