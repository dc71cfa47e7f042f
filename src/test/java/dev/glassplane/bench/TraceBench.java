package dev.glassplane.bench;

import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How long a trace takes against the number of Services, in this process, without HTTP: it should not depend on them. */
final class TraceBench {

    private static final int[] SERVICES = {100, 1_000, 10_000};
    private static final int WARM_UP = 3_000;
    private static final int ROUNDS = 3_000;
    private static final double NANOS_PER_MICRO = 1_000;

    private TraceBench() {}

    static void run(Report report) {
        for (int services : SERVICES) {
            Network network = Scenario.of("bench", BenchCluster.objects(services, 2)).network();
            measure(report, network, services, "pod to ClusterIP, last Service", "service/bench/" + BenchCluster.service(services - 1), Detail.summary);
            measure(report, network, services, "pod to pod", "pod/bench/web-1:8080", Detail.summary);
        }
    }

    private static void measure(Report report, Network network, int services, String what, String to, Detail detail) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("from", "pod/bench/client").put("to", to);
        List<Double> micros = new ArrayList<>();
        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            TraceRequest request = RequestReader.read(spec.deepCopy().put("seed", i), 1);
            long start = System.nanoTime();
            TraceText.print(Tracing.answer(request, network), detail);
            if (i >= WARM_UP) {
                micros.add((System.nanoTime() - start) / NANOS_PER_MICRO);
            }
        }
        String line = String.format(Locale.ROOT, "trace, %,d Services: %s, ", services, what);
        report.add(line + "p50", Report.median(micros), "us");
        report.add(line + "p99", Report.quantile(micros, 0.99), "us");
    }
}
