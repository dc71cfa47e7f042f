package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Questions;
import dev.glassplane.scenarios.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Random clusters and random packets: whatever they are, the kernel does what the trace says. One run has clusters of a fixed seed and of a fresh
 * one, in every service mode that netfilter carries out. {@code -Dglassplane.kernel.probes=10000} asks for so many packets of each kind, and
 * {@code -Dglassplane.kernel.seed=N} repeats clusters from seed N on. What differs is left as a scenario under {@code target/differential}.
 */
@Tag("kernel")
class KernelDifferentialTests {

    private static final int PROBES = Integer.getInteger("glassplane.kernel.probes", 500);
    private static final int QUESTIONS_PER_CLUSTER = 50;
    private static final int FIXED_SEED = 1;
    private static final Path FINDINGS = Path.of("target/differential");

    @TestFactory
    Stream<DynamicTest> theKernelDoesWhatTheTraceSays() {
        Map<String, Integer> seeds = new LinkedHashMap<>();
        Optional.ofNullable(Integer.getInteger("glassplane.kernel.seed")).ifPresentOrElse(seed -> seeds.put("given", seed), () -> {
            seeds.put("fixed", FIXED_SEED);
            seeds.put("fresh", (int) (Instant.now().toEpochMilli() & 0x3fff_ffff));
        });
        return NetfilterModes.all().stream().flatMap(mode -> seeds.entrySet().stream().map(seed -> DynamicTest.dynamicTest(
                mode.word() + ", " + seed.getKey() + " seed " + seed.getValue(), () -> run(mode, seed.getValue()))));
    }

    private static void run(ProxyMode mode, int first) {
        Namespaces.assumeAvailable();
        System.out.println("differential, mode " + mode.word() + ": clusters from -Dglassplane.kernel.seed=" + first + " on");
        int compared = 0;
        int seed = first;
        List<String> differences = new ArrayList<>();
        for (; compared < PROBES; seed++) {
            Differential.Result result = cluster(mode, seed);
            compared += result.compared();
            differences.addAll(result.differences());
        }
        System.out.println("differential, mode " + mode.word() + ": " + compared + " packets in clusters " + first + " to " + (seed - 1) + ", "
                + differences.size() + " differences");
        assertThat(differences).as("see " + FINDINGS + " for the clusters").isEmpty();
    }

    private static Differential.Result cluster(ProxyMode mode, int seed) {
        String yaml = RandomCluster.text(seed);
        Scenario scenario = Scenario.of("cluster-" + seed, yaml, mode);
        List<String> texts = RandomQuestions.of(seed, scenario, QUESTIONS_PER_CLUSTER);
        List<ScenarioQuestion> questions = texts.stream().flatMap(text -> ScenarioQuestion.of(text, scenario).stream()).toList();
        Differential.Result result = Differential.run(scenario, questions);
        if (!result.differences().isEmpty()) {
            keep(scenario.name(), yaml, texts);
        }
        return new Differential.Result(result.compared(), result.differences().stream().map(text -> "cluster " + seed + ": " + text).toList());
    }

    private static void keep(String name, String yaml, List<String> texts) {
        try {
            Path folder = Files.createDirectories(FINDINGS.resolve(name));
            Files.writeString(folder.resolve("input.yaml"), yaml);
            Files.write(folder.resolve("traces.txt"), texts.stream().map(text -> Questions.PROMPT + text).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
