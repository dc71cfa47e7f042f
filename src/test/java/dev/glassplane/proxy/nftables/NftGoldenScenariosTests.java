package dev.glassplane.proxy.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.Golden;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.KubernetesVersion;
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
 * kube-proxy's scenarios in nftables mode: where a folder has {@code node-a.nft}, that is what nft lists on node-a, and {@code node-a.1.33.nft} what it
 * lists where kube-proxy is of 1.33. {@code -Dglassplane.golden=update} rewrites them.
 */
class NftGoldenScenariosTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");

    @Test
    void thereAreScenarios() {
        assertThat(scenarios()).hasSizeGreaterThan(4);
    }

    @TestFactory
    Stream<DynamicTest> tablesAreAsTheToolPrintsThem() {
        return scenarios().stream().flatMap(scenario -> Stream.of(
                DynamicTest.dynamicTest(scenario.getFileName() + " 1.36", () -> compare(scenario, KubernetesVersion.V1_36, "node-a.nft")),
                DynamicTest.dynamicTest(scenario.getFileName() + " 1.33", () -> compare(scenario, KubernetesVersion.V1_33, "node-a.1.33.nft"))));
    }

    private static List<Path> scenarios() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(folder -> Files.exists(folder.resolve("node-a.nft"))).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(Path scenario, KubernetesVersion version, String file) throws IOException {
        ClusterImage image = NftNode.image(Files.readString(scenario.resolve("input.yaml")), Files.readString(scenario.resolve("settings.yaml")));
        Golden.compare(scenario.resolve(file), NftNode.list(image, "node-a", version));
    }
}
