package dev.glassplane.image;

import dev.glassplane.store.CompactedException;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Follows the log on one thread: reads what is new in batches, builds the next image, tells the publishers in their order, and then shows
 * it. The log's listener only wakes the thread, so a slow publisher never holds up the writer.
 */
@Component
class ImageLoader implements ImageSource, SmartLifecycle {

    /** Events of one batch. */
    static final int BATCH_MAX = 4_096;

    /** Pause before a publisher that failed, or a log that could not be read, is tried again. */
    private static final Duration RETRY = Duration.ofMillis(500);
    /** How long a stop waits for the batch at hand. */
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(ImageLoader.class);

    private final RevisionLog log;
    private final ObjectProvider<ImagePublisher> publisherBeans;
    private final Semaphore wake = new Semaphore(0);
    private final Set<ImagePublisher> owedFull = new HashSet<>();
    private final Object shown = new Object();
    private List<ImagePublisher> publishers = List.of();
    private AutoCloseable subscription = () -> { };
    private Thread thread;
    private volatile boolean running;
    private volatile ClusterImage image = ClusterImage.EMPTY;

    ImageLoader(RevisionLog log, ObjectProvider<ImagePublisher> publishers) {
        this.log = log;
        this.publisherBeans = publishers;
    }

    /** Returns once the publishers have been told of the state that the log has now. */
    @Override
    public void start() {
        publishers = publisherBeans.orderedStream().toList();
        owedFull.addAll(publishers);
        running = true;
        subscription = log.subscribe(events -> wake.release());
        CompletableFuture<Void> first = new CompletableFuture<>();
        thread = Thread.ofPlatform().name("image-loader").daemon().start(() -> follow(first));
        first.join();
    }

    private void follow(CompletableFuture<Void> first) {
        try {
            // The current state first: history may be compacted, the state is always there.
            publish(ClusterImages.ofState(log.snapshot()), Set.of());
            first.complete(null);
        } catch (RuntimeException | Error e) {
            first.completeExceptionally(e);
            return;
        }
        while (running) {
            try {
                awaitEvents();
                catchUp();
            } catch (InterruptedException e) {
                LOGGER.debug("interrupted", e); // stop() says when to end
            } catch (RuntimeException | Error e) {
                LOGGER.error("the image could not follow the log after revision {}; it tries again", image.revision(), e);
            }
        }
    }

    /** Waits for new events; not for long while a publisher is owed what it failed to take. */
    private void awaitEvents() throws InterruptedException {
        if (owedFull.isEmpty() && image.revision().equals(log.current())) {
            wake.acquire();
        } else if (!wake.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS) && !owedFull.isEmpty()) {
            publishers.stream().filter(owedFull::contains).toList().forEach(publisher -> tell(publisher, Set.of(), image));
        }
        wake.drainPermits();
    }

    private void catchUp() {
        try {
            for (List<Event> events = log.after(image.revision(), BATCH_MAX); !events.isEmpty() && running;
                    events = log.after(image.revision(), BATCH_MAX)) {
                publish(ClusterImages.apply(image, events), events.stream().map(event -> event.current().key()).collect(Collectors.toSet()));
            }
        } catch (CompactedException e) {
            LOGGER.warn("the image at revision {} fell behind the log's history; it is built anew", image.revision());
            owedFull.addAll(publishers);
            publish(ClusterImages.ofState(log.snapshot()), Set.of());
        }
    }

    private void publish(ClusterImage next, Set<ObjectKey> touched) {
        publishers.forEach(publisher -> tell(publisher, touched, next));
        synchronized (shown) {
            image = next;
            shown.notifyAll();
        }
    }

    private void tell(ImagePublisher publisher, Set<ObjectKey> touched, ClusterImage next) {
        boolean full = owedFull.remove(publisher);
        try {
            publisher.publish(new ClusterDelta(full, touched), next);
        } catch (RuntimeException | Error e) {
            owedFull.add(publisher);
            LOGGER.error("{} failed at revision {}; it is told again, of everything", publisher.getClass().getSimpleName(),
                    next.revision(), e);
        }
    }

    @Override
    public ClusterImage current() {
        return image;
    }

    @Override
    public ClusterImage atLeast(Revision revision, Duration timeout) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (shown) {
            while (image.revision().compareTo(revision) < 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("no image of revision " + revision + " within " + timeout + ": the newest is "
                            + image.revision());
                }
                TimeUnit.NANOSECONDS.timedWait(shown, left);
            }
            return image;
        }
    }

    /** Ends after the batch at hand. */
    @Override
    public void stop() {
        running = false;
        wake.release();
        try {
            subscription.close();
            thread.join(STOP_MAX);
        } catch (Exception e) {
            LOGGER.warn("the image loader did not stop cleanly", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server accepts requests, so that nobody sees an image without publishers. */
    @Override
    public int getPhase() {
        return 0;
    }
}
