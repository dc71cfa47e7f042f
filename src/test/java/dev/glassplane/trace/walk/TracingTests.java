package dev.glassplane.trace.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.net.Packet;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.DeviceRef;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.RequestException;
import dev.glassplane.trace.request.RequestReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What holds for every trace; the single situations are in the scenarios. */
class TracingTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("clusterip-three-endpoints"));
    private static final String WEB = "service/demo/web";
    private static final String CLIENT = "pod/demo/client";

    private static Trace trace(Scenario scenario, String from, String to, String... more) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode().put("from", from).put("to", to);
        for (int i = 0; i < more.length; i += 2) {
            spec.put(more[i], more[i + 1]);
        }
        return Tracing.answer(RequestReader.read(spec, 1), scenario.network());
    }

    private static String manyEndpoints(int count) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: v1
                kind: Node
                metadata: {name: node-a, labels: {topology.kubernetes.io/zone: us-east-1a}}
                status: {addresses: [{type: InternalIP, address: 10.0.1.10}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: web, namespace: demo}
                spec: {clusterIP: 10.100.0.10, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                """);
        for (int i = 0; i < count; i++) {
            yaml.append("""
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web-%d, namespace: demo, labels: {app: web}}
                    spec: {nodeName: node-a, containers: [{name: c}]}
                    status: {podIP: 10.0.1.%d}
                    """.formatted(i, 20 + i));
        }
        return yaml.toString();
    }

    private static String service(int i) {
        return """
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: other-%d, namespace: demo}
                spec: {clusterIP: 10.100.3.%d, selector: {app: client}, ports: [{port: 80, targetPort: 8080}]}
                """.formatted(i, i);
    }

    @Test
    void sharesOfAllPathsMakeOneHoweverManyEndpoints() {
        for (int endpoints = 1; endpoints <= 12; endpoints++) {
            Trace trace = trace(Scenario.of("many", manyEndpoints(endpoints)), "node/node-a", WEB, "paths", "all");
            assertThat(trace.paths()).hasSize(endpoints).extracting(Path::share).containsOnly(BigFraction.of(1, endpoints));
            assertThat(trace.notExplored()).isEqualTo(BigFraction.ZERO);
        }
    }

    @Test
    void whatIsNotListedIsStated() {
        Trace trace = trace(Scenario.of("many", manyEndpoints(10)), "node/node-a", WEB, "paths", "all", "maxPaths", "4");
        assertThat(trace.paths()).hasSize(4);
        assertThat(trace.notExplored()).isEqualTo(BigFraction.of(6, 10));
    }

    @Test
    void theSampleIsOneOfAllPathsWithItsShare() {
        List<Path> all = trace(CLUSTER, CLIENT, WEB, "paths", "all", "sourcePort", "40000").paths();
        for (int seed = 0; seed < 20; seed++) {
            Trace sample = trace(CLUSTER, CLIENT, WEB, "seed", "" + seed, "sourcePort", "40000");
            assertThat(all).contains(sample.paths().getFirst());
            assertThat(sample.notExplored()).isEqualTo(BigFraction.of(2, 3));
        }
    }

    @Test
    void theSameSeedGivesTheSamePathAndSeedsCoverAllEndpoints() {
        Map<Packet, Integer> delivered = new HashMap<>();
        for (int seed = 0; seed < 300; seed++) {
            Trace trace = trace(CLUSTER, CLIENT, WEB, "seed", "" + seed, "sourcePort", "40000");
            assertThat(trace).isEqualTo(trace(CLUSTER, CLIENT, WEB, "seed", "" + seed, "sourcePort", "40000"));
            delivered.merge(trace.paths().getFirst().delivered().orElseThrow(), 1, Integer::sum);
        }
        assertThat(delivered).hasSize(3);
        assertThat(delivered.values()).allSatisfy(count -> assertThat(count).isBetween(70, 130));
    }

    @Test
    void unrelatedServicesDoNotChangeTheSeededPick() {
        StringBuilder yaml = new StringBuilder(manyEndpoints(8));
        for (int i = 1; i <= 5; i++) {
            Packet before = picked(yaml.toString(), i);
            yaml.append(service(i));
            assertThat(picked(yaml.toString(), i)).isEqualTo(before);
        }
    }

    private static Packet picked(String yaml, int seed) {
        return trace(Scenario.of("more", yaml), "node/node-a", WEB, "seed", "" + seed).paths().getFirst().delivered().orElseThrow();
    }

    @Test
    void theAnswerReturnsFromTheAddressThatWasAsked() {
        List<Trace> traces = new ArrayList<>();
        for (Scenario scenario : List.of(CLUSTER, Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes")),
                Scenario.load(Scenario.FOLDER.resolve("etp-local-with-local-endpoint")), Scenario.load(Scenario.FOLDER.resolve("hairpin")),
                Scenario.load(Scenario.FOLDER.resolve("second-eni-connmark")))) {
            scenario.image().pods().values().forEach(pod -> traces.add(trace(scenario, "pod/" + pod.key().qualifiedName(), WEB, "paths", "all")));
            scenario.image().nodes().values().forEach(node -> traces.add(trace(scenario, "node/" + node.name(), WEB, "paths", "all")));
        }
        assertThat(traces).hasSizeGreaterThan(15).allSatisfy(trace -> assertThat(trace.paths()).allSatisfy(path -> {
            assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
            assertThat(path.clientSees()).contains(ClientSees.CONNECTED);
            Step last = path.reply().orElseThrow().leg().hops().getLast().steps().getLast();
            assertThat(last).isInstanceOfSatisfying(Step.Received.class, received ->
                    assertThat(Tuple.of(received.packet())).isEqualTo(Tuple.of(trace.packet().orElseThrow()).inverted()));
        }));
    }

    @Test
    void connectionsThatThePacketLeavesBehindAreThoseOfItsNodes() {
        Path path = trace(CLUSTER, CLIENT, WEB, "pick", "10.0.2.11:8080").paths().getFirst();
        assertThat(path.tracked()).extracting(Path.Tracked::node).containsExactly("node-a", "node-b");
        assertThat(path.tracked().getFirst().connection().destinationTranslated()).isTrue();
        assertThat(path.tracked().getLast().connection().destinationTranslated()).isFalse();
    }

    @Test
    void costCountsEveryRuleAskedOnEveryNode() {
        Path path = trace(CLUSTER, CLIENT, WEB, "pick", "10.0.2.11:8080").paths().getFirst();
        assertThat(path.there().costByNode()).containsOnlyKeys("node-a", "node-b");
        assertThat(path.there().cost().rulesEvaluated()).isGreaterThan(path.there().cost().rulesMatched());
        Path more = trace(Scenario.of("more", manyEndpoints(3) + service(1) + service(2)), "node/node-a", WEB, "pick", "10.0.1.20:8080").paths().getFirst();
        Path fewer = trace(Scenario.of("fewer", manyEndpoints(3)), "node/node-a", WEB, "pick", "10.0.1.20:8080").paths().getFirst();
        assertThat(more.there().cost().rulesEvaluated()).as("demo/other-1 and -2 stand before demo/web").isEqualTo(fewer.there().cost().rulesEvaluated() + 2);
    }

    @Test
    void aPathThatStaysOnANodeAssumesNothingOfTheVpc() {
        assertThat(trace(CLUSTER, CLIENT, "pod/demo/web-0").assumptions()).doesNotContain(Assumption.ASSUMED_SECURITY_GROUP_OPEN);
        assertThat(trace(CLUSTER, CLIENT, "pod/demo/web-1").assumptions()).contains(Assumption.ASSUMED_SECURITY_GROUP_OPEN);
        assertThat(trace(CLUSTER, CLIENT, "pod/demo/web-1:8080").assumptions()).doesNotContain(Assumption.ASSUMED_PROCESS_LISTENS);
        assertThat(trace(CLUSTER, CLIENT, "pod/demo/web-1:81").assumptions()).contains(Assumption.ASSUMED_PROCESS_LISTENS);
    }

    @Test
    void withoutTheWayBackNobodyKnowsWhatTheClientSees() {
        Trace trace = trace(CLUSTER, CLIENT, WEB, "return", "false");
        assertThat(trace.paths().getFirst().reply()).isEmpty();
        assertThat(trace.paths().getFirst().clientSees()).isEmpty();
    }

    @Test
    void namesThatDoNotExistGetASuggestion() {
        assertThatThrownBy(() -> trace(CLUSTER, "pod/demo/clint", WEB)).hasMessageContaining("did you mean demo/client?");
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, "service/demo/wep")).hasMessageContaining("did you mean demo/web?");
        assertThatThrownBy(() -> trace(CLUSTER, "node/node-x", WEB)).hasMessageContaining("did you mean node-a?");
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, WEB + ":htp")).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.kind()).isEqualTo(RequestException.Kind.NOT_FOUND);
            assertThat(e).hasMessage("Service demo/web has no port \"htp\"; it has http (80/TCP); did you mean http?");
        });
        assertThatThrownBy(() -> trace(CLUSTER, "10.0.2.99", WEB)).hasMessageContaining("nobody holds it");
    }

    @Test
    void protocolsAndFamiliesMustFit() {
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, "[2001:db8::1]:80")).hasMessageContaining("no IPv6 address");
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, "10.0.2.11", "protocol", "ICMPV6")).hasMessageContaining("ICMP for an IPv4 address");
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, "10.0.2.11")).hasMessageContaining("a port");
        assertThatThrownBy(() -> trace(CLUSTER, CLIENT, "224.0.0.1:80")).hasMessageContaining("limit: multicast");
        assertThatThrownBy(() -> trace(CLUSTER, "10.9.0.1", WEB)).hasMessageContaining("limit: private-clients");
    }

    @Test
    void clusterAddressesMeanNothingToTheVpc() {
        Trace trace = trace(CLUSTER, CLIENT, "10.100.0.10:81");
        assertThat(trace.paths().getFirst().code()).contains(ReasonCode.PORT_NOT_IN_SERVICE);
        assertThat(trace.paths().getFirst().there().hops().getLast().device().kind()).isEqualTo(DeviceRef.Kind.VPC);
    }
}
