package dev.glassplane.image;

import dev.glassplane.store.SharedLog;
import dev.glassplane.store.SharedLog.Position;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Whether this process is in touch with its database, and with what role and lag. */
@Component
class ReplicaCheck implements ReadyCheck {

    /** A replica that is behind for longer, or hears nothing from its database, is not ready. */
    private static final Duration BEHIND_MAX = Duration.ofSeconds(5);

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
        return sharing.position().since().compareTo(BEHIND_MAX) < 0;
    }

    @Override
    public String message() {
        Position position = sharing.position();
        return "this replica was level with its database " + position.since().toSeconds() + " s ago, it is at revision " + position.seen() + " and knows of "
                + position.known();
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
