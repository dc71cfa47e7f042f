package dev.glassplane.proxy.iptables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProgrammedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** Compares our tables with what the real kube-proxy programmed from the same objects, where such dumps lie beside the project. */
class ConformanceTests {

    private static final Path FOLDER = Path.of("..", "shared", "conformance", "kube-proxy");
    private static final String LAST = "NOTE: this must be the last rule in this chain";

    @Test
    void dumpsOfTheRealOneAreThere() {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: no dumps of a real kube-proxy in " + FOLDER.toAbsolutePath().normalize());
        assertThat(scenarios()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> nodeAIsProgrammedAsTheRealOneDoes() {
        return scenarios().stream().flatMap(scenario -> Stream.of(
                DynamicTest.dynamicTest(scenario.getFileName() + " iptables-save", () -> compare(scenario, Family.IPV4, "iptables-save")),
                DynamicTest.dynamicTest(scenario.getFileName() + " ip6tables-save", () -> compare(scenario, Family.IPV6, "ip6tables-save"))));
    }

    private static List<Path> scenarios() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void compare(Path scenario, Family family, String dump) throws IOException {
        String settings = "";
        for (var setting : JsonMapper.shared().readTree(Files.readString(scenario.resolve("config.json"))).properties()) {
            settings += setting.getKey() + ": " + setting.getValue() + "\n";
        }
        ClusterImage image = ProgrammedNode.image(Files.readString(scenario.resolve("input.yaml")), settings);
        assertThat(comparable(ProgrammedNode.save(image, "node-a", family)))
                .isEqualTo(comparable(Files.readString(scenario.resolve(dump))));
    }

    /** The real one walks Services in no fixed order: their rules in the two shared chains count as a set, before the last-rule note. */
    private static String comparable(String dump) {
        List<String> lines = new ArrayList<>();
        List<String> shared = new ArrayList<>();
        dump.lines().forEach(line -> {
            if ((line.startsWith("-A KUBE-SERVICES ") || line.startsWith("-A KUBE-NODEPORTS ")) && !line.contains(LAST)) {
                shared.add(line);
            } else {
                shared.stream().sorted(Comparator.naturalOrder()).forEach(lines::add);
                shared.clear();
                lines.add(line);
            }
        });
        return String.join("\n", lines);
    }
}
