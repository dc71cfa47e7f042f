package dev.glassplane.trace.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Choice;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.TraceJson;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Traces through virtual servers, from hosts that remember nothing. */
class IpvsTracingTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"), ProxyMode.IPVS);
    private static final Network NETWORK = new Network(CLUSTER.dataplane(), CLUSTER.fabric(), Directory.of(CLUSTER.image()),
            new Network.PortRange(30_000, 32_767));

    private static TraceRequest request(String fields) {
        return RequestReader.read((ObjectNode) JsonMapper.shared().readTree(fields.replace('\'', '"')), 1);
    }

    private static Trace trace(String fields) {
        return Tracing.answer(request(fields), NETWORK);
    }

    private static Choice choice(Path path) {
        return path.there().hops().stream().flatMap(hop -> hop.steps().stream()).filter(Step.Decided.class::isInstance).map(Step.Decided.class::cast)
                .flatMap(step -> step.choice().stream()).findFirst().orElseThrow();
    }

    @Test
    void onePathTakesWhoComesFirstWhateverTheSeed() {
        for (int seed = 1; seed < 6; seed++) {
            Path path = trace("{'from':'pod/demo/client','to':'service/demo/web','seed':" + seed + "}").paths().getFirst();
            assertThat(choice(path)).isEqualTo(new Choice(3, 1, BigFraction.of(1, 3), "rr"));
        }
    }

    @Test
    void everyPathHasItsLongRunShare() {
        List<Path> paths = trace("{'from':'pod/demo/client','to':'service/demo/web','paths':'all'}").paths();
        assertThat(paths).extracting(Path::share).containsOnly(BigFraction.of(1, 3)).hasSize(3);
        assertThat(paths).extracting(path -> choice(path).index()).containsExactly(1, 2, 3);
    }

    @Test
    void aPickedEndpointIsFound() {
        Path path = trace("{'from':'pod/demo/client','to':'service/demo/web','pick':'10.0.1.12:8080'}").paths().getFirst();
        assertThat(path.delivered().orElseThrow().destination()).hasToString("10.0.1.12");
        assertThat(path.share()).isEqualTo(BigFraction.of(1, 3));
    }

    @Test
    void theAnswerListsConnectionsAsIpvsadmDoes() {
        String fields = "{'from':'pod/demo/client','to':'service/demo/web','sourcePort':40000}";
        JsonNode json = TraceJson.of(trace(fields), request(fields), Map.of());
        assertThat(json.path("ipvs").valueStream().map(entry -> entry.path("node").asString() + ": " + entry.path("text").asString()))
                .containsExactly("node-a: TCP 15:00  ESTABLISHED 10.0.1.11:40000    10.100.0.10:80     10.0.2.12:8080");
        assertThat(json.path("conntrack").path(0).path("reply").path("src").asString()).isEqualTo("10.0.2.12");
    }
}
