package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.scenarios.Questions;
import dev.glassplane.scenarios.Scenario;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;

/**
 * Real packets in real namespaces answer the questions of every scenario as the trace does: what the sender sees, who answers, which source it sees,
 * and every rule that matched on every node, in order. All paths of the trace are taken, and no others.
 */
@Tag("kernel")
class KernelScenariosTests {

    /** With three equal endpoints one question in a million is not through by then. */
    private static final int ATTEMPTS_MAX = 40;

    @TestFactory
    Stream<DynamicTest> realPacketsTakeThePathsOfTheTrace(TestReporter reporter) {
        return Scenario.withTraces().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(),
                () -> compare(folder, reporter)));
    }

    private static void compare(Path folder, TestReporter reporter) {
        Namespaces.assumeAvailable();
        Scenario scenario = Scenario.load(folder);
        Set<ScenarioQuestion> questions = new LinkedHashSet<>();
        for (String text : Questions.of(folder)) {
            ScenarioQuestion.of(text, scenario).ifPresentOrElse(questions::add, () -> reporter.publishEntry("not asked in " + scenario.name(), text));
        }
        assertThat(questions).as("questions that packets can ask").isNotEmpty();
        List<String> differences = new ArrayList<>();
        try (KernelLab lab = ScenarioTopology.open(scenario, List.copyOf(questions))) {
            questions.forEach(question -> ask(question, lab).ifPresent(differences::add));
        }
        assertThat(differences).isEmpty();
    }

    /** Asks until every expected path was taken. */
    private static Optional<String> ask(ScenarioQuestion question, KernelLab lab) {
        Set<Observation> seen = new HashSet<>();
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !seen.equals(question.expected()); attempt++) {
            lab.forgetSources();
            Observation observed = lab.probe(question.sender(), question.packet(attempt));
            seen.add(observed);
            if (!question.expected().contains(observed)) {
                return Optional.of(question.text() + "\n  kernel: " + observed + "\n  trace:  " + question.expected());
            }
        }
        return seen.equals(question.expected()) ? Optional.empty()
                : Optional.of(question.text() + ": after " + ATTEMPTS_MAX + " packets the kernel took only " + seen + " of " + question.expected());
    }
}
