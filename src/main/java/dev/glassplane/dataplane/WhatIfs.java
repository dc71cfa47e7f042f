package dev.glassplane.dataplane;

import dev.glassplane.image.ImageEdit;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/** Keeps the last answers of the reconciler's {@code hypothetical}, and lets one caller compute at a time. */
@Component
final class WhatIfs implements WhatIf {

    /** Answers that are kept, all of one revision. */
    static final int KEPT_MAX = 6;
    /** How long a caller may wait for the others. */
    static final Duration WAIT_MAX = Duration.ofSeconds(5);

    private final Reconciler reconciler;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Map<ImageEdit, Dataplane> kept = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);
    private Revision revision = Revision.ZERO;

    WhatIfs(Reconciler reconciler) {
        this.reconciler = reconciler;
    }

    @Override
    public Dataplane dataplane(Dataplane published, ImageEdit edit) throws TimeoutException, InterruptedException {
        if (edit.isEmpty()) {
            return published;
        }
        if (!turn.tryLock(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("other questions of the kind \"what if\" took longer than " + WAIT_MAX);
        }
        try {
            if (!revision.equals(published.revision())) {
                kept.clear();
                revision = published.revision();
            }
            Dataplane known = kept.get(edit);
            if (known == null) {
                known = reconciler.hypothetical(published, edit);
                kept.put(edit, known);
                if (kept.size() > KEPT_MAX) {
                    kept.remove(kept.keySet().iterator().next());
                }
            }
            return known;
        } finally {
            turn.unlock();
        }
    }
}
