package dev.glassplane.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.cni.vpc.AwsNodeProgrammer;
import dev.glassplane.cni.TestAddresses;
import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.dataplane.ServiceModes;
import dev.glassplane.dataplane.TestDataplane;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Node;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.proxy.ProxyMode;
import dev.glassplane.proxy.ProxyProgrammers;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.walk.Tracing;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Nodes change their service mode: every pair of the modes that are modelled, on a cluster with two nodes. */
class ModeSwitchTests {

    private static final String ANNOTATION = "glassplane.dev/proxy-mode";
    private static final ServiceModes MODES = new ServiceModesOfProxy();

    private final Scenario scenario = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"));
    private final VpcReader reader = new VpcReader();
    private ClusterImage image = scenario.image();
    private final TestDataplane dataplane = fresh();

    static Stream<Arguments> pairs() {
        return ProxyMode.modelled().stream().flatMap(one -> ProxyMode.modelled().stream().map(other -> Arguments.of(one, other)));
    }

    static Stream<ProxyMode> modes() {
        return ProxyMode.modelled().stream();
    }

    private TestDataplane fresh() {
        List<NodeProgrammer<?, ?>> programmers = new ArrayList<>(List.of(new AwsNodeProgrammer(reader)));
        programmers.addAll(ProxyProgrammers.all());
        return new TestDataplane(programmers, TestAddresses.of(reader)).publishAll(image);
    }

    private void publish(ImageEdit edit) {
        image = edit.applyTo(image);
        dataplane.publish(edit.delta(), image);
    }

    private void configure(ProxyMode mode) {
        publish(((ServiceModes.Switch.Possible) MODES.everywhere(mode.word(), image)).edit());
    }

    private void annotate(String node, String mode) {
        Node known = image.node(node).orElseThrow();
        ObjectNode object = image.object(known.key()).orElseThrow().object().deepCopy();
        object.withObject("/metadata/annotations").put(ANNOTATION, mode);
        publish(ImageEdit.put(known.key(), object));
    }

    private void release(String node) {
        Node known = image.node(node).orElseThrow();
        ObjectNode object = image.object(known.key()).orElseThrow().object().deepCopy();
        object.withObject("/metadata/annotations").remove(ANNOTATION);
        publish(ImageEdit.put(known.key(), object));
    }

    /** Everything that tools print on each node, and the keyed tables. */
    private static Map<String, String> everything(Dataplane tables) {
        Map<String, String> all = new TreeMap<>(TestDataplane.dumps(tables));
        tables.nodes().forEach((name, state) -> all.put(name + " entries", state.host().entries().tables().stream().sorted(
                java.util.Comparator.comparing(EntryTable::toString)).map(table -> table + " " + state.host().entries().all(table).stream()
                .map(Object::toString).sorted().toList()).toList().toString()));
        return all;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void nothingIsLeftOfTheModeBefore(ProxyMode before, ProxyMode after) {
        configure(before);
        configure(after);
        assertThat(image.nodes().values()).allMatch(node -> MODES.of(node, image).equals(after.word()));
        assertThat(everything(dataplane.current())).isEqualTo(everything(fresh().current()));
        Map<String, String> there = everything(dataplane.current());
        configure(before);
        configure(after);
        assertThat(everything(dataplane.current())).isEqualTo(there);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aNodeMayAskForAModeOfItsOwn(ProxyMode configured, ProxyMode own) {
        configure(own);
        String wanted = everything(dataplane.current()).get("node-b");
        configure(configured);
        Map<String, String> before = everything(dataplane.current());
        annotate("node-b", own.word());
        assertThat(everything(dataplane.current())).isEqualTo(everything(fresh().current()))
                .containsEntry("node-a", before.get("node-a")).containsEntry("node-b", wanted);
        release("node-b");
        assertThat(everything(dataplane.current())).isEqualTo(before);
    }

    @Test
    void aWordThatIsNoModeKeepsTheConfiguredOne() {
        Map<String, String> before = everything(dataplane.current());
        annotate("node-b", "nftable");
        assertThat(MODES.of(image.node("node-b").orElseThrow(), image)).isEqualTo("iptables");
        assertThat(everything(dataplane.current())).isEqualTo(before);
    }

    /** The packet and its answer pass nodes of both modes. */
    @ParameterizedTest
    @MethodSource("pairs")
    void packetsArriveThroughNodesOfDifferentModes(ProxyMode ofA, ProxyMode ofB) {
        configure(ofA);
        annotate("node-b", ofB.word());
        Network network = new Network(dataplane.current(), scenario.fabric(), Directory.of(image), new Network.PortRange(30_000, 32_767));
        for (String question : List.of("from=pod/demo/client to=service/demo/web", "from=external to=node/node-a:30080", "from=external to=node/node-b:30080",
                "from=node/node-b to=service/demo/web", "from=pod/demo/client to=node/node-b:30080")) {
            Trace trace = Tracing.answer(RequestReader.read(Questions.spec(question).put("paths", "all"), 1), network);
            assertThat(trace.paths()).as(question).hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(path -> assertThat(path.clientSees().map(sees -> sees.word())).as(question).contains("connected"));
            assertThat(trace.notExplored().signum()).isZero();
        }
    }

    /** A mode that nobody runs asks nothing of the image: no cause, no view. */
    @ParameterizedTest
    @MethodSource("modes")
    void anIdleModeHasNoWork(ProxyMode mode) {
        configure(mode);
        long working = ProxyProgrammers.all().stream().filter(programmer -> !programmer.causes(image).isEmpty()).count();
        assertThat(working).isEqualTo(1);
        assertThat(image.nodes().values()).isNotEmpty();
    }
}
