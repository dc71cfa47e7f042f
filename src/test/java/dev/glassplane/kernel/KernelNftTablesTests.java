package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** nft loads kube-proxy's golden nft tables, and those of every node of every scenario, and lists them back letter for letter. */
@Tag("kernel")
class KernelNftTablesTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");

    @TestFactory
    Stream<DynamicTest> goldenTablesAreListedBack() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".nft")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(FOLDER.relativize(file).toString(), () -> check("golden", Files.readString(file))));
        }
    }

    @TestFactory
    Stream<DynamicTest> tablesOfScenariosAreListedBack() {
        return Scenario.withTraces().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () ->
                Scenario.load(folder, ProxyMode.NFTABLES).dataplane().nodes().forEach((node, state) ->
                        check(node, NftRuleset.print(state.host().netfilter(), new NftTables(state.host().entries()))))));
    }

    private static void check(String host, String printed) {
        Namespaces.assumeAvailable();
        assertThat(printed).as("tables of %s", host).isNotEmpty();
        String namespace = Namespaces.create(host);
        try {
            Commands.run(printed, "ip", "netns", "exec", namespace, "nft", "-f", "-");
            assertThat(Commands.run(List.of("ip", "netns", "exec", namespace, "nft", "list", "ruleset"))).as("tables of %s", host).isEqualTo(printed);
        } finally {
            Namespaces.remove(namespace);
        }
    }
}
