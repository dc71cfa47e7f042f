package dev.glassplane.store;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The log's rows in the database. The same SQL on H2 and PostgreSQL. */
@Component
class RevisionTable {

    private static final String COLUMNS = "revision, resource, namespace, name, type, previous, object";
    private static final String LATEST = "SELECT max(revision) FROM revision o WHERE o.resource = r.resource AND o.namespace = r.namespace"
            + " AND o.name = r.name";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json = JsonMapper.builder().build();

    RevisionTable(JdbcTemplate jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Inserts the events in one transaction: all are committed when this returns, none if it throws. */
    void insert(List<Event> events) {
        transaction.executeWithoutResult(status -> jdbc.batchUpdate(
                "INSERT INTO revision (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?)", new BatchPreparedStatementSetter() {
                    @Override
                    public void setValues(PreparedStatement statement, int i) throws SQLException {
                        bind(statement, events.get(i));
                    }

                    @Override
                    public int getBatchSize() {
                        return events.size();
                    }
                }));
    }

    private void bind(PreparedStatement statement, Event event) throws SQLException {
        Stored current = event.current();
        statement.setLong(1, event.revision().value());
        statement.setString(2, current.key().resource());
        statement.setString(3, current.key().namespace());
        statement.setString(4, current.key().name());
        statement.setString(5, event.type().name());
        statement.setLong(6, event.previous().map(stored -> stored.revision().value()).orElse(0L));
        statement.setBytes(7, json.writeValueAsBytes(current.object()));
    }

    /** @return the newest row of each object that is not deleted, by revision */
    List<Stored> currentObjects() {
        return jdbc.query("SELECT " + COLUMNS + " FROM revision r WHERE r.revision = (" + LATEST + ") AND r.type <> 'DELETED'"
                + " ORDER BY revision", (row, i) -> stored(row));
    }

    /** @return what was current at the revision, for one resource */
    List<Stored> objectsAt(String resource, Revision at) {
        return jdbc.query("SELECT " + COLUMNS + " FROM revision r WHERE r.resource = ? AND r.revision = (" + LATEST
                + " AND o.revision <= ?) AND r.type <> 'DELETED' ORDER BY namespace, name", (row, i) -> stored(row), resource, at.value());
    }

    /** @return writes after the revision, oldest first */
    List<Event> after(Revision revision, int limit) {
        return jdbc.query("SELECT " + COLUMNS + " FROM revision WHERE revision > ? ORDER BY revision LIMIT ?", (row, i) -> {
            Stored current = stored(row);
            long previous = row.getLong("previous");
            return new Event(Event.Type.valueOf(row.getString("type")), current.revision(), current,
                    previous == 0 ? Optional.empty() : byRevision(previous));
        }, revision.value(), limit);
    }

    private Optional<Stored> byRevision(long revision) {
        return jdbc.query("SELECT " + COLUMNS + " FROM revision WHERE revision = ?", (row, i) -> stored(row), revision).stream().findFirst();
    }

    /** @return the greatest revision ever written */
    Revision last() {
        Long last = jdbc.queryForObject("SELECT greatest(coalesce((SELECT max(revision) FROM revision), 0),"
                + " (SELECT revision FROM horizon WHERE id = 1))", Long.class);
        return new Revision(last == null ? 0 : last);
    }

    /** @return oldest revision that may still be asked for */
    Revision horizon() {
        Long horizon = jdbc.queryForObject("SELECT revision FROM horizon WHERE id = 1", Long.class);
        return new Revision(horizon == null ? 0 : horizon);
    }

    /** Removes rows that no list or watch from the horizon on can see, and remembers the horizon. */
    void compact(Revision horizon) {
        transaction.executeWithoutResult(status -> {
            jdbc.update("UPDATE horizon SET revision = ? WHERE id = 1", horizon.value());
            jdbc.update("DELETE FROM revision r WHERE r.revision <= ? AND (r.type = 'DELETED' OR r.revision < (" + LATEST
                    + " AND o.revision <= ?))", horizon.value(), horizon.value());
        });
    }

    private Stored stored(ResultSet row) throws SQLException {
        ObjectKey key = new ObjectKey(row.getString("resource"), row.getString("namespace"), row.getString("name"));
        byte[] bytes = row.getBytes("object");
        try {
            return new Stored(key, new Revision(row.getLong("revision")), (ObjectNode) json.readTree(bytes));
        } catch (RuntimeException e) {
            throw new IllegalStateException("the log's row " + row.getLong("revision") + " (" + key + ") holds no JSON object: "
                    + new String(bytes, 0, Math.min(80, bytes.length), StandardCharsets.UTF_8), e);
        }
    }
}
