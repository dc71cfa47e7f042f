package dev.glassplane.trace.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.scenarios.Questions;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.ComparisonText;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Comparisons of a cluster with itself, and with itself under other settings: those stand for modes here. */
class ComparisonTests {

    private static final ObjectKey WEB = new ObjectKey("services", "demo", "web");

    private final Scenario cluster = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"));

    private ModeResult result(String mode, Dataplane dataplane, String question) {
        Network network = new Network(dataplane, cluster.fabric(), Directory.of(dataplane.image()), new Network.PortRange(30_000, 32_767));
        Trace trace = Tracing.answer(RequestReader.read(Questions.spec(question), 1).everyPath(), network);
        return new ModeResult(mode, false, trace, trace.leading());
    }

    private Dataplane edited(String pointer, String value) throws Exception {
        ObjectNode service = cluster.image().object(WEB).orElseThrow().object().deepCopy();
        int slash = pointer.lastIndexOf('/');
        service.withObject(pointer.substring(0, slash)).put(pointer.substring(slash + 1), value);
        return cluster.whatIf().dataplane(cluster.dataplane(), ImageEdit.put(WEB, service));
    }

    @Test
    void equalTablesGiveTheSameResultAndNoParting() {
        String question = "from=pod/demo/client to=service/demo/web";
        Comparison comparison = Comparison.of(List.of(result("one", cluster.dataplane(), question), result("other", cluster.dataplane(), question)), Map.of());
        assertThat(comparison.same()).isTrue();
        assertThat(comparison.sentence()).isEqualTo("the same result in one, other: DELIVERED");
        assertThat(comparison.partings()).singleElement().satisfies(parting -> assertThat(parting.step()).isZero());
    }

    @Test
    void theFirstStepThatDiffersIsNamedWithWhatItDoesInEachMode() throws Exception {
        String question = "from=external to=node/node-a:30080";
        Comparison comparison = Comparison.of(List.of(result("cluster", cluster.dataplane(), question),
                result("local", edited("/spec/externalTrafficPolicy", "Local"), question)), Map.of("ebpf", "no such thing"));
        assertThat(comparison.same()).isFalse();
        assertThat(comparison.differences().stream().map(difference -> difference.fact().word())).containsExactly("endpoints", "source");
        assertThat(comparison.partings()).singleElement().satisfies(parting -> {
            assertThat(parting.base().orElseThrow().what()).isInstanceOf(Landmark.What.Source.class);
            assertThat(parting.words("cluster")).startsWith("in cluster, node node-a makes 10.0.1.10 its source (postrouting, nat/KUBE-POSTROUTING #3)");
        });
        assertThat(ComparisonText.print(comparison)).contains("not run: ebpf: no such thing");
    }

    @Test
    void aDropAndADeliveryAreComparedOnTheirLeadingPaths() throws Exception {
        String question = "from={\"ip\":\"203.0.113.9\",\"node\":\"node-b\"} to=node/node-b:30080";
        ObjectNode service = cluster.image().object(WEB).orElseThrow().object().deepCopy();
        service.withObject("/spec").putObject("selector").put("app", "nobody");
        ObjectKey slice = cluster.image().slicesOf().get(WEB).keySet().iterator().next();
        Dataplane empty = cluster.whatIf().dataplane(cluster.dataplane(), ImageEdit.put(WEB, service).and(ImageEdit.delete(slice)));
        Comparison comparison = Comparison.of(List.of(result("full", cluster.dataplane(), question), result("empty", empty, question)), Map.of());
        assertThat(comparison.sentence()).startsWith("outcome: full: DELIVERED; empty: REJECTED NO_ENDPOINTS | clientSees: full: connected; empty: icmp-port-unreachable");
        assertThat(comparison.partings().getFirst().words("full")).contains("in full, node node-b makes 10.0.").contains("in empty, it ends REJECTED NO_ENDPOINTS");
    }
}
