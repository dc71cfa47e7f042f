package dev.glassplane.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Which database keeps the log: H2 in memory; with {@code glassplane.data-dir} an H2 file there; with {@code spring.datasource.url} that one.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

    private static final String DATA_DIR = "glassplane.data-dir";
    private static final String URL = "spring.datasource.url";

    /** H2's file system that opens the file again when a reading thread is interrupted; else nobody could use the database any more. */
    private static final String H2_FILE = "jdbc:h2:retry:";
    /** WRITE_DELAY=0: H2 flushes at every commit. By default it acknowledges first and a killed process loses the last half second. */
    private static final String H2_FILE_OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    StoreConfiguration(Environment environment) {
        if (isSet(environment, DATA_DIR) && isSet(environment, URL)) {
            throw new IllegalArgumentException(DATA_DIR + " and " + URL + " are both set: the log lives in one database, leave one out");
        }
    }

    /** Decided when the process starts, not by a condition on the bean: a context that was prepared at build time keeps the choice open. */
    @Bean
    JdbcConnectionDetails database(Environment environment) {
        if (isSet(environment, URL)) {
            return new Database(environment.getProperty(URL), environment.getProperty("spring.datasource.username", ""),
                    environment.getProperty("spring.datasource.password", ""));
        }
        String directory = environment.getProperty(DATA_DIR, "");
        return new Database(directory.isEmpty()
                ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
                : H2_FILE + Path.of(directory).toAbsolutePath().normalize().resolve("glassplane") + H2_FILE_OPTIONS, "sa", "");
    }

    @Bean
    FlywayConfigurationCustomizer typesOfTheDatabase(DataSource dataSource) {
        return flyway -> flyway.placeholders(Map.of("bytes", product(dataSource).equals("PostgreSQL") ? "bytea" : "varbinary(16777216)"));
    }

    private static String product(DataSource dataSource) {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new StoreException("the database does not answer", e);
        }
    }

    private static boolean isSet(Environment environment, String property) {
        return !environment.getProperty(property, "").isEmpty();
    }

    private record Database(String url, String user, String password) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return user;
        }

        @Override
        public String getPassword() {
            return password;
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }
    }
}
