package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.LoadedTables.BackEnd;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.net.Family;
import dev.glassplane.scenarios.Scenario;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The tables of every node of every scenario, both families, are what the real tools load and print back, with both back ends. */
@Tag("kernel")
class KernelScenarioTablesTests {

    @TestFactory
    Stream<DynamicTest> theKernelPrintsThemBack() {
        return Scenario.withTraces().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) {
        Namespaces.assumeAvailable();
        Scenario.load(folder).dataplane().nodes().forEach((node, state) -> {
            String namespace = Namespaces.create(node);
            try {
                HostSetup.loadSets(state.host(), namespace);
                for (Family family : Family.values()) {
                    String printed = IptablesSave.print(state.host().netfilter(), family);
                    assertThat(printed).as("%s tables of %s", family.word(), node).isNotEmpty();
                    LoadedTables tables = new LoadedTables(namespace, family);
                    tables.load(BackEnd.NFT, printed);
                    assertThat(tables.save(BackEnd.NFT)).as("%s tables of %s, nf_tables", family.word(), node).isEqualTo(printed);
                    tables.load(BackEnd.LEGACY, printed);
                    assertThat(LoadedTables.split(tables.save(BackEnd.LEGACY))).as("%s tables of %s, legacy, by age", family.word(), node)
                            .containsExactlyInAnyOrderElementsOf(LoadedTables.split(printed));
                }
            } finally {
                Namespaces.remove(namespace);
            }
        });
    }
}
