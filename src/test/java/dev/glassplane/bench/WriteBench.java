package dev.glassplane.bench;

import dev.glassplane.store.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Acknowledged creates a second over HTTP: ConfigMaps of about 500 bytes, each connection one after the other. */
final class WriteBench {

    private static final int[] CONNECTIONS = {1, 8, 32};
    private static final int WARM_SECONDS = 5;
    private static final int MEASURE_SECONDS = 5;

    private WriteBench() {}

    static void run(List<String> server, Path scratch, Report report) throws IOException, InterruptedException, ExecutionException {
        measure("in memory", server, scratch, List.of(), report);
        measure("durable H2", server, scratch, List.of("--glassplane.data-dir=" + Files.createTempDirectory(scratch, "data")), report);
        if (TestPostgres.get().missing().isEmpty()) {
            measure("PostgreSQL", server, scratch, Arrays.stream(TestPostgres.get().freshDatabase()).map(setting -> "--" + setting).toList(), report);
        }
    }

    private static void measure(String store, List<String> java, Path scratch, List<String> settings, Report report)
            throws IOException, InterruptedException, ExecutionException {
        List<String> all = new ArrayList<>(settings);
        all.add("--glassplane.demo-app=false");
        try (ServerProcess server = ServerProcess.start(java, all, scratch.resolve("writes.log"))) {
            writesPerSecond(server, 8, WARM_SECONDS, "warm");
            for (int connections : CONNECTIONS) {
                double rate = writesPerSecond(server, connections, MEASURE_SECONDS, "c" + connections);
                report.add("object writes, " + store + ", " + connections + " connections", rate, "creates/s");
            }
        }
    }

    private static double writesPerSecond(ServerProcess server, int connections, int seconds, String label)
            throws InterruptedException, ExecutionException, IOException {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        long written = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                String prefix = label + "-" + i + "-";
                running.add(threads.submit(() -> writeUntil(server.port(), end, prefix)));
            }
            for (Future<Long> one : running) {
                written += one.get();
            }
        }
        return written / ((System.nanoTime() - start) / 1e9);
    }

    private static long writeUntil(int port, long end, String prefix) throws IOException {
        long count = 0;
        String filling = "x".repeat(300);
        try (KeepAliveClient client = new KeepAliveClient(port)) {
            while (System.nanoTime() < end) {
                String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + prefix + count
                        + "\",\"labels\":{\"app\":\"bench\"}},\"data\":{\"text\":\"" + filling + "\"}}";
                int status = client.post("/api/v1/namespaces/default/configmaps", body.getBytes(StandardCharsets.UTF_8));
                if (status != 201) {
                    throw new IOException("create answered " + status);
                }
                count++;
            }
        }
        return count;
    }
}
