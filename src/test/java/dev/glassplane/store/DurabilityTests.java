package dev.glassplane.store;

import static dev.glassplane.store.TestStore.delete;
import static dev.glassplane.store.TestStore.key;
import static dev.glassplane.store.TestStore.put;
import static dev.glassplane.store.TestStore.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurabilityTests {

    private static final ObjectKey A = key("configmaps", "a");

    @ParameterizedTest
    @EnumSource(names = {"H2_FILE", "POSTGRES"})
    void aDatabaseIsReopenedWhereItEnded(TestDatabase database) {
        String[] settings = database.fresh();
        String odd = "\u00e4\u0000\ud83d\ude00";
        List<Event> events;
        try (TestStore store = TestStore.open(settings)) {
            put(store.log(), A, "1");
            put(store.log(), key("pods", "p"), odd);
            put(store.log(), A, "2");
            delete(store.log(), key("pods", "p"));
            events = store.log().after(Revision.ZERO, 10);
            assertThat(store.log().opening()).isEqualTo(1);
        }
        try (TestStore store = TestStore.open(settings)) {
            RevisionLog log = store.log();
            assertThat(log.opening()).isEqualTo(2);
            assertThat(log.current()).isEqualTo(new Revision(4));
            assertThat(log.after(Revision.ZERO, 10)).isEqualTo(events);
            assertThat(log.get(A).orElseThrow().object().at("/metadata/resourceVersion").stringValue()).isEqualTo("3");
            assertThat(log.list("pods").objects()).isEmpty();
            assertThat(log.list("pods", new Revision(3)).objects()).extracting(TestStore::value).containsExactly(odd);
            assertThat(put(log, A, "3").revision()).isEqualTo(new Revision(5));
        }
    }

    @Test
    void anInterruptedReaderHarmsNobody(@TempDir Path directory) throws Exception {
        try (TestStore store = TestStore.open("glassplane.data-dir=" + directory)) {
            RevisionLog log = store.log();
            for (int i = 0; i < RecentEvents.CAPACITY + 100; i++) {
                put(log, key("configmaps", "k" + i % 10), "v" + i + "x".repeat(5_000));
            }
            // More than the database's cache holds, so that the file is read.
            store.jdbc().execute("set cache_size 16");
            List<Integer> read = new CopyOnWriteArrayList<>();
            Thread reader = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                read.add(log.after(Revision.ZERO, 1_000).size());
            });
            reader.join();
            assertThat(read).containsExactly(1_000);
            Revision last = log.current();
            assertThat(put(log, A, "still there").revision().value()).isEqualTo(last.value() + 1);
        }
    }

    /** A process is killed while four of its threads write; whatever they were told is written must be there. */
    @Test
    @Tag("slow")
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled(@TempDir Path directory) throws Exception {
        Map<String, String> acknowledged = writeUntilKilled(directory, "p", 400);
        try (TestStore store = TestStore.open("glassplane.data-dir=" + directory)) {
            RevisionLog log = store.log();
            assertThat(acknowledged).allSatisfy((name, written) -> {
                Stored stored = log.get(key("configmaps", name)).orElseThrow();
                assertThat(stored.revision() + " " + value(stored)).isEqualTo(written);
            });
            assertThat(log.after(Revision.ZERO, Integer.MAX_VALUE)).hasSize((int) log.current().value());
        }
    }

    private static Map<String, String> writeUntilKilled(Path directory, String prefix, int atLeast) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), CrashingWriter.class.getName(), directory.toString(), prefix)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Map<String, String> acknowledged = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
            String line = lines.readLine();
            while (line != null) {
                String[] words = line.split(" ", 3);
                if (words[0].equals(CrashingWriter.ACKNOWLEDGED)) {
                    acknowledged.put(words[1], words[2]);
                }
                if (acknowledged.size() == atLeast) {
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(atLeast);
        return acknowledged;
    }
}
