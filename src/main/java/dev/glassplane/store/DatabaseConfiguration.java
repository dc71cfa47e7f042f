package dev.glassplane.store;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the log lives: H2 in memory, an H2 file in a data directory, or the database of {@code spring.datasource.url}. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** The writer, and readers of old history. */
    private static final int CONNECTIONS_MAX = 8;

    @Bean
    @ConditionalOnMissingBean
    DataSource dataSource(@Value("${glassplane.data-dir:}") String dataDir, @Value("${spring.datasource.url:}") String url,
                          @Value("${spring.datasource.username:}") String user, @Value("${spring.datasource.password:}") String password) {
        if (!dataDir.isEmpty() && !url.isEmpty()) {
            throw new IllegalArgumentException("glassplane.data-dir and spring.datasource.url exclude each other");
        }
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(url.isEmpty() ? h2(dataDir) : url);
        source.setUsername(url.isEmpty() ? "sa" : user);
        source.setPassword(password);
        source.setMaximumPoolSize(CONNECTIONS_MAX);
        return source;
    }

    /** Without WRITE_DELAY=0 H2 acknowledges what a crash can lose. */
    private static String h2(String dataDir) {
        return dataDir.isEmpty() ? "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE"
                : "jdbc:h2:file:" + Path.of(dataDir).toAbsolutePath().resolve("glassplane") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Bean
    FlywayConfigurationCustomizer jsonColumnType() {
        return configuration -> {
            String url = configuration.getDataSource() instanceof HikariDataSource hikari ? hikari.getJdbcUrl() : "";
            configuration.placeholders(Map.of("json", jsonType(url)));
        };
    }

    /** @return the column type for an object's bytes in the database of this URL */
    static String jsonType(String url) {
        return url.startsWith("jdbc:postgresql") ? "BYTEA" : "VARBINARY(16777216)";
    }
}
