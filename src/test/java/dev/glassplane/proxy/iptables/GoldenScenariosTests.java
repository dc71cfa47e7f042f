package dev.glassplane.proxy.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.Golden;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProgrammedNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * One folder a behaviour: objects and settings go in, node-a's tables come out as the real tool prints them.
 * {@code -Dglassplane.golden=update} rewrites the tables.
 */
class GoldenScenariosTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");

    @Test
    void thereAreScenarios() {
        assertThat(scenarios()).hasSizeGreaterThan(10);
    }

    @TestFactory
    Stream<DynamicTest> tablesAreAsTheToolPrintsThem() {
        return scenarios().stream().flatMap(scenario -> Stream.of(
                DynamicTest.dynamicTest(scenario.getFileName() + " IPv4", () -> compare(scenario, Family.IPV4)),
                DynamicTest.dynamicTest(scenario.getFileName() + " IPv6", () -> compare(scenario, Family.IPV6))));
    }

    private static List<Path> scenarios() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path golden(Path scenario, Family family) {
        return scenario.resolve(family == Family.IPV4 ? "node-a.iptables" : "node-a.ip6tables");
    }

    private static void compare(Path scenario, Family family) throws IOException {
        ClusterImage image = ProgrammedNode.image(Files.readString(scenario.resolve("input.yaml")),
                Files.readString(scenario.resolve("settings.yaml")));
        String tables = ProgrammedNode.save(image, "node-a", family);
        Golden.compare(golden(scenario, family), tables);
    }
}
