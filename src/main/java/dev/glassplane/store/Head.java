package dev.glassplane.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The end of the log, where processes that share it meet: a row that the writer locks from before it reads the last revision until its
 * commit. So each sees all writes before its own, and revisions are in the order of the commits.
 */
@Component
class Head {

    /** Rows read at once. */
    static final int READ_ROWS = 500;
    private static final String INSERT =
            "insert into revisions (revision, resource, namespace, name, type, previous, body) values (?, ?, ?, ?, ?, ?, ?)";
    private static final String ROWS = "select revision, resource, namespace, name, type, previous, body from revisions where revision > ? order by revision limit ?";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final String move;

    Head(DataSource dataSource, JdbcTemplate jdbc, SharedDatabase shared) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.move = shared.notifies() ? "update head set revision = ? where id = 1 returning pg_notify('" + SharedDatabase.CHANNEL + "', revision::text)"
                : "update head set revision = ? where id = 1";
    }

    /** The commit of a transaction failed: it may or may not have happened. */
    static final class UnknownOutcomeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownOutcomeException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * What becomes a row.
     *
     * @param body the object as JSON without its resourceVersion, null for a delete
     */
    record Entry(Event event, byte[] body) {}

    /** The time in which nobody else writes. */
    final class Turn {
        private final long last;
        private boolean wrote;

        private Turn(long last) {
            this.last = last;
        }

        /** @return revision of the last write */
        long last() {
            return last;
        }

        /** Writes rows that follow the last one. */
        void append(List<Entry> entries) {
            wrote = true;
            jdbc.batchUpdate(INSERT, entries, entries.size(), Head::bind);
            jdbc.execute(move, (PreparedStatement statement) -> {
                statement.setLong(1, entries.getLast().event().revision().value());
                return statement.execute();
            });
        }
    }

    /**
     * Has the turn while the work runs; what it appended is committed afterwards.
     *
     * @throws UnknownOutcomeException if the commit failed; any other exception means that nothing was written
     */
    void turn(Consumer<Turn> work) {
        boolean[] committing = new boolean[1];
        try {
            transaction.executeWithoutResult(status -> {
                Turn turn = new Turn(jdbc.queryForObject("select revision from head where id = 1 for update", Long.class));
                work.accept(turn);
                if (!turn.wrote) {
                    status.setRollbackOnly(); // a commit would wait for the disk
                }
                committing[0] = turn.wrote;
            });
        } catch (RuntimeException | Error e) {
            if (committing[0]) {
                throw new UnknownOutcomeException(e);
            }
            throw e;
        }
    }

    /** @return revision of the last committed write of any process */
    long last() {
        return jdbc.queryForObject("select revision from head where id = 1", Long.class);
    }

    /** @return 1 for the first process that opens the log, then counting */
    long open() {
        return transaction.execute(status -> {
            long openings = jdbc.queryForObject("select openings from head where id = 1 for update", Long.class) + 1;
            jdbc.update("update head set openings = ? where id = 1", openings);
            return openings;
        });
    }

    /**
     * A row as it is read back.
     *
     * @param previous revision of the state before, 0 if there was none
     * @param body     null for a delete
     */
    record Row(Revision revision, ObjectKey key, Event.Type type, long previous, byte[] body) {

        private static Row of(ResultSet row, int number) throws SQLException {
            return new Row(new Revision(row.getLong(1)), new ObjectKey(row.getString(2), row.getString(3), row.getString(4)),
                    Event.Type.valueOf(row.getString(5)), row.getLong(6), row.getBytes(7));
        }
    }

    /**
     * @return the next events after a state, oldest first, at most {@link #READ_ROWS}
     * @throws FellBehindException if rows between are gone
     */
    List<Event> after(LogState known) {
        LogState state = known;
        List<Event> events = new ArrayList<>();
        for (Row row : jdbc.query(ROWS, Row::of, known.revision().value(), READ_ROWS)) {
            Optional<Stored> before = state.get(row.key);
            if (row.revision.value() != state.revision().value() + 1 || before.map(stored -> stored.revision().value()).orElse(0L) != row.previous) {
                throw new FellBehindException(state.revision(), row.revision);
            }
            Stored current = new Stored(row.key, row.revision, row.type == Event.Type.DELETED
                    ? Json.restamped(before.orElseThrow().object(), row.revision) : Json.parse(row.body, row.revision));
            Event event = new Event(row.type, row.revision, current, before);
            state = state.with(event);
            events.add(event);
        }
        return events;
    }

    private static void bind(PreparedStatement statement, Entry entry) throws SQLException {
        Event event = entry.event();
        byte[] body = entry.body();
        ObjectKey key = event.current().key();
        statement.setLong(1, event.revision().value());
        statement.setString(2, key.resource());
        statement.setString(3, key.namespace());
        statement.setString(4, key.name());
        statement.setString(5, event.type().name());
        statement.setLong(6, event.previous().map(stored -> stored.revision().value()).orElse(0L));
        if (body == null) {
            statement.setNull(7, Types.VARBINARY);
        } else {
            statement.setBytes(7, body);
        }
    }
}
