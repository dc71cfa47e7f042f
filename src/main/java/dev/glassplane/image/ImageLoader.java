package dev.glassplane.image;

import dev.glassplane.store.Event;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    @Override
    public void start() {
        publishers = publisherBeans.orderedStream().toList();
        owedFull.addAll(publishers);
        running = true;
        subscription = log.subscribe(events -> wake.release());
        wake.release();
        thread = Thread.ofPlatform().name("image-loader").daemon().start(this::follow);
    }

    private void follow() {
        // The current state first: history may be compacted, the state is always there.
        publish(ClusterImages.ofState(log.snapshot()), Set.of());
        while (running) {
            try {
                wake.acquire();
                wake.drainPermits();
                for (List<Event> events = log.after(image.revision(), BATCH_MAX); !events.isEmpty() && running;
                        events = log.after(image.revision(), BATCH_MAX)) {
                    publish(ClusterImages.apply(image, events),
                            events.stream().map(event -> event.current().key()).collect(Collectors.toSet()));
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOGGER.error("the image could not follow the log after revision {}", image.revision(), e);
            }
        }
    }

    private void publish(ClusterImage next, Set<dev.glassplane.store.ObjectKey> touched) {
        for (ImagePublisher publisher : publishers) {
            boolean full = owedFull.remove(publisher);
            try {
                publisher.publish(new ClusterDelta(full, touched), next);
            } catch (RuntimeException e) {
                owedFull.add(publisher);
                LOGGER.error("{} failed at revision {}; it gets everything again with the next image",
                        publisher.getClass().getSimpleName(), next.revision(), e);
            }
        }
        synchronized (shown) {
            image = next;
            shown.notifyAll();
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

    @Override
    public void stop() {
        running = false;
        try {
            subscription.close();
            thread.interrupt();
            thread.join(5_000);
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
