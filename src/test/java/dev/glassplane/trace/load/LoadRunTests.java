package dev.glassplane.trace.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.render.LoadJson;
import dev.glassplane.trace.request.LoadReader;
import dev.glassplane.trace.request.RequestException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LoadRunTests {

    private static final Network NODE_PORT = network("nodeport-two-nodes");

    private static Network network(String scenario) {
        return network(Scenario.load(Scenario.FOLDER.resolve(scenario)));
    }

    private static Network network(Scenario scenario) {
        return new Network(scenario.dataplane(), scenario.fabric(), Directory.of(scenario.image()), new Network.PortRange(30_000, 32_767));
    }

    private static LoadReport run(Network network, String fields) {
        ObjectNode spec = (ObjectNode) JsonMapper.shared().readTree(fields.replace('\'', '"'));
        return LoadRun.run(LoadReader.read(spec, 1), network, () -> false);
    }

    private static List<Integer> flows(LoadReport report) {
        return report.endpoints().stream().map(LoadReport.Share::flows).toList();
    }

    @Test
    void randomChoicesSpreadAsStated() {
        LoadReport report = run(NODE_PORT, "{'from':'pod/demo/client','to':'service/demo/web','flows':1200,'rate':100}");
        assertThat(report.connected()).isEqualTo(1200);
        assertThat(report.endpoints()).allSatisfy(share -> assertThat(share.stated()).contains(BigFraction.of(1, report.endpoints().size())));
        assertThat(report.nodes().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1200);
        assertThat(report.fit()).isInstanceOfSatisfying(Fit.Tested.class, tested -> {
            assertThat(tested.degreesOfFreedom()).isEqualTo(report.endpoints().size() - 1);
            assertThat(tested.pValue()).as("this seed's draws").isGreaterThan(0.01);
        });
        assertThat(report.cost().rulesEvaluated()).isGreaterThan(1200);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        String fields = "{'from':'pod/demo/client','to':'service/demo/web','flows':300,'seed':%d}";
        String once = LoadJson.of(run(NODE_PORT, fields.formatted(5))).toString();
        assertThat(LoadJson.of(run(NODE_PORT, fields.formatted(5))).toString()).isEqualTo(once);
        assertThat(LoadJson.of(run(NODE_PORT, fields.formatted(6))).toString()).isNotEqualTo(once);
    }

    @Test
    void connectionsOpenAtAnyTimeAreRateTimesDuration() {
        LoadReport report = run(NODE_PORT,
                "{'from':'pod/demo/client','to':'service/demo/web','flows':400,'arrivals':'constant','rate':10,'hold':'constant','holdSeconds':5,'samples':4}");
        assertThat(report.seconds()).isEqualTo(39.9);
        assertThat(report.samples()).extracting(LoadReport.Sample::total).containsExactly(50, 50, 50, 50);
        assertThat(report.samples().getFirst().byEndpoint().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
    }

    @Test
    void burstsComeAtOnce() {
        LoadReport report = run(NODE_PORT, "{'from':'external','clients':50,'to':'node/node-a:30080','flows':100,'arrivals':'burst','burst':50,'rate':10,"
                + "'hold':'constant','holdSeconds':1,'samples':2}");
        assertThat(report.seconds()).as("the second burst comes when ten a second are 50 again").isEqualTo(5);
        assertThat(report.samples()).extracting(LoadReport.Sample::total).containsExactly(0, 50);
    }

    @Test
    void aClientRunsOutOfSourcePorts() {
        LoadReport report = run(NODE_PORT, "{'from':'external','to':'node/node-a:30080','protocol':'TCP','flows':28300,'rate':100000,'holdSeconds':60}");
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.ending()).isEqualTo(new Ending.NoPortLeft());
            assertThat(failure.flows()).isEqualTo(28_300 - 28_232);
        });
        assertThat(report.opened()).isEqualTo(28_300);
    }

    @Test
    void failuresAreCountedByTheirReason() {
        LoadReport report = run(network("no-endpoints"), "{'from':'pod/demo/client','to':'service/demo/web','flows':20}");
        assertThat(report.connected()).isZero();
        assertThat(report.failures()).singleElement().satisfies(failure -> {
            assertThat(failure.flows()).isEqualTo(20);
            assertThat(failure.stated()).contains(BigFraction.ONE);
            assertThat(failure.sentence()).contains("no endpoints");
        });
        assertThat(report.fit()).isInstanceOf(Fit.NotTested.class);
    }

    @Test
    void affinityKeepsAClientAtItsEndpoint() {
        LoadReport report = run(network("affinity"), "{'from':'pod/demo/client','to':'service/demo/web','flows':60}");
        assertThat(flows(report)).contains(60).allMatch(flows -> flows == 0 || flows == 60);
        assertThat(report.notes()).singleElement().asString().contains("session affinity");
    }

    @Test
    void aRunThatTakesTooLongSaysHowFarItCame() {
        AtomicInteger looks = new AtomicInteger();
        ObjectNode spec = (ObjectNode) JsonMapper.shared().readTree("{\"from\":\"pod/demo/client\",\"to\":\"service/demo/web\",\"flows\":1000}");
        LoadReport report = LoadRun.run(LoadReader.read(spec, 1), NODE_PORT, () -> looks.incrementAndGet() > 2);
        assertThat(report.opened()).isEqualTo(128);
        assertThat(report.stopped()).hasValueSatisfying(why -> assertThat(why).contains("128 of 1000"));
    }

    @Test
    void badFieldsAreNamed() {
        for (String[] bad : new String[][] {{"'flows':0", "flows", "a number from 1 to 100000"}, {"'arrivals':'waves'", "arrivals", "[constant, poisson, burst]"},
            {"'clients':2", "clients", "external"}, {"'burst':5", "burst", "arrivals: burst"}, {"'mode':'compare'", "mode", "one service mode"},
            {"'paths':'all'", "paths", "holdSeconds"}, {"'holdSeconds':-1", "holdSeconds", "0 to 86400"}}) {
            assertThatThrownBy(() -> run(NODE_PORT, "{'from':'pod/demo/client','to':'service/demo/web'," + bad[0] + "}")).as(bad[0])
                    .isInstanceOfSatisfying(RequestException.class, e -> assertThat(e.field()).isEqualTo(bad[1])).hasMessageContaining(bad[2]);
        }
        assertThatThrownBy(() -> run(NODE_PORT, "{'from':'pod/demo/nobody','to':'service/demo/web'}")).isInstanceOf(RequestException.class)
                .hasMessageContaining("there is no Pod demo/nobody");
    }
}
