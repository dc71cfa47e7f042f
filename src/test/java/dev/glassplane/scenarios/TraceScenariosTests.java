package dev.glassplane.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.PodNetwork;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.FlowLogRender;
import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The traces of every scenario in every mode, as text. {@code traces.txt} holds the questions, a line {@code $ from=... to=...} each with the
 * parameters of {@code GET /glassplane/v1/trace}, and the answers of mode iptables below them; {@code #} begins a comment. The answers of another
 * mode to the same questions, and to questions of its own behind them, lie in {@code traces.MODE.txt}. {@code -Dglassplane.golden=update} writes
 * the answers.
 */
class TraceScenariosTests {

    private static final boolean UPDATE = "update".equals(System.getProperty("glassplane.golden"));

    @TestFactory
    Stream<DynamicTest> answersAreAsExpected() {
        return ProxyMode.modelled().stream().flatMap(mode -> Scenario.withTraces().stream().filter(folder -> Scenario.modes(folder).contains(mode))
                .map(folder -> DynamicTest.dynamicTest(mode.word() + " " + folder.getFileName(), () -> check(folder, mode))));
    }

    /** A scenario of the VPC CNI that has a file for another pod network is asked there, too. */
    @TestFactory
    Stream<DynamicTest> answersInAnotherNetworkAreAsExpected() {
        return Arrays.stream(PodNetwork.values()).flatMap(network -> Scenario.withTraces().stream()
                .filter(folder -> Files.exists(folder.resolve("traces." + network.word() + ".txt")))
                .map(folder -> DynamicTest.dynamicTest(network.word() + " " + folder.getFileName(), () -> check(folder, network))));
    }

    private static void check(Path folder, PodNetwork network) throws IOException {
        Path file = folder.resolve("traces." + network.word() + ".txt");
        List<String> lines = Files.readAllLines(Questions.file(folder, ProxyMode.IPTABLES)).stream()
                .filter(line -> line.startsWith(Questions.PROMPT) || line.startsWith("#"))
                .map(line -> ScenarioNetwork.moved(line, Scenario.yaml(folder), network)).toList();
        compare(Scenario.load(folder, network), lines, file);
    }

    private static void check(Path folder, ProxyMode mode) throws IOException {
        Path file = Questions.file(folder, mode);
        String expected = Files.exists(file) ? Files.readString(file) : "";
        Scenario scenario = mode == ProxyMode.IPTABLES ? Scenario.load(folder) : Scenario.load(folder, mode);
        compare(scenario, questions(folder, expected), file);
    }

    private static void compare(Scenario scenario, Collection<String> lines, Path file) throws IOException {
        StringBuilder actual = new StringBuilder();
        lines.forEach(line -> {
            if (line.startsWith("#")) {
                actual.append(line).append('\n');
            } else {
                actual.append(line).append('\n').append(answer(scenario, line.substring(Questions.PROMPT.length()))).append('\n');
            }
        });
        if (UPDATE) {
            Files.writeString(file, actual.toString().strip() + "\n");
        } else {
            assertThat(actual.toString().strip() + "\n").isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        }
    }

    /** @return lines with questions and comments: those that every mode is asked, then the mode's own */
    private static Set<String> questions(Path folder, String own) throws IOException {
        return Stream.concat(Files.readAllLines(Questions.file(folder, ProxyMode.IPTABLES)).stream(), own.lines())
                .filter(line -> line.startsWith(Questions.PROMPT) || line.startsWith("#")).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @return the answer to a question of {@code name=value} words */
    static String answer(Scenario scenario, String question) {
        try {
            TraceRequest request = RequestReader.read(Questions.spec(question), 1);
            Trace trace = Tracing.answer(request, scenario.network());
            return TraceText.print(trace, request.detail()) + (request.flowLogs() ? FlowLogRender.text(trace, Instant.EPOCH) : "");
        } catch (RequestException e) {
            return e.kind() + " " + e.getMessage() + "\n";
        }
    }
}
