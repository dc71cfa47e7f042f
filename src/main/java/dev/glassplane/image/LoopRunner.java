package dev.glassplane.image;

import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Runs all control loops on one thread: whenever there is a new image, each loop in its order with what changed since its last run; and
 * whenever a loop's time has come. No loop runs on an image that does not show what the loops have written, or it would write it twice. All
 * state is guarded by this object's monitor; loops run outside of it.
 */
@Component
@Order(1000)
class LoopRunner implements ControlLoops, ImagePublisher, SmartLifecycle {

    /** A loop that failed runs again after this long, doubled with each failure in a row up to {@link #RETRY_MAX}. */
    static final Duration RETRY_FIRST = Duration.ofMillis(50);
    /** Longest pause between two tries of a failing loop. */
    static final Duration RETRY_MAX = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(LoopRunner.class);

    /** One loop and what it is owed. */
    private static final class Slot {
        private final ControlLoop loop;
        private boolean full = true;
        private Set<ObjectKey> touched = new HashSet<>();
        private Revision seen = new Revision(-1);
        private Optional<Instant> due = Optional.empty();
        private int failures;
        private long retryAtNanos;

        Slot(ControlLoop loop) {
            this.loop = loop;
        }
    }

    private final RevisionLog log;
    private final AdjustableClock clock;
    private final ObjectProvider<ControlLoop> loopBeans;
    private final List<Slot> slots = new ArrayList<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private Revision written = Revision.ZERO;
    private boolean published;
    private boolean busy;
    private Thread thread;
    private volatile boolean running;

    LoopRunner(RevisionLog log, AdjustableClock clock, ObjectProvider<ControlLoop> loops) {
        this.log = log;
        this.clock = clock;
        this.loopBeans = loops;
    }

    @Override
    public synchronized void publish(ClusterDelta delta, ClusterImage next) {
        image = next;
        published = true;
        for (Slot slot : slots) {
            slot.full |= delta.full();
            slot.touched.addAll(delta.touched());
        }
        notifyAll();
    }

    @Override
    public synchronized void start() {
        loopBeans.orderedStream().map(Slot::new).forEach(slots::add);
        running = true;
        clock.onAdvance(this::settleAt);
        thread = Thread.ofPlatform().name("control-loops").daemon().start(this::run);
    }

    private void run() {
        while (running) {
            try {
                Slot next = awaitWork();
                if (next != null) {
                    step(next);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized Slot awaitWork() throws InterruptedException {
        while (running) {
            Optional<Slot> next = firstReady();
            if (next.isPresent()) {
                busy = true;
                return next.get();
            }
            busy = false;
            notifyAll();
            long nanos = nanosUntilNext();
            if (nanos < 0) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
            }
        }
        return null;
    }

    /** The first loop, in order, that has a new image to see or whose time has come. */
    private Optional<Slot> firstReady() {
        return slots.stream().filter(this::ready).findFirst();
    }

    private boolean ready(Slot slot) {
        if (!published || behind() || slot.failures > 0 && System.nanoTime() - slot.retryAtNanos < 0) {
            return false;
        }
        return slot.failures > 0 || slot.seen.compareTo(image.revision()) < 0
                || slot.due.filter(at -> !at.isAfter(clock.instant())).isPresent();
    }

    /** Whether the image lacks something that a loop may have written. */
    private boolean behind() {
        return image.revision().compareTo(written) < 0;
    }

    private long nanosUntilNext() {
        long nearest = -1;
        if (behind()) {
            return nearest;
        }
        for (Slot slot : slots) {
            long nanos = slot.failures > 0 ? slot.retryAtNanos - System.nanoTime()
                    : slot.due.isPresent() && !clock.virtual() ? Duration.between(clock.instant(), slot.due.get()).toNanos() : -1;
            if (slot.failures > 0 || slot.due.isPresent() && !clock.virtual()) {
                nearest = nearest < 0 ? Math.max(0, nanos) : Math.min(nearest, Math.max(0, nanos));
            }
        }
        return nearest;
    }

    private void step(Slot slot) {
        ClusterImage seen;
        ClusterDelta delta;
        synchronized (this) {
            seen = image;
            delta = new ClusterDelta(slot.full, slot.touched);
            slot.full = false;
            slot.touched = new HashSet<>();
        }
        try {
            Optional<Instant> due = slot.loop.reconcile(delta, seen, clock.instant());
            synchronized (this) {
                slot.due = due;
                slot.seen = seen.revision();
                slot.failures = 0;
                written = log.current();
            }
        } catch (RuntimeException e) {
            failed(slot, seen, e);
        }
    }

    private synchronized void failed(Slot slot, ClusterImage seen, RuntimeException e) {
        if (slot.failures == 0) {
            LOGGER.warn("control loop {} failed at revision {}; it runs again", slot.loop.name(), seen.revision(), e);
        }
        long pause = Math.min(RETRY_MAX.toNanos(), RETRY_FIRST.toNanos() << Math.min(slot.failures, 20));
        slot.failures++;
        slot.full = true;
        written = log.current();
        slot.retryAtNanos = System.nanoTime() + pause;
    }

    @Override
    public void awaitIdle(Duration timeout) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (this) {
            while (!idle()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new TimeoutException("not settled within " + timeout + ": " + unsettled());
                }
                // The log may move on without an image yet, so look again now and then.
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, 20_000_000));
            }
        }
    }

    private boolean idle() {
        return running && published && !busy && image.revision().equals(log.current()) && slots.stream().noneMatch(slot -> slot.failures > 0 || ready(slot));
    }

    private String unsettled() {
        List<String> behind = slots.stream().filter(slot -> slot.failures > 0 || ready(slot)).map(slot -> slot.loop.name()).toList();
        return "the log is at revision " + log.current() + ", the image at " + image.revision() + ", loops with work: " + behind;
    }

    /** Earliest time at which a loop wants to run, for the virtual clock; waits until all is quiet first. */
    private Optional<Instant> settleAt(Instant now) {
        try {
            synchronized (this) {
                notifyAll();
            }
            awaitIdle(Duration.ofMinutes(1));
        } catch (TimeoutException e) {
            throw new IllegalStateException("time does not move on while the cluster has not settled: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while time moved on", e);
        }
        synchronized (this) {
            return slots.stream().flatMap(slot -> slot.due.stream()).filter(at -> at.isAfter(now)).min(Instant::compareTo);
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the loader, so that the first image already finds the loops. */
    @Override
    public int getPhase() {
        return -1;
    }
}
