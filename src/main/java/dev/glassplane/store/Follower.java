package dev.glassplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the writes of other processes: from the database's notifications, and by looking now and then, in case one got lost or the
 * database has none. What it hears is only a reason to look; order and completeness come from the rows.
 */
final class Follower {

    /** Pause between two looks where nothing notifies. */
    static final Duration POLL = Duration.ofMillis(50);
    /** Pause between two looks where notifications come as well. */
    private static final Duration POLL_LISTENING = Duration.ofSeconds(1);
    /** Pause after the database failed. */
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final DataSource dataSource;
    private final SharedDatabase shared;
    private final Head head;
    private final LongConsumer last;
    private final Thread thread;
    private boolean failing;
    private volatile boolean closed;

    /** @param last hears of the last revision each time it was asked for */
    Follower(DataSource dataSource, SharedDatabase shared, Head head, LongConsumer last) {
        this.dataSource = dataSource;
        this.shared = shared;
        this.head = head;
        this.last = last;
        this.thread = Thread.ofPlatform().daemon().name("store-follower").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                if (shared.notifies()) {
                    listen();
                } else {
                    look();
                    Thread.sleep(POLL);
                }
            } catch (SQLException | RuntimeException e) {
                tell(e);
                pause();
            } catch (InterruptedException e) {
                LOG.debug("interrupted", e); // close() says when to end
            }
        }
    }

    /** Keeps one connection, until it fails. */
    private void listen() throws SQLException {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute("listen " + SharedDatabase.CHANNEL);
            PGConnection notifying = connection.unwrap(PGConnection.class);
            while (!closed) {
                look();
                notifying.getNotifications((int) POLL_LISTENING.toMillis());
            }
            statement.execute("unlisten *");
        }
    }

    private void look() {
        last.accept(head.last());
        if (failing) {
            failing = false;
            LOG.info("the database answers again");
        }
    }

    private void tell(Exception e) {
        if (!failing && !closed) {
            failing = true;
            LOG.warn("the database does not answer, so the writes of other processes are not seen: {}", Reasons.of(e));
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            LOG.debug("interrupted", e); // close() says when to end
        }
    }

    void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(POLL_LISTENING.plus(RETRY));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
