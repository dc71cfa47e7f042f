package dev.glassplane.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows behind the log. {@link Head} writes them with plain JDBC in batches; here they are read back, through JPA, and forgotten. */
@Component
class LogDatabase {

    /** Rows asked for by revision in one statement, or fetched at once. */
    private static final int READ_ROWS = 500;
    private static final String LATEST = """
            select revision, resource, namespace, name, type, body from revisions
            where revision in (select max(revision) from revisions group by resource, namespace, name) order by revision""";

    private final JdbcTemplate jdbc;
    private final RevisionRows rows;
    private final TransactionTemplate snapshot;
    private final TransactionTemplate transaction;

    LogDatabase(DataSource dataSource, JdbcTemplate jdbc, RevisionRows rows, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = rows;
        this.snapshot = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Everything that exists, at the revision of the last write; others may write meanwhile. */
    LogState load() {
        return snapshot.execute(status -> {
            Revision last = new Revision(jdbc.queryForObject("select revision from head where id = 1", Long.class));
            AtomicReference<LogState> state = new AtomicReference<>(LogState.EMPTY);
            jdbc.query(LogDatabase::latest, (RowCallbackHandler) row -> state.set(latest(state.get(), row)));
            return new LogState(last, state.get().objects());
        });
    }

    private static PreparedStatement latest(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(LATEST);
        statement.setFetchSize(READ_ROWS);
        return statement;
    }

    private static LogState latest(LogState state, ResultSet row) throws SQLException {
        Revision revision = new Revision(row.getLong("revision"));
        ObjectKey key = new ObjectKey(row.getString("resource"), row.getString("namespace"), row.getString("name"));
        if (row.getString("type").equals(Event.Type.DELETED.name())) {
            return state.with(key, Optional.empty(), revision);
        }
        return state.with(key, Optional.of(new Stored(key, revision, Json.parse(row.getBytes("body"), revision))), revision);
    }

    /** Where compaction has come to. */
    long horizon() {
        return jdbc.queryForObject("select horizon from compaction where id = 1", Long.class);
    }

    /** Events after the revision and up to the other, oldest first. */
    List<Event> events(Revision after, Revision upTo, int limit) {
        List<RevisionRow> found = rows.findByRevisionGreaterThanAndRevisionLessThanEqualOrderByRevision(after.value(), upTo.value(),
                Limit.of(limit));
        Map<Long, Stored> before = states(found.stream().map(row -> row.previous).filter(previous -> previous > 0).toList());
        List<Event> events = new ArrayList<>(found.size());
        for (RevisionRow row : found) {
            Revision revision = new Revision(row.revision);
            Optional<Stored> previous = Optional.ofNullable(before.get(row.previous));
            if (row.previous > 0 && previous.isEmpty()) {
                return List.of(); // compacted while we read; the caller looks at the horizon again
            }
            Stored current = new Stored(row.key(), revision, row.type == Event.Type.DELETED
                    ? Json.restamped(previous.orElseThrow().object(), revision) : Json.parse(row.body, revision));
            events.add(new Event(row.type, revision, current, previous));
        }
        return events;
    }

    /** The states before a range of revisions of those objects of the resource that were written in it; empty if they did not exist. */
    Map<ObjectKey, Optional<Stored>> statesBefore(String resource, Revision after, Revision upTo) {
        Map<ObjectKey, Long> previous = new LinkedHashMap<>();
        jdbc.query("select namespace, name, previous from revisions where revision > ? and revision <= ? and resource = ? order by revision",
                row -> {
                    previous.putIfAbsent(new ObjectKey(resource, row.getString(1), row.getString(2)), row.getLong(3));
                }, after.value(), upTo.value(), resource);
        Map<Long, Stored> states = states(previous.values().stream().filter(revision -> revision > 0).toList());
        Map<ObjectKey, Optional<Stored>> before = new LinkedHashMap<>();
        previous.forEach((key, revision) -> before.put(key, Optional.ofNullable(states.get(revision))));
        return before;
    }

    private Map<Long, Stored> states(Collection<Long> revisions) {
        List<Long> wanted = List.copyOf(revisions);
        Map<Long, Stored> states = new HashMap<>();
        for (int from = 0; from < wanted.size(); from += READ_ROWS) {
            for (RevisionRow row : rows.findByRevisionIn(wanted.subList(from, Math.min(from + READ_ROWS, wanted.size())))) {
                Revision revision = new Revision(row.revision);
                states.put(row.revision, new Stored(row.key(), revision, Json.parse(row.body, revision)));
            }
        }
        return states;
    }

    /** Deletes the rows that writes after the first revision and up to the other made history, and moves the marker, in one transaction. */
    void forget(long after, long upTo) {
        transaction.executeWithoutResult(status -> {
            List<Object[]> superseded = jdbc.queryForList(
                    "select previous from revisions where revision > ? and revision <= ? and previous > 0", Long.class, after, upTo)
                    .stream().map(revision -> new Object[] {revision}).toList();
            jdbc.batchUpdate("delete from revisions where revision = ?", superseded);
            jdbc.update("delete from revisions where revision > ? and revision <= ? and type = 'DELETED'", after, upTo);
            jdbc.update("update compaction set horizon = ? where id = 1 and horizon < ?", upTo, upTo); // never back, whoever else compacts
        });
    }
}
