package dev.glassplane.image;

import dev.glassplane.store.Fence;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.SharedLog;
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
 * Runs all control loops on one thread, if this process leads: whenever there is a new image, each loop in its order with what changed since its last run; and
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

    /** Keys that are remembered for a loop; with more it is told that everything may have changed. */
    static final int TOUCHED_MAX = 100_000;
    /** Longest sleep of the thread while a loop waits for a later time. */
    private static final Duration SLEEP_MAX = Duration.ofHours(1);
    /** Pause between two looks at whether all is quiet. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    /** How long a stop waits for the loop at hand. */
    private static final Duration STOP_MAX = Duration.ofSeconds(5);

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

        void owe(ClusterDelta delta) {
            full |= delta.full();
            touched.addAll(delta.touched());
            if (touched.size() > TOUCHED_MAX) {
                full = true;
                touched = new HashSet<>();
            }
        }
    }

    private final RevisionLog log;
    private final SharedLog sharing;
    private final Leadership leadership;
    private final AdjustableClock clock;
    private final ObjectProvider<ControlLoop> loopBeans;
    private final List<Slot> slots = new ArrayList<>();
    private ClusterImage image = ClusterImage.EMPTY;
    private Revision written = Revision.ZERO;
    private boolean published;
    private boolean busy;
    private int turn;
    private Revision toldSettled = Revision.ZERO;
    private Thread thread;
    private volatile boolean running;

    LoopRunner(RevisionLog log, SharedLog sharing, Leadership leadership, AdjustableClock clock, ObjectProvider<ControlLoop> loops) {
        this.log = log;
        this.sharing = sharing;
        this.leadership = leadership;
        this.clock = clock;
        this.loopBeans = loops;
    }

    @Override
    public synchronized void publish(ClusterDelta delta, ClusterImage next) {
        image = next;
        published = true;
        slots.forEach(slot -> slot.owe(delta));
        notifyAll();
    }

    @Override
    public synchronized void start() {
        loopBeans.orderedStream().map(Slot::new).forEach(slots::add);
        running = true;
        clock.onAdvance(this::settleAt);
        leadership.onChange(this::leadershipChanged);
        thread = Thread.ofPlatform().name("control-loops").daemon().start(this::run);
    }

    /** Who begins to lead knows nothing of what the loops saw before. */
    private synchronized void leadershipChanged() {
        for (Slot slot : slots) {
            slot.full = true;
            slot.seen = new Revision(-1);
            slot.due = Optional.empty();
            slot.failures = 0;
        }
        written = log.current();
        notifyAll();
    }

    private void run() {
        while (running) {
            try {
                tellSettled();
                Slot next = awaitWork();
                if (next != null) {
                    step(next);
                }
            } catch (InterruptedException e) {
                LOGGER.debug("interrupted", e); // stop() says when to end
            }
        }
    }

    /** Tells the other replicas how far the loops have come. */
    private void tellSettled() {
        Revision settled;
        synchronized (this) {
            if (!owesSettled()) {
                return;
            }
            settled = image.revision();
            toldSettled = settled;
        }
        try {
            sharing.settled(settled);
        } catch (RuntimeException e) {
            LOGGER.warn("the other replicas were not told that revision {} has settled", settled, e);
        }
    }

    private boolean owesSettled() {
        return sharing.shared() && leadership.leads() && idle() && !image.revision().equals(toldSettled);
    }

    /** @return null if there is something else to do */
    private synchronized Slot awaitWork() throws InterruptedException {
        while (running) {
            Optional<Slot> next = nextReady();
            if (next.isPresent()) {
                busy = true;
                return next.get();
            }
            busy = false;
            notifyAll();
            if (owesSettled()) {
                return null;
            }
            long nanos = nanosUntilNext();
            if (nanos < 0) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, nanos));
            }
        }
        return null;
    }

    /**
     * The next loop, in order, that has a new image to see or whose time has come. All have their turn before the first comes again, or steady
     * writes would keep the later ones waiting; after a rest it starts with the first.
     */
    private Optional<Slot> nextReady() {
        for (int i = 0; i < slots.size(); i++) {
            int index = (turn + i) % slots.size();
            if (ready(slots.get(index))) {
                turn = index + 1;
                return Optional.of(slots.get(index));
            }
        }
        turn = behind() ? turn : 0;
        return Optional.empty();
    }

    private boolean ready(Slot slot) {
        if (!published || !leadership.leads() || behind() || slot.failures > 0 && System.nanoTime() - slot.retryAtNanos < 0) {
            return false;
        }
        return slot.failures > 0 || slot.seen.compareTo(image.revision()) < 0
                || slot.due.filter(at -> !at.isAfter(clock.instant())).isPresent();
    }

    /** Whether the image lacks something that a loop may have written. */
    private boolean behind() {
        return image.revision().compareTo(written) < 0;
    }

    /** How long nothing will be due, -1 if only a new image or virtual time can change that. */
    private long nanosUntilNext() {
        if (behind() || !leadership.leads()) {
            return -1;
        }
        return slots.stream().mapToLong(this::nanosUntilDue).filter(nanos -> nanos >= 0).min().orElse(-1);
    }

    private long nanosUntilDue(Slot slot) {
        if (slot.failures > 0) {
            return Math.max(0, slot.retryAtNanos - System.nanoTime());
        }
        if (slot.due.isEmpty() || clock.virtual()) {
            return -1;
        }
        Instant now = clock.instant();
        if (slot.due.get().isAfter(now.plus(SLEEP_MAX))) {
            return SLEEP_MAX.toNanos();
        }
        return Math.max(0, Duration.between(now, slot.due.get()).toNanos());
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
            Optional<Instant> due = Fence.around(leadership.guard(), () -> slot.loop.reconcile(delta, seen, clock.instant()));
            synchronized (this) {
                slot.due = due;
                slot.seen = seen.revision();
                slot.failures = 0;
                written = log.current();
            }
        } catch (RuntimeException | Error e) {
            failed(slot, delta, seen, e);
        }
    }

    private synchronized void failed(Slot slot, ClusterDelta delta, ClusterImage seen, Throwable e) {
        if (slot.failures == 0) {
            LOGGER.warn("control loop {} failed at revision {}; it runs again", slot.loop.name(), seen.revision(), e);
        }
        long pause = Math.min(RETRY_MAX.toNanos(), RETRY_FIRST.toNanos() << Math.min(slot.failures, 20));
        slot.failures++;
        slot.owe(new ClusterDelta(true, delta.touched()));
        written = log.current();
        slot.retryAtNanos = System.nanoTime() + pause;
    }

    @Override
    public void awaitIdle(Duration timeout) throws TimeoutException, InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!idleElsewhere()) {
            synchronized (this) {
                if (leadership.leads() && idle()) {
                    return;
                }
                if (System.nanoTime() >= end) {
                    throw new TimeoutException("not settled within " + timeout + ": " + unsettled());
                }
                // The log may move on without an image yet, or another process be the one that settles, so look again now and then.
                TimeUnit.NANOSECONDS.timedWait(this, Math.min(Math.max(1, end - System.nanoTime()), LOOK_AGAIN.toNanos()));
            }
        }
    }

    /** Whether another process, which runs the loops, says that all is quiet, and this one has the image of it. */
    private boolean idleElsewhere() {
        if (leadership.leads()) {
            return false;
        }
        Revision quiet = sharing.settled();
        Revision last = log.sync();
        synchronized (this) {
            return quiet.compareTo(last) >= 0 && image.revision().equals(last);
        }
    }

    private boolean idle() {
        return running && published && !busy && image.revision().equals(log.current())
                && slots.stream().noneMatch(slot -> slot.failures > 0 || ready(slot));
    }

    private String unsettled() {
        List<String> behind = slots.stream().filter(slot -> slot.failures > 0 || ready(slot)).map(slot -> slot.loop.name()).toList();
        String where = leadership.leads() ? "" : "the loops run in replica \"" + leadership.leader() + "\", ";
        return where + "the log is at revision " + log.current() + ", the image at " + image.revision() + ", loops with work: " + behind;
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

    /** Ends after the loop at hand; the thread is not interrupted in the middle of a write. */
    @Override
    public void stop() {
        running = false;
        synchronized (this) {
            notifyAll();
        }
        try {
            thread.join(STOP_MAX);
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
