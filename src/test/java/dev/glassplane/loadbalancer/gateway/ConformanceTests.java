package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The cases of Gateway API's conformance suite: statuses through the write path and the control loops, requests through the model. */
class ConformanceTests {

    /** Cases that only a controller without a feature passes, with the feature that this one has. */
    private static final Map<String, String> FOR_OTHERS = Map.of("TLSRouteListenerTerminateNotSupported", "TLSRouteModeTerminate",
            "TLSRouteListenerMixedTerminationNotSupported", "TLSRouteModeMixed");

    /** Cases that fail, with the entry of docs/limits.md. */
    private static final Map<String, String> FAILING = Map.of();

    private final Map<String, List<String>> failures = new LinkedHashMap<>();
    private final Map<String, int[]> byFeature = new TreeMap<>();
    private int requests;
    private int conditions;

    @Test
    void theCasesOfTheSuitePass() throws Exception {
        assumeTrue(Files.isDirectory(ConformanceCases.FOLDER), "the cases of Gateway API's conformance suite are not at " + ConformanceCases.FOLDER);
        Set<String> features = new TreeSet<>();
        try (ConformanceCluster cluster = new ConformanceCluster(ConformanceCases.base())) {
            for (JsonNode test : ConformanceCases.tests()) {
                String name = test.path("test").asString();
                if (!FOR_OTHERS.containsKey(name)) {
                    List<String> wrong = run(cluster, test);
                    test.path("features").forEach(feature -> {
                        features.add(feature.asString());
                        byFeature.computeIfAbsent(feature.asString(), _ -> new int[2])[wrong.isEmpty() ? 0 : 1]++;
                    });
                    if (!wrong.isEmpty()) {
                        failures.put(name, wrong);
                    }
                }
            }
        }
        System.out.println(report());
        assertThat(failures.keySet()).as("cases that fail: " + String.join("\n", failures.values().stream().flatMap(List::stream).toList())).isEqualTo(FAILING.keySet());
        assertThat(SupportedFeatures.all()).as("features that a GatewayClass shows").containsAll(features).isSorted();
        assertThat(requests).isGreaterThan(400);
        assertThat(conditions).isGreaterThan(550);
    }

    private List<String> run(ConformanceCluster cluster, JsonNode test) {
        List<String> wrong = new ArrayList<>();
        try {
            cluster.create(test.path("objects"));
            Set<Integer> phases = new TreeSet<>(Set.of(0));
            test.path("mutations").forEach(mutation -> phases.add(mutation.path("phase").asInt()));
            for (int phase : phases) {
                test.path("mutations").valueStream().filter(mutation -> mutation.path("phase").asInt() == phase).forEach(cluster::mutate);
                phase(cluster, test, phase, wrong);
            }
            infrastructure(cluster, test, wrong);
            cluster.gateways.cluster.settledForGood();
        } catch (RuntimeException e) {
            wrong.add(test.path("test").asString() + ": " + e);
        } finally {
            cluster.clean();
        }
        return wrong;
    }

    private void phase(ConformanceCluster cluster, JsonNode test, int phase, List<String> wrong) {
        String name = test.path("test").asString();
        for (JsonNode check : test.path("status")) {
            if (check.path("phase").asInt(0) == phase) {
                conditions++;
                new ConformanceStatus(cluster).check(check).forEach(each -> wrong.add(name + ": " + check.path("check").asString() + " " + each));
            }
        }
        ConformanceRequests sender = new ConformanceRequests(cluster);
        for (JsonNode request : test.path("requests")) {
            if (request.path("phase").asInt(0) == phase) {
                requests++;
                sender.check(request).forEach(each -> wrong.add(name + ": " + request.path("request") + " " + each));
            }
        }
        JsonNode shares = test.path("weights").path("expected_share_by_workload");
        if (phase == 0 && !shares.isEmpty() && !test.path("requests").isEmpty()) {
            Map<String, Double> found = sender.shares(test.path("requests").get(0));
            shares.properties().forEach(share -> {
                if (Math.abs(found.getOrDefault(share.getKey(), 0.0) - share.getValue().asDouble()) > 1e-9) {
                    wrong.add(name + ": shares " + found + ", expected " + shares);
                }
            });
        }
    }

    /** What the notes of GatewayInfrastructure say. */
    private static void infrastructure(ConformanceCluster cluster, JsonNode test, List<String> wrong) {
        for (JsonNode object : test.path("objects")) {
            JsonNode infrastructure = object.path("spec").path("infrastructure");
            if (object.path("kind").asString().equals("Gateway") && infrastructure.has("labels")) {
                String gateway = object.path("metadata").path("name").asString();
                Set<String> kinds = new HashSet<>();
                for (String resource : List.of("services", "pods", "deployments.apps")) {
                    cluster.gateways.cluster.all(resource).stream().map(each -> each.path("metadata")).filter(each -> each.path("labels").path(GatewayApi.GATEWAY_NAME).asString("").equals(gateway))
                            .filter(each -> contains(each.path("labels"), infrastructure.path("labels")) && contains(each.path("annotations"), infrastructure.path("annotations")))
                            .forEach(_ -> kinds.add(resource));
                }
                if (kinds.size() != 3) {
                    wrong.add(gateway + ": infrastructure only at " + kinds);
                }
            }
        }
    }

    private static boolean contains(JsonNode map, JsonNode part) {
        return part.properties().stream().allMatch(entry -> map.path(entry.getKey()).equals(entry.getValue()));
    }

    private String report() {
        StringBuilder text = new StringBuilder("Gateway API conformance cases: %d requests, %d conditions%n".formatted(requests, conditions));
        byFeature.forEach((feature, counts) -> text.append("  %-62s %3d passed %3d failed%n".formatted(feature, counts[0], counts[1])));
        failures.forEach((name, wrong) -> text.append("FAILED ").append(name).append('\n').append(String.join("\n", wrong.stream().map(each -> "   " + each).toList())).append('\n'));
        return text.toString();
    }
}
