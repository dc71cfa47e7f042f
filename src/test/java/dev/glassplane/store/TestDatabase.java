package dev.glassplane.store;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/** The databases on which the log must be the same. */
public enum TestDatabase {
    H2_MEMORY, H2_FILE, POSTGRES;

    /** @return settings of a new, empty database; a test that asks for one that is not to be had is skipped */
    public String[] fresh() {
        return switch (this) {
            case H2_MEMORY -> new String[0];
            case H2_FILE -> new String[] {"glassplane.data-dir=" + directory()};
            case POSTGRES -> {
                assumeThat(TestPostgres.get().missing()).as("a PostgreSQL to test with").isEmpty();
                yield TestPostgres.get().freshDatabase();
            }
        };
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("glassplane-test");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException _) {
            // The next start of the machine clears it.
        }
    }
}
