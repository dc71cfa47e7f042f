package dev.glassplane.store;

import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Which database keeps the log: H2 in memory; with {@code glassplane.data-dir} an H2 file there; with {@code glassplane.database-url}, or Spring
 * Boot's {@code spring.datasource.url}, a PostgreSQL.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StoreProperties.class)
class StoreConfiguration {

    /** Decided when the process starts, not by a condition on the bean: a context that was prepared at build time keeps the choice open. */
    @Bean
    JdbcConnectionDetails database(Environment environment) {
        DatabaseSettings settings = DatabaseSettings.of(environment);
        if (DatabaseSettings.isSet(environment, DatabaseSettings.URL)) {
            DatabaseCheck.run(settings);
        }
        return settings;
    }

    @Bean
    FlywayConfigurationCustomizer typesOfTheDatabase(SharedDatabase database) {
        return flyway -> flyway.placeholders(Map.of("bytes", database.shared() ? "bytea" : "varbinary(16777216)"));
    }
}
