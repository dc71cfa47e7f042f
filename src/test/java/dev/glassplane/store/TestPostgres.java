package dev.glassplane.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL for tests, one for the whole run: that of system property {@code glassplane.test.postgres} (a JDBC URL whose user may create
 * databases), else one in Docker, else one of embedded binaries, else none, with a reason.
 */
public final class TestPostgres {

    /** Names the server to use. */
    public static final String PROPERTY = "glassplane.test.postgres";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static TestPostgres started;

    private final String failure;
    private final String url;
    private final String user;
    private final String password;

    private TestPostgres(String failure, String url, String user, String password) {
        this.failure = failure;
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** @return the server, started now if it was not */
    public static synchronized TestPostgres get() {
        if (started == null) {
            started = start();
        }
        return started;
    }

    private static TestPostgres start() {
        String given = System.getProperty(PROPERTY, "");
        if (!given.isEmpty()) {
            return new TestPostgres("", given, "", "");
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            PostgreSQLContainer container = new PostgreSQLContainer("postgres:17");
            container.start(); // Testcontainers ends it with this JVM
            return new TestPostgres("", container.getJdbcUrl(), container.getUsername(), container.getPassword());
        }
        try {
            // Embedded, it would leave out to wait for the disk.
            EmbeddedPostgres server = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
            endWithThisProcess(server);
            return new TestPostgres("", server.getJdbcUrl("postgres", "postgres"), "postgres", "");
        } catch (IOException | RuntimeException | SQLException e) {
            return new TestPostgres("no PostgreSQL: property " + PROPERTY + " is not set, Docker does not answer, the embedded server does not start ("
                    + e + ")", "", "", "");
        }
    }

    /** The server ends also if this JVM is killed: a shell waits for the end of its input. */
    private static void endWithThisProcess(EmbeddedPostgres server) throws IOException, SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection(); Statement statement = connection.createStatement();
             var found = statement.executeQuery("select pg_read_file('postmaster.pid')")) {
            found.next();
            String pid = found.getString(1).lines().findFirst().orElseThrow();
            if (ProcessHandle.of(Long.parseLong(pid)).isPresent()) {
                new ProcessBuilder("sh", "-c", "read nothing; kill -INT " + pid).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            }
        }
    }

    /** @return why there is none, empty if there is one */
    public Optional<String> missing() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    /** @return settings that name a new, empty database: {@code name=value} */
    public String[] freshDatabase() {
        String name = "glassplane_test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try (Connection connection = user.isEmpty() ? DriverManager.getConnection(url) : DriverManager.getConnection(url, user, password);
             Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create a database for a test at " + DatabaseSettings.withoutPassword(url), e);
        }
        String own = url.replaceFirst("^(jdbc:postgresql://[^/]*/)[^?]*", "$1" + name);
        return user.isEmpty() ? new String[] {"glassplane.database-url=" + own}
                : new String[] {"glassplane.database-url=" + own, "glassplane.database-user=" + user, "glassplane.database-password=" + password};
    }
}
