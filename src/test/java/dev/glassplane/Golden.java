package dev.glassplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that hold what is expected, word for word. {@code -Dglassplane.golden=update} rewrites them. */
public final class Golden {

    private static final boolean UPDATE = "update".equals(System.getProperty("glassplane.golden"));

    private Golden() {}

    /** Fails unless the file holds the text; writes it there instead, if asked to. */
    public static void compare(Path file, String text) {
        try {
            if (UPDATE) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as("-Dglassplane.golden=update writes it").exists();
            assertThat(text).as(file.toString()).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
