package dev.glassplane.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** Whether other processes may use the same database, and whether it can tell them of writes. */
@Component
class SharedDatabase {

    /** Channel of {@code LISTEN} and {@code NOTIFY}; the payload is the revision. */
    static final String CHANNEL = "glassplane";
    /** H2's error code DATABASE_ALREADY_OPEN_1. */
    private static final int H2_IN_USE = 90020;
    private static final Logger LOG = LoggerFactory.getLogger(SharedDatabase.class);

    private final boolean shared;
    private final boolean notifies;

    SharedDatabase(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            shared = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
            notifies = shared && listens(connection);
        } catch (SQLException | RuntimeException e) {
            if (NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException sql && sql.getErrorCode() == H2_IN_USE) {
                throw new DatabaseRefusedException(DatabaseSettings.DATA_DIR + ": another process uses the database there; several processes on one log need "
                        + DatabaseSettings.URL);
            }
            throw new StoreException("the database does not answer", e);
        }
    }

    private static boolean listens(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            statement.execute("select pg_notify('" + CHANNEL + "', '0')");
            statement.execute("unlisten " + CHANNEL);
            return true;
        } catch (SQLException e) {
            LOG.info("the database does not notify: replicas look for writes every {}", Follower.POLL);
            return false;
        }
    }

    /** @return whether other processes may write to the log */
    boolean shared() {
        return shared;
    }

    /** @return whether listeners of the channel hear of commits */
    boolean notifies() {
        return notifies;
    }
}
