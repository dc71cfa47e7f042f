package dev.glassplane.apiserver.watch;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One watcher's end of the hub: a bounded queue. When it overflows or the server stops, what is queued is still handed out, then
 * {@link #ended()} holds: the client has no gap and watches again from where it was.
 */
final class Watcher implements AutoCloseable {

    /** Events that may wait for one slow client. */
    static final int QUEUE_EVENTS_MAX = 8192;

    private final LinkedBlockingQueue<SharedEvent> queue = new LinkedBlockingQueue<>(QUEUE_EVENTS_MAX);
    private final WatchHub hub;
    private final String resource;
    private volatile boolean closed;

    Watcher(WatchHub hub, String resource) {
        this.hub = hub;
        this.resource = resource;
    }

    String resource() {
        return resource;
    }

    /** Called by the log's writer: never waits. */
    void offer(SharedEvent event) {
        if (!closed && !queue.offer(event)) {
            end();
        }
    }

    /** No further event will be queued. */
    void end() {
        closed = true;
        // Wakes a reader that waits; if the queue is full it does not wait.
        queue.offer(WatchHub.WAKE);
    }

    /** @return the next event, null if none came in time or the watcher was woken up */
    SharedEvent next(long millis) throws InterruptedException {
        SharedEvent event = queue.poll(millis, TimeUnit.MILLISECONDS);
        return event == WatchHub.WAKE ? null : event;
    }

    /** @return whether nothing waits in the queue */
    boolean idle() {
        return queue.isEmpty();
    }

    /** @return whether the stream must end now: nothing queued and nothing to come */
    boolean ended() {
        return closed && queue.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        hub.remove(this);
    }
}
