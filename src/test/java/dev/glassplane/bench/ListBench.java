package dev.glassplane.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a list of 10,000 pods takes, read to its end. */
final class ListBench {

    private static final int PODS = 10_000;
    private static final int WARM = 10;
    private static final int ROUNDS = 30;

    private ListBench() {}

    static void run(List<String> java, Path scratch, Report report) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(java, List.of("--glassplane.demo-app=false"), scratch.resolve("lists.log"));
             KeepAliveClient client = new KeepAliveClient(server.port())) {
            for (int i = 0; i < PODS; i++) {
                // Nobody schedules them.
                String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"pod-" + i + "\",\"labels\":{\"app\":\"bench\"}},\"spec\":{\"schedulerName\":\"none\","
                        + "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\",\"ports\":[{\"containerPort\":80}]}]}}";
                int status = client.post("/api/v1/namespaces/default/pods", pod.getBytes(StandardCharsets.UTF_8));
                if (status != 201) {
                    throw new IOException("create answered " + status);
                }
            }
            List<Double> millis = new ArrayList<>();
            long bytes = 0;
            for (int i = 0; i < WARM + ROUNDS; i++) {
                long start = System.nanoTime();
                bytes = client.get("/api/v1/pods");
                if (i >= WARM) {
                    millis.add((System.nanoTime() - start) / 1e6);
                }
            }
            report.add("list of 10,000 pods, median", Report.median(millis), "ms");
            report.add("list of 10,000 pods, p99", Report.quantile(millis, 0.99), "ms");
            report.add("list of 10,000 pods, size", bytes / 1e6, "MB");
        }
    }
}
