package dev.glassplane.proxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.image.KubernetesVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** Compares our tables with what the real kube-proxy 1.33 programmed from the same objects, where such dumps lie beside the project. */
class NftConformanceTests {

    private static final Path FOLDER = Path.of("..", "shared", "conformance", "kube-proxy");

    @Test
    void dumpsOfTheRealOneAreThere() {
        assumeTrue(Files.isDirectory(FOLDER), "skipped: no dumps of a real kube-proxy in " + FOLDER.toAbsolutePath().normalize());
        assertThat(scenarios()).isNotEmpty();
    }

    @TestFactory
    Stream<DynamicTest> nodeAIsProgrammedAsTheRealOneDoes() {
        return scenarios().stream().map(scenario -> DynamicTest.dynamicTest(scenario.getFileName() + " nft", () -> compare(scenario)));
    }

    private static List<Path> scenarios() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(Path scenario) throws IOException {
        String settings = "";
        for (var setting : JsonMapper.shared().readTree(Files.readString(scenario.resolve("config.json"))).properties()) {
            settings += setting.getKey() + ": " + setting.getValue() + "\n";
        }
        String ours = NftNode.list(NftNode.image(Files.readString(scenario.resolve("input.yaml")), settings), "node-a", KubernetesVersion.V1_33);
        assertThat(comparable(ours)).isEqualTo(comparable(Files.readString(scenario.resolve("nft"))));
    }

    /** The real one walks Services in no fixed order: their chains and sets count as a set behind the others of the same kind. */
    private static String comparable(String dump) {
        List<String> comparable = new ArrayList<>();
        for (String table : dump.split("(?m)^}$")) {
            List<String> blocks = new ArrayList<>(Arrays.asList(table.strip().split("\n\n")));
            List<String> ofServices = blocks.stream().filter(block -> block.lines().findFirst().orElse("").contains("/")).sorted().toList();
            blocks.removeAll(ofServices);
            comparable.addAll(blocks);
            comparable.addAll(ofServices);
        }
        return String.join("\n\n", comparable);
    }
}
