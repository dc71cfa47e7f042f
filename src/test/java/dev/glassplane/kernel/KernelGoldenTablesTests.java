package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The golden tables of kube-proxy's scenarios are what the real tools load and print back, letter for letter. */
@Tag("kernel")
class KernelGoldenTablesTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");

    @TestFactory
    Stream<DynamicTest> theKernelPrintsThemBack() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith("tables")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(FOLDER.relativize(file).toString(), () -> loadAndSave(file)));
        }
    }

    private static void loadAndSave(Path golden) throws IOException {
        Namespaces.assumeAvailable();
        assumeFalse(Files.readString(golden).contains(" -m ipvs ") && !Files.exists(Path.of("/proc/net/ip_vs")),
                "this kernel has no ip_vs, so it takes no rule that asks for virtual servers");
        String namespace = Namespaces.create("golden");
        String tool = golden.toString().endsWith(".ip6tables") ? "ip6tables-nft" : "iptables-nft";
        try {
            for (String counter : List.of("ct_state_invalid_dropped_pkts", "localhost_nps_accepted_pkts")) {
                Commands.run(List.of("ip", "netns", "exec", namespace, "nfacct", "add", counter));
            }
            Path sets = golden.resolveSibling(golden.getFileName().toString().replaceFirst("\\..*", ".ipset"));
            if (Files.exists(sets)) {
                Commands.run(Files.readString(sets), "ip", "netns", "exec", namespace, "ipset", "restore");
            }
            Commands.run(Files.readString(golden), "ip", "netns", "exec", namespace, tool + "-restore");
            String saved = Commands.run(List.of("ip", "netns", "exec", namespace, tool + "-save"));
            assertThat(saved.lines().filter(line -> !line.startsWith("#"))).isEqualTo(Files.readAllLines(golden));
        } finally {
            Namespaces.remove(namespace);
        }
    }
}
