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
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

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

    @Bean
    @Conditional(OwnDatabase.class)
    JdbcConnectionDetails ownDatabase(Environment environment) {
        String directory = environment.getProperty(DATA_DIR, "");
        return new H2(directory.isEmpty()
                ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
                : H2_FILE + Path.of(directory).toAbsolutePath().normalize().resolve("glassplane") + H2_FILE_OPTIONS);
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

    /** Unless the user names a database. */
    static class OwnDatabase implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !isSet(context.getEnvironment(), URL);
        }
    }

    private record H2(String url) implements JdbcConnectionDetails {

        @Override
        public String getUsername() {
            return "sa";
        }

        @Override
        public String getPassword() {
            return "";
        }

        @Override
        public String getJdbcUrl() {
            return url;
        }
    }
}
