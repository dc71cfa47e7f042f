package dev.glassplane.image;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The machine's time, or, with {@code glassplane.clock=virtual}, time that begins at a fixed instant and moves only when told to. */
@Component
class AdjustableClock implements ClusterClock {

    /** Where virtual time begins. */
    static final Instant VIRTUAL_START = Instant.parse("2026-01-01T00:00:00Z");

    /** Farthest that time moves at once: every loop that is due on the way runs meanwhile. */
    static final Duration ADVANCE_MAX = Duration.ofDays(7);

    private final boolean virtual;
    private volatile Instant virtualNow = VIRTUAL_START;
    private volatile Function<Instant, Optional<Instant>> settle = now -> Optional.empty();

    AdjustableClock(@Value("${glassplane.clock:real}") String mode) {
        if (!mode.equals("real") && !mode.equals("virtual")) {
            throw new IllegalArgumentException("glassplane.clock=" + mode + ": expected real or virtual");
        }
        this.virtual = mode.equals("virtual");
    }

    /** @param settle runs everything that is due at an instant, and answers when the next thing is due */
    void onAdvance(Function<Instant, Optional<Instant>> settle) {
        this.settle = settle;
    }

    @Override
    public Instant instant() {
        return virtual ? virtualNow : Instant.now();
    }

    @Override
    public boolean virtual() {
        return virtual;
    }

    @Override
    public synchronized Instant advance(Duration by) {
        if (!virtual) {
            throw new IllegalStateException("the clock is real and moves by itself: start with --glassplane.clock=virtual to move it");
        }
        if (by.isNegative() || by.compareTo(ADVANCE_MAX) > 0) {
            throw new IllegalArgumentException("time moves forward, at most " + ADVANCE_MAX + " at once, not by " + by);
        }
        Instant end = virtualNow.plus(by);
        Optional<Instant> next = settle.apply(virtualNow);
        while (next.isPresent() && !next.get().isAfter(end)) {
            virtualNow = next.get();
            next = settle.apply(virtualNow);
        }
        virtualNow = end;
        settle.apply(end);
        return end;
    }
}
