package dev.glassplane.bench;

import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.apache.commons.numbers.fraction.BigFraction;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the first packet of a connection costs against the number of Services, in every mode: nothing is timed, rules, look-ups and probes are
 * counted, so every run writes the same. Client, pods and rules are on one node. Writes a table into {@code docs/performance.md} and the picture
 * {@code docs/cost.svg}.
 */
final class CostBench {

    private static final int[] SERVICES = {10, 100, 1_000, 10_000};
    private static final java.nio.file.Path PAGE = java.nio.file.Path.of("docs", "performance.md");
    private static final java.nio.file.Path PICTURE = java.nio.file.Path.of("docs", "cost.svg");

    private CostBench() {}

    /** Which connection is opened. */
    enum Case {
        FIRST("first Service"), LAST("last Service"), MISS("no Service: pod to pod");

        private final String words;

        Case(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        String target(int services) {
            return switch (this) {
                case FIRST -> "service/bench/" + BenchCluster.service(0);
                case LAST -> "service/bench/" + BenchCluster.service(services - 1);
                case MISS -> "pod/bench/web-1:8080";
            };
        }
    }

    /**
     * Means over all endpoints, weighted by their share.
     *
     * @param rules   netfilter rules asked
     * @param lookups keyed tables asked
     * @param probes  probes that those needed
     */
    record Point(ProxyMode mode, Case of, int services, double rules, double lookups, double probes) {

        /** @return rules and probes together: what grows if a mode does not scale */
        double asked() {
            return rules + probes;
        }
    }

    static void run(Report report) throws IOException, TimeoutException, InterruptedException {
        List<Point> points = new ArrayList<>();
        for (int services : SERVICES) {
            Scenario cluster = Scenario.of("cost", BenchCluster.objects(services, 1));
            for (ProxyMode mode : ProxyMode.modelled()) {
                Network network = network(cluster, mode);
                for (Case of : Case.values()) {
                    Point point = point(mode, of, services, network);
                    points.add(point);
                    String line = String.format(java.util.Locale.ROOT, "cost, %s, %,d Services, %s: ", mode.word(), services, of.words());
                    report.add(line + "rules", point.rules(), "");
                    report.add(line + "map look-ups", point.lookups(), "");
                    report.add(line + "hash probes", point.probes(), "");
                }
            }
        }
        Files.writeString(PAGE, CostTable.into(Files.readString(PAGE), points));
        Files.writeString(PICTURE, CostPicture.draw(points));
        System.out.println("written to " + PAGE + " and " + PICTURE);
    }

    private static Network network(Scenario cluster, ProxyMode mode) throws TimeoutException, InterruptedException {
        return switch (new ServiceModesOfProxy().everywhere(mode.word(), cluster.image())) {
            case ServiceModes.Switch.Impossible impossible -> throw new IllegalStateException(impossible.why());
            case ServiceModes.Switch.Possible possible -> new Network(cluster.whatIf().dataplane(cluster.dataplane(), possible.edit()), cluster.fabric(),
                    Directory.of(cluster.image()), cluster.network().nodePorts());
        };
    }

    private static Point point(ProxyMode mode, Case of, int services, Network network) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("from", "pod/bench/client").put("to", of.target(services)).put("paths", "all");
        Trace trace = Tracing.answer(RequestReader.read(spec, 1), network);
        if (trace.paths().stream().anyMatch(path -> path.delivered().isEmpty())) {
            throw new IllegalStateException(mode.word() + ", " + of.words() + ": expected a delivery, found " + trace.shares());
        }
        return new Point(mode, of, services, mean(trace, Cost::rulesEvaluated), mean(trace, Cost::mapLookups), mean(trace, Cost::hashProbes));
    }

    private static double mean(Trace trace, ToIntFunction<Cost> part) {
        BigFraction sum = BigFraction.ZERO;
        for (Path path : trace.paths()) {
            sum = sum.add(path.share().multiply(BigFraction.of(part.applyAsInt(path.there().cost()))));
        }
        return sum.doubleValue();
    }
}
