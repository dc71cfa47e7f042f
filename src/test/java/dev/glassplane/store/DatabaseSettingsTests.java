package dev.glassplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class DatabaseSettingsTests {

    private static final String POSTGRES = "jdbc:postgresql://db/glassplane";

    @Test
    void withoutSettingsTheLogIsInMemory() {
        assertThat(DatabaseSettings.of(new MockEnvironment()).url()).startsWith("jdbc:h2:mem:");
    }

    @Test
    void aPostgresUrlKeepsWhatTheUserSays() {
        DatabaseSettings settings = DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.database-url", POSTGRES + "?socketTimeout=5&sslmode=require")
                .withProperty("glassplane.database-user", "me").withProperty("glassplane.database-password", "secret"));
        assertThat(settings.url()).startsWith(POSTGRES + "?socketTimeout=5&sslmode=require&").contains("reWriteBatchedInserts=true").doesNotContain("socketTimeout=30");
        assertThat(settings.getUsername()).isEqualTo("me");
        assertThat(settings.getPassword()).isEqualTo("secret");
    }

    @Test
    void twoDatabasesAreRefused() {
        assertThatThrownBy(() -> DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.data-dir", "x").withProperty("glassplane.database-url", POSTGRES)))
                .hasMessage("glassplane.data-dir and glassplane.database-url are both set: the log lives in one database, leave one out");
    }

    @Test
    void whatIsNoDatabaseIsRefusedWithoutThePassword() {
        assertThatThrownBy(() -> DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.database-url", "postgres://me:secret@db/x?password=secret")))
                .hasMessage("glassplane.database-url: expected a URL such as jdbc:postgresql://localhost:5432/glassplane, found \"postgres://me:...@db/x?password=...\"");
        assertThatThrownBy(() -> DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.database-user", "me")))
                .hasMessageStartingWith("glassplane.database-user is set without glassplane.database-url");
    }

    @Test
    void aFileIsNoDataDirectory(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.data-dir", file.toString())))
                .hasMessage("glassplane.data-dir=" + file + ": expected a folder, found a file");
    }

    @Test
    void nobodyAnswering() {
        DatabaseSettings settings = DatabaseSettings.of(new MockEnvironment().withProperty("glassplane.database-url", "jdbc:postgresql://127.0.0.1:1/glassplane"));
        assertThatThrownBy(() -> DatabaseCheck.run(settings)).isInstanceOf(DatabaseRefusedException.class)
                .hasMessageStartingWith("glassplane.database-url=jdbc:postgresql://127.0.0.1:1/glassplane: no PostgreSQL answers there: ");
    }
}
