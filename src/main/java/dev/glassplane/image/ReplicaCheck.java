package dev.glassplane.image;

import dev.glassplane.store.SharedLog;
import dev.glassplane.store.SharedLog.Position;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Whether this process is in touch with its database, and with what role and lag. */
@Component
class ReplicaCheck implements ReadyCheck {

    /** Without a word from the database for longer, reads of what others wrote cannot be promised. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(5);
    /** Writes that a replica may be behind for a moment. */
    private static final long BEHIND_MAX = 10_000;

    private final SharedLog sharing;
    private final Leadership leadership;

    ReplicaCheck(SharedLog sharing, Leadership leadership) {
        this.sharing = sharing;
        this.leadership = leadership;
    }

    @Override
    public String name() {
        return "replica";
    }

    @Override
    public boolean ok() {
        Position position = sharing.position();
        return position.since().compareTo(SILENCE_MAX) < 0 && position.behind() <= BEHIND_MAX;
    }

    @Override
    public String message() {
        Position position = sharing.position();
        return "the database last answered " + position.since().toMillis() + " ms ago, this replica is " + position.behind() + " writes behind";
    }

    @Override
    public String detail() {
        if (!sharing.shared()) {
            return "alone with its database";
        }
        Position position = sharing.position();
        String role = leadership.leads() ? "leads" : leadership.leader().isEmpty() ? "follows, nobody leads" : "follows " + leadership.leader();
        return sharing.replica() + " " + role + ", at revision " + position.seen() + ", " + position.behind() + " behind";
    }
}
