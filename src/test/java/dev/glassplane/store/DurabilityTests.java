package dev.glassplane.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** With a data directory, acknowledged means on disk: a process is killed while it writes, and nothing that it acknowledged is missing. */
class DurabilityTests {

    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 300;

    @Test
    void nothingAcknowledgedIsLostInACrash(@TempDir Path directory) throws Exception {
        Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Writer.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        long acknowledged = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
            while (acknowledged < ACKNOWLEDGED_BEFORE_THE_KILL) {
                String line = lines.readLine();
                assertThat(line).as("the writer ended by itself").isNotNull();
                if (line.matches("\\d+")) {
                    acknowledged = Long.parseLong(line);
                }
            }
            // Through the handle: the process's own method would close the pipe, and with it what is still in it.
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = line.matches("\\d+") ? Long.parseLong(line) : acknowledged;
            }
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();

        try (TestLog again = TestLog.inDirectory(directory)) {
            assertThat(again.log().current().value()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(again.log().list("pods").objects()).hasSize((int) again.log().current().value());
        }
    }

    /** Writes pods until it is killed, and prints the revision of each once it is acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            TestLog test = TestLog.inDirectory(Path.of(arguments[0]));
            for (int i = 0;; i++) {
                var object = JsonNodeFactory.instance.objectNode();
                object.putObject("metadata").put("name", "p" + i);
                Stored written = test.log().append(new Write(new ObjectKey("pods", "n", "p" + i), Revision.ZERO, Optional.of(object)));
                System.out.println(written.revision());
                System.out.flush();
            }
        }
    }
}
