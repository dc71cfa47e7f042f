package dev.glassplane.bench;

import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.TestPostgres;
import dev.glassplane.store.TestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Acknowledged appends a second to the log alone: objects of about 500 bytes, each caller one after the other. */
final class AppendBench {

    private static final int[] CALLERS = {1, 8, 32};
    private static final int WARM_SECONDS = 4;
    private static final int MEASURE_SECONDS = 4;
    private static final String FILLING = "x".repeat(400);

    private AppendBench() {}

    static void run(Path scratch, Report report) throws Exception {
        measure("in memory", report);
        measure("durable H2", report, "glassplane.data-dir=" + Files.createTempDirectory(scratch, "appends"));
        if (TestPostgres.get().missing().isEmpty()) {
            measure("PostgreSQL", report, TestPostgres.get().freshDatabase());
        }
    }

    private static void measure(String name, Report report, String... settings) throws Exception {
        try (TestStore store = TestStore.open(settings)) {
            appendsPerSecond(store.log(), 8, WARM_SECONDS);
            for (int callers : CALLERS) {
                report.add("log appends, " + name + ", " + callers + " callers", appendsPerSecond(store.log(), callers, MEASURE_SECONDS),
                        "appends/s");
            }
        }
    }

    private static double appendsPerSecond(RevisionLog log, int callers, int seconds) throws Exception {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        long written = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String prefix = callers + "-" + i + "-";
                running.add(threads.submit(() -> appendUntil(log, end, prefix)));
            }
            for (Future<Long> one : running) {
                written += one.get();
            }
        }
        return written / ((System.nanoTime() - start) / 1e9);
    }

    /** Half creations, half updates. */
    private static long appendUntil(RevisionLog log, long end, String prefix) {
        long count = 0;
        while (System.nanoTime() < end) {
            TestStore.put(log, TestStore.key("configmaps", prefix + count / 2), FILLING);
            count++;
        }
        return count;
    }
}
