package dev.glassplane.trace.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.request.LoadReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Schedulers of virtual servers under load, where they remember the connections before: three endpoints of weight 1. */
class IpvsLoadTests {

    private static final String POD = "{'from':'pod/demo/client','to':'service/demo/web','flows':600,'rate':100,'hold':'constant','holdSeconds':5}";

    private static LoadReport run(String scenario, String scheduler, String fields) {
        Scenario cluster = Scenario.of(scheduler, yaml(scenario) + """
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {namespace: kube-system, name: kube-proxy-config}
                data:
                  config: |
                    apiVersion: kubeproxy.config.k8s.io/v1alpha1
                    kind: KubeProxyConfiguration
                    ipvs: {scheduler: %s}
                """.formatted(scheduler), ProxyMode.IPVS);
        Network network = new Network(cluster.dataplane(), cluster.fabric(), Directory.of(cluster.image()), new Network.PortRange(30_000, 32_767));
        ObjectNode spec = (ObjectNode) JsonMapper.shared().readTree(fields.replace('\'', '"'));
        return LoadRun.run(LoadReader.read(spec, 1), network, () -> false);
    }

    private static String yaml(String scenario) {
        try {
            return Files.readString(Scenario.FOLDER.resolve(scenario).resolve("input.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> flows(LoadReport report) {
        return report.endpoints().stream().map(LoadReport.Share::flows).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "sed", "nq"})
    void whoTakesTurnsOrLevelsLoadsGivesEveryoneAsMany(String scheduler) {
        LoadReport report = run("nodeport-two-nodes", scheduler, POD);
        assertThat(report.connected()).isEqualTo(600);
        assertThat(Collections.max(flows(report)) - Collections.min(flows(report))).as(flows(report).toString()).isLessThanOrEqualTo(2);
        assertThat(report.endpoints()).allSatisfy(share -> assertThat(share.stated()).contains(BigFraction.of(1, 3)));
        assertThat(report.servers()).hasSize(3).allSatisfy(server -> assertThat(server.active()).isBetween(160, 172));
        assertThat(report.fit()).isInstanceOfSatisfying(Fit.Tested.class, tested -> assertThat(tested.pValue()).isGreaterThan(0.98));
    }

    @Test
    void leastConnectionsLookAtWhatIsStillOpen() {
        LoadReport levelled = run("nodeport-two-nodes", "lc", POD.replace("'constant'", "'exponential'"));
        List<Integer> active = levelled.servers().stream().map(LoadReport.Served::active).toList();
        assertThat(Collections.max(active) - Collections.min(active)).as(active.toString()).isLessThanOrEqualTo(10);
        LoadReport turns = run("nodeport-two-nodes", "rr", POD.replace("'constant'", "'exponential'"));
        List<Integer> opened = turns.servers().stream().map(server -> server.active() + server.inactive()).toList();
        assertThat(Collections.max(opened) - Collections.min(opened)).as(opened.toString()).isLessThanOrEqualTo(2);
    }

    @Test
    void aSourceHashSendsOneClientToOneEndpoint() {
        LoadReport report = run("nodeport-two-nodes", "sh", POD);
        assertThat(flows(report)).containsExactly(600);
        assertThat(report.endpoints().getFirst().stated()).contains(BigFraction.ONE);
    }

    @Test
    void maglevWithPortsSpreadsOneClient() {
        LoadReport report = run("nodeport-two-nodes", "mh", POD);
        assertThat(report.connected()).isEqualTo(600);
        assertThat(flows(report)).hasSize(3).allMatch(flows -> flows > 150);
        assertThat(report.fit()).as("a trace knows one port only").isInstanceOf(Fit.NotTested.class);
    }

    @Test
    void destinationsBehindOneAddressStayWithOneServerUntilItIsLoaded() {
        LoadReport report = run("nodeport-two-nodes", "dh", POD);
        assertThat(flows(report)).containsExactly(600);
    }

    @Test
    void persistenceHoldsAClient() {
        LoadReport report = run("affinity", "rr", "{'from':'pod/demo/client','to':'service/demo/web','flows':60}");
        assertThat(flows(report)).contains(60).allMatch(flows -> flows == 0 || flows == 60);
        assertThat(report.notes()).singleElement().asString().contains("session affinity");
    }

    @Test
    void nodesMasqueradeClientsFromOutside() {
        LoadReport report = run("nodeport-two-nodes", "rr", "{'from':'external','clients':20,'to':'node/node-a:30080','flows':300}");
        assertThat(report.connected()).isEqualTo(300);
        assertThat(flows(report)).containsExactly(100, 100, 100);
    }
}
