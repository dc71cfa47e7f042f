package dev.glassplane.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The real log on a real database, without the rest of the application. */
public final class TestLog implements AutoCloseable {

    private final HikariDataSource source;
    private final DatabaseRevisionLog log;

    private TestLog(String dataDir, String url, String user, long history) {
        source = (HikariDataSource) new DatabaseConfiguration().dataSource(dataDir, url, user, "");
        Flyway.configure().dataSource(source).placeholders(Map.of("json", DatabaseConfiguration.jsonType(source.getJdbcUrl()))).load().migrate();
        log = new DatabaseRevisionLog(new RevisionTable(new JdbcTemplate(source),
                new TransactionTemplate(new JdbcTransactionManager(source))), history);
    }

    /** @param history revisions kept */
    public static TestLog inMemory(long history) {
        return new TestLog("", "", "", history);
    }

    /** @return a log in an H2 file */
    public static TestLog inDirectory(Path directory) {
        return new TestLog(directory.toString(), "", "", 100_000);
    }

    /** @return a log in the database of the URL */
    public static TestLog at(String url, String user) {
        return new TestLog("", url, user, 100_000);
    }

    DatabaseRevisionLog log() {
        return log;
    }

    /** @return the log, for other packages' tests */
    public RevisionLog revisionLog() {
        return log;
    }

    long rows() {
        return new JdbcTemplate(source).queryForObject("SELECT count(*) FROM revision", Long.class);
    }

    @Override
    public void close() throws InterruptedException {
        log.close();
        source.close();
    }
}
