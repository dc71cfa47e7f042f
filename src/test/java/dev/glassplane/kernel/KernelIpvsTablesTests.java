package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.kernel.LoadedTables.BackEnd;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.IpsetPrint;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.SetReferences;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.proxy.ProgrammedNode;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The ipsets and iptables rules of IPVS mode, of every node of every scenario and both families, are what the real tools load and print back. The
 * rules that match virtual servers ({@code -m ipvs}) load only where the kernel has that match; the others are loaded without them.
 */
@Tag("kernel")
class KernelIpvsTablesTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");
    private static final String VIRTUAL_SERVERS = " -m ipvs ";

    @TestFactory
    Stream<DynamicTest> theKernelPrintsTheTablesOfScenariosBack() {
        return Scenario.withTraces().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () ->
                Scenario.load(folder, ProxyMode.IPVS).dataplane().nodes().forEach((node, state) -> check(node, state.host()))));
    }

    @TestFactory
    Stream<DynamicTest> theKernelPrintsTheTablesOfKubeProxysCasesBack() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.sorted().toList().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                ClusterImage image = ProgrammedNode.image(Files.readString(folder.resolve("input.yaml")),
                        Files.readString(folder.resolve("settings.yaml")) + "\nmode: ipvs\n");
                check("node-a", ProgrammedNode.program(image, "node-a"));
            }));
        }
    }

    @Test
    void rulesThatMatchVirtualServersLoad() {
        Namespaces.assumeAvailable();
        String namespace = Namespaces.create("virtual");
        try {
            assumeTrue(Commands.succeeds("ip", "netns", "exec", namespace, "iptables-legacy", "-A", "OUTPUT", "-m", "ipvs", "--ipvs"),
                    "skipped: this kernel has no match \"ipvs\" (CONFIG_IP_VS, CONFIG_NETFILTER_XT_MATCH_IPVS)");
            String tables = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                    + "-A OUTPUT -s 198.51.100.7/32 -m ipvs --vproto 6 --vaddr 198.51.100.7 --vport 80 -j DROP\nCOMMIT\n";
            LoadedTables loaded = new LoadedTables(namespace, Family.IPV4);
            loaded.load(BackEnd.NFT, tables);
            assertThat(loaded.save(BackEnd.NFT)).isEqualTo(tables);
        } finally {
            Namespaces.remove(namespace);
        }
    }

    private static void check(String node, HostState host) {
        Namespaces.assumeAvailable();
        Namespaces.assumeTool("ipset");
        String namespace = Namespaces.create(node);
        try {
            String sets = IpsetPrint.save(new IpSets(host.entries()));
            assertThat(sets).contains("create KUBE-CLUSTER-IP ");
            Commands.run(sets, "ip", "netns", "exec", namespace, "ipset", "restore");
            assertThat(Commands.run(List.of("ip", "netns", "exec", namespace, "ipset", "save")).lines()).as("sets of %s", node)
                    .containsExactlyInAnyOrderElementsOf(sets.lines().toList());
            for (Family family : Family.values()) {
                String printed = withoutVirtualServers(IptablesSave.print(host.netfilter(), family));
                LoadedTables tables = new LoadedTables(namespace, family);
                tables.load(BackEnd.NFT, printed);
                assertThat(tables.save(BackEnd.NFT)).as("%s tables of %s, nf_tables", family.word(), node).isEqualTo(printed);
            }
            compareLists(namespace, host);
        } finally {
            Namespaces.remove(namespace);
        }
    }

    /** With the rules loaded, the list tells how many use each set. Memory depends on which members meet in a bucket, which is random. */
    private static void compareLists(String namespace, HostState host) {
        Map<String, Integer> references = SetReferences.count(host.netfilter());
        String expected = IpsetPrint.list(new IpSets(host.entries()), set -> references.getOrDefault(set, 0));
        String listed = Commands.run(List.of("ip", "netns", "exec", namespace, "ipset", "list", "-sorted"));
        assertThat(withoutMemory(listed)).isEqualTo(withoutMemory(expected));
        assertThat(smallSets(listed)).as("memory of empty sets and of sets of one member").isEqualTo(smallSets(expected));
    }

    private static List<String> withoutMemory(String list) {
        return list.lines().filter(line -> !line.startsWith("Size in memory: ")).toList();
    }

    private static List<String> smallSets(String list) {
        return Stream.of(list.split("\n\n")).filter(block -> block.contains("\nNumber of entries: 0\n") || block.contains("\nNumber of entries: 1\n"))
                .toList();
    }

    private static String withoutVirtualServers(String tables) {
        return tables.lines().filter(line -> !line.contains(VIRTUAL_SERVERS)).map(line -> line + "\n").collect(Collectors.joining());
    }
}
