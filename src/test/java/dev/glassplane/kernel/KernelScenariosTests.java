package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Questions;
import dev.glassplane.scenarios.Scenario;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
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

    @TestFactory
    Stream<DynamicTest> realPacketsTakeThePathsOfTheTrace(TestReporter reporter) {
        return NetfilterModes.all().stream().flatMap(mode -> Scenario.withTraces().stream().filter(folder -> Scenario.modes(folder).contains(mode)).map(folder ->
                DynamicTest.dynamicTest(mode.word() + " " + folder.getFileName(), () -> compare(folder, mode, reporter))));
    }

    private static void compare(Path folder, ProxyMode mode, TestReporter reporter) {
        Namespaces.assumeAvailable();
        Scenario scenario = Scenario.load(folder, mode);
        Assumptions.assumeTrue(ScenarioTopology.canBuild(scenario), "the lab has no security groups, network ACLs, NAT gateways, peered VPCs or programs of the network policy agent");
        Set<ScenarioQuestion> questions = new LinkedHashSet<>();
        for (String text : Questions.of(folder, mode)) {
            ScenarioQuestion.of(text, scenario).ifPresentOrElse(questions::add, () -> reporter.publishEntry("not asked in " + scenario.name(), text));
        }
        assertThat(questions).as("questions that packets can ask").isNotEmpty();
        assertThat(Differential.everyPath(scenario, List.copyOf(questions)).differences()).isEmpty();
    }
}
