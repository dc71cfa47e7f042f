package dev.glassplane.apiserver.watch;

import dev.glassplane.store.Event;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The log's one subscription for all watchers. Hands events on by resource and never waits for a watcher. */
@Component
public class WatchHub implements SmartLifecycle {

    /** Wakes a reader; never reaches a client. */
    static final SharedEvent WAKE = new SharedEvent(null);

    private final RevisionLog log;
    private final ConcurrentHashMap<String, CopyOnWriteArrayList<Watcher>> watchers = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile long distributed;
    private volatile boolean running;
    private AutoCloseable subscription;

    WatchHub(RevisionLog log) {
        this.log = log;
    }

    /** Registers a watcher that hears every event distributed after this call. */
    Watcher open(String resource) {
        Watcher watcher = new Watcher(this, resource);
        watchers.computeIfAbsent(resource, r -> new CopyOnWriteArrayList<>()).add(watcher);
        if (!running) {
            watcher.end();
        }
        return watcher;
    }

    void remove(Watcher watcher) {
        watchers.getOrDefault(watcher.resource(), new CopyOnWriteArrayList<>()).remove(watcher);
    }

    /** @return the revision up to which every watcher has been handed its events */
    long distributed() {
        return distributed;
    }

    /** @return number of open watches */
    public int watching() {
        return watchers.values().stream().mapToInt(List::size).sum();
    }

    /**
     * Waits until the log has reached a revision.
     *
     * @return whether it has
     */
    public boolean await(Revision revision, Duration atMost) throws InterruptedException {
        long nanos = atMost.toNanos();
        lock.lock();
        try {
            while (log.current().compareTo(revision) < 0) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void distribute(List<Event> events) {
        for (Event event : events) {
            List<Watcher> interested = watchers.get(event.current().key().resource());
            if (interested != null && !interested.isEmpty()) {
                SharedEvent shared = new SharedEvent(event);
                interested.forEach(watcher -> watcher.offer(shared));
            }
            distributed = event.revision().value();
        }
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        distributed = log.current().value();
        subscription = log.subscribe(this::distribute);
        running = true;
    }

    /** Ends all watches, so that a graceful shutdown does not wait for them. */
    @Override
    public void stop() {
        running = false;
        watchers.values().forEach(list -> list.forEach(Watcher::end));
        try {
            subscription.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot end the subscription to the log", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops before the web server begins to wait for open requests, and starts as late. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
