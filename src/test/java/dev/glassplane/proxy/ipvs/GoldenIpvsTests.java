package dev.glassplane.proxy.ipvs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.Golden;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.IpsetPrint;
import dev.glassplane.linux.ipvs.Ipvsadm;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.route.IpLinkShow;
import dev.glassplane.linux.stack.HostState;
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
 * The objects and settings of kube-proxy's scenarios go in, node-a's tables in IPVS mode come out as the real tools print them.
 * {@code -Dglassplane.golden=update} rewrites the tables.
 */
class GoldenIpvsTests {

    private static final Path FOLDER = Path.of("src/test/resources/scenarios/kube-proxy");

    @Test
    void thereAreScenarios() {
        assertThat(scenarios()).hasSizeGreaterThan(10);
    }

    @TestFactory
    Stream<DynamicTest> tablesAreAsTheToolPrintsThem() {
        return scenarios().stream().map(scenario -> DynamicTest.dynamicTest(scenario.getFileName().toString(), () -> compare(scenario)));
    }

    private static List<Path> scenarios() {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void compare(Path scenario) throws IOException {
        ClusterImage image = ProgrammedNode.image(Files.readString(scenario.resolve("input.yaml")),
                Files.readString(scenario.resolve("settings.yaml")) + "\nmode: ipvs\n");
        HostState host = ProgrammedNode.program(image, "node-a");
        Golden.compare(scenario.resolve("ipvs/node-a.iptables"), IptablesSave.print(host.netfilter(), Family.IPV4));
        Golden.compare(scenario.resolve("ipvs/node-a.ip6tables"), IptablesSave.print(host.netfilter(), Family.IPV6));
        Golden.compare(scenario.resolve("ipvs/node-a.ipset"), IpsetPrint.save(new IpSets(host.entries())));
        Golden.compare(scenario.resolve("ipvs/node-a.ipvsadm"), Ipvsadm.save(host.entries()));
        Golden.compare(scenario.resolve("ipvs/node-a.ip-addr"), IpLinkShow.printAddresses(host.routing()));
    }
}
