package dev.glassplane.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** {@link SharedLog} in tables beside the log. */
@Component
class DatabaseSharing implements SharedLog {

    /** Pause before it is asked again whether another replica has done a piece of work. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final DatabaseLog log;
    private final SharedDatabase database;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final String replica;

    DatabaseSharing(DatabaseLog log, SharedDatabase database, DataSource dataSource, JdbcTemplate jdbc,
                    @Value("${glassplane.replica-id:}") String replica) {
        this.log = log;
        this.database = database;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.replica = replica.isEmpty() ? host() + "-" + ProcessHandle.current().pid() : replica;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    @Override
    public boolean shared() {
        return database.shared();
    }

    @Override
    public String replica() {
        return replica;
    }

    @Override
    public Position position() {
        Revision seen = log.current();
        if (!database.shared()) {
            return new Position(seen, seen, Duration.ZERO);
        }
        DatabaseLog.Seen said = log.seen();
        return new Position(new Revision(said.revision()), seen, Duration.ofNanos(System.nanoTime() - said.levelNanos()));
    }

    @Override
    public void once(Milestone milestone, Runnable work) {
        while (!Boolean.TRUE.equals(transaction.execute(status -> tryOnce(milestone, work, status)))) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException("interrupted while another replica did what is to be done once: " + milestone, e);
            }
        }
        log.sync();
    }

    /** The row's lock is held while the work runs: who dies lets go of it. */
    private boolean tryOnce(Milestone milestone, Runnable work, TransactionStatus status) {
        boolean reached;
        try {
            reached = jdbc.queryForObject("select reached from milestones where name = ? for update nowait", Boolean.class, milestone.column());
        } catch (DataAccessException e) {
            if (!Reasons.locked(e)) {
                throw e;
            }
            status.setRollbackOnly();
            return false;
        }
        if (!reached) {
            if (database.shared()) {
                jdbc.execute("set local idle_in_transaction_session_timeout = 0");
            }
            work.run();
            jdbc.update("update milestones set reached = true where name = ?", milestone.column());
        }
        return true;
    }

    @Override
    public void compactsHere(boolean here) {
        log.compactsHere(here);
    }

    @Override
    public void settled(Revision revision) {
        jdbc.update("update loops set settled = ? where id = 1 and settled < ?", revision.value(), revision.value());
    }

    @Override
    public Revision settled() {
        return new Revision(jdbc.queryForObject("select settled from loops where id = 1", Long.class));
    }

    @Override
    public void keepStart(Collection<Stored> objects) {
        transaction.executeWithoutResult(status -> {
            jdbc.update("delete from start_objects");
            jdbc.batchUpdate("insert into start_objects (resource, namespace, name, revision, body) values (?, ?, ?, ?, ?)", objects, objects.size(),
                    (statement, stored) -> {
                        statement.setString(1, stored.key().resource());
                        statement.setString(2, stored.key().namespace());
                        statement.setString(3, stored.key().name());
                        statement.setLong(4, stored.revision().value());
                        statement.setBytes(5, Json.bytes(stored.object()));
                    });
        });
    }

    @Override
    public List<Stored> startObjects() {
        return jdbc.query("select resource, namespace, name, revision, body from start_objects", (row, number) -> {
            Revision revision = new Revision(row.getLong(4));
            return new Stored(new ObjectKey(row.getString(1), row.getString(2), row.getString(3)), revision, Json.parse(row.getBytes(5), revision));
        });
    }
}
