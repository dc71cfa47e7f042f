package dev.glassplane.ipam;

import dev.glassplane.ipam.NodePool.Plan;
import dev.glassplane.ipam.NodePool.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When a node's pool may do something: at once, or at the beats of a loop as ipamd's. Not thread-safe. */
final class Pace {

    private final Duration interval;
    private final Map<String, Instant> due = new HashMap<>();

    /** @param interval between the turns of the loop; 0 for at once */
    Pace(Duration interval) {
        this.interval = interval;
    }

    Turn turn(String node, Instant now) {
        if (interval.isZero()) {
            return Turn.UNTIL_SETTLED;
        }
        Instant at = due.get(node);
        return at != null && !now.isBefore(at) ? Turn.ONE : Turn.NONE;
    }

    /** @return when to look at the node again, if nothing happens before */
    Optional<Instant> next(String node, Plan plan, Instant now) {
        if (interval.isZero()) {
            return plan.again();
        }
        Optional<Instant> turn = plan.more() ? Optional.of(beatAfter(now)) : plan.decision().again().map(this::beatAfter);
        turn.ifPresentOrElse(at -> due.put(node, at), () -> due.remove(node));
        return WarmPool.earliest(turn, plan.again().filter(now::isBefore));
    }

    private Instant beatAfter(Instant time) {
        long millis = interval.toMillis();
        return Instant.ofEpochMilli((time.toEpochMilli() / millis + 1) * millis);
    }
}
