package dev.glassplane.apiserver.watch;

import dev.glassplane.apiserver.selector.Selection;
import dev.glassplane.apiserver.wire.Json;
import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.store.CompactedException;
import dev.glassplane.store.Event;
import dev.glassplane.store.Listing;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** One watch from its first event to its end. Blocks its thread, which is a virtual one. */
public final class WatchRun {

    private static final int CATCH_UP_EVENTS = 1000;
    private static final long BOOKMARK_MILLIS = 60_000;
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    private final WatchRequest request;
    private final String resource;
    private final RevisionLog log;
    private final WatchHub hub;
    private final EventObjects objects;
    private final WatchSink sink;
    private long position;
    private volatile Watcher watcher;
    private volatile boolean stopped;

    /** @param resource as in the keys of the log */
    public WatchRun(WatchRequest request, String resource, RevisionLog log, WatchHub hub, EventObjects objects, WatchSink sink) {
        this.request = request;
        this.resource = resource;
        this.log = log;
        this.hub = hub;
        this.objects = objects;
        this.sink = sink;
    }

    /**
     * Sends events until the time is over, the server stops or the client is too slow.
     *
     * @param present the kind's objects now
     * @throws IOException if the client is gone
     */
    public void run(Supplier<Listing> present) throws IOException {
        long end = System.nanoTime() + request.timeout().toNanos();
        try (Watcher opened = hub.open(resource)) {
            watcher = opened;
            if (stopped) {
                return;
            }
            // The watcher is open before the state is read, so nothing that happens in between can be lost; what it hears twice is skipped.
            sink.flush();
            if (request.from() < 0) {
                begin(present.get());
            } else {
                position = request.from();
                catchUp();
            }
            sink.flush();
            follow(end);
        } catch (CompactedException e) {
            error("too old resource version: " + request.from() + " (" + e.horizon() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the watch from another thread. */
    public void stop() {
        stopped = true;
        if (watcher != null) {
            watcher.end();
        }
    }

    private void begin(Listing listing) throws IOException {
        Selection selection = request.selection();
        for (Stored stored : listing.objects()) {
            if (selection.test(stored)) {
                sink.event("ADDED", objects.show(stored.object()));
            }
        }
        position = listing.revision().value();
        if (request.initialEvents()) {
            bookmark(position, true);
        }
    }

    private void catchUp() throws IOException {
        long target = log.current().value();
        while (position < target) {
            List<Event> events = log.after(new Revision(position), CATCH_UP_EVENTS);
            if (events.isEmpty()) {
                return;
            }
            for (Event event : events) {
                if (event.current().key().resource().equals(resource)) {
                    send(new SharedEvent(event));
                }
                position = event.revision().value();
            }
        }
    }

    private void follow(long end) throws IOException, InterruptedException {
        long bookmarkAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOOKMARK_MILLIS);
        while (!watcher.ended() && System.nanoTime() < end) {
            long until = request.bookmarks() ? Math.min(end, bookmarkAt) : end;
            SharedEvent event = watcher.next(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()) + 1));
            if (event != null && event.revision() > position) {
                send(event);
                position = event.revision();
            }
            if (request.bookmarks() && System.nanoTime() >= bookmarkAt) {
                bookmarkIfIdle();
                bookmarkAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOOKMARK_MILLIS);
            }
            if (watcher.idle()) {
                sink.flush();
            }
        }
        if (request.bookmarks()) {
            bookmarkIfIdle();
        }
        sink.flush();
    }

    /** Read the distributed revision first: all events up to it are in the queue by then, so an empty queue means that they were sent. */
    private void bookmarkIfIdle() throws IOException {
        long distributed = hub.distributed();
        if (watcher.idle() && distributed > 0) {
            position = Math.max(position, distributed);
            bookmark(position, false);
        }
    }

    private void bookmark(long revision, boolean initialEventsEnd) throws IOException {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(revision));
        if (initialEventsEnd) {
            metadata.putObject("annotations").put(INITIAL_EVENTS_END, "true");
        }
        sink.event("BOOKMARK", objects.bookmark(metadata));
    }

    /** An object that enters the selection is ADDED, one that leaves it DELETED with its former state at the new revision. */
    private void send(SharedEvent shared) throws IOException {
        Event event = shared.event();
        Selection selection = request.selection();
        boolean deleted = event.type() == Event.Type.DELETED;
        Optional<Stored> before = deleted ? Optional.of(event.current()) : event.previous();
        boolean was = before.isPresent() && selection.test(before.get());
        boolean is = !deleted && selection.test(event.current());
        if (is) {
            sink.event(was ? "MODIFIED" : "ADDED", objects.plain(event.current().object()) ? shared.json() : objects.show(event.current().object()));
        } else if (was && deleted) {
            sink.event("DELETED", objects.plain(event.current().object()) ? shared.json() : objects.show(event.current().object()));
        } else if (was) {
            sink.event("DELETED", objects.show(atRevision(before.get().object(), event.revision())));
        }
    }

    private static ObjectNode atRevision(ObjectNode object, Revision revision) {
        ObjectNode copy = object.deepCopy();
        ((ObjectNode) copy.get("metadata")).put("resourceVersion", revision.toString());
        return copy;
    }

    private void error(String message) throws IOException {
        sink.event("ERROR", objects.status(Statuses.of(Statuses.expired(message))));
        sink.flush();
    }
}
