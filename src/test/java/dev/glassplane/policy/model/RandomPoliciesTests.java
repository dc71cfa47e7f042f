package dev.glassplane.policy.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.Semantics.End;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.matrix.Matrix;
import dev.glassplane.trace.matrix.MatrixRequest;
import dev.glassplane.trace.matrix.MatrixRun;
import dev.glassplane.trace.matrix.PortWish;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The pure model against the definition, written once more over the bare objects; and what the programs at the pods do, against the pure model. */
class RandomPoliciesTests {

    private static final Map<String, Integer> NAMED = Map.of("TCP serve-80", 80, "TCP serve-81", 81, "UDP dns", 53);
    private static final List<PortWish.Door> DOORS = List.of(new PortWish.Door(80, Protocol.TCP), new PortWish.Door(81, Protocol.TCP),
            new PortWish.Door(53, Protocol.UDP), new PortWish.Door(80, Protocol.SCTP), new PortWish.Door(90, Protocol.TCP));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void modelIsTheDefinition(long seed) {
        String yaml = new RandomPolicies(seed, true).some();
        Scenario cluster = PolicyCluster.of(yaml);
        List<ObjectNode> policies = PolicyCluster.objects(yaml);
        Semantics semantics = new Semantics(PolicyCluster.read(cluster.image()), cluster.image());
        for (String from : PolicyCluster.names().toList()) {
            for (String to : PolicyCluster.names().toList()) {
                for (PortWish.Door door : DOORS) {
                    End sender = PolicyCluster.end(cluster.image(), from);
                    End receiver = PolicyCluster.end(cluster.image(), to);
                    boolean defined = from.equals(to) || side(policies, "Egress", from, to, receiver.ip(), door) && side(policies, "Ingress", to, from, sender.ip(), door);
                    assertThat(semantics.allows(sender, receiver, door.protocol(), door.number())).as(from + " -> " + to + " " + door + "\n" + yaml).isEqualTo(defined);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112})
    void programsDoWhatTheModelSays(long seed) {
        String yaml = new RandomPolicies(seed, false).some();
        Scenario cluster = PolicyCluster.of(yaml);
        Semantics semantics = new Semantics(PolicyCluster.read(cluster.image()), cluster.image());
        Matrix matrix = MatrixRun.of(new MatrixRequest(Set.copyOf(PolicyCluster.NAMESPACES), DOORS.stream().map(door -> PortWish.parse(door.toString())).toList()),
                cluster.network(), 1);
        for (int row = 0; row < matrix.senders().size(); row++) {
            for (int column = 0; column < matrix.targets().size(); column++) {
                Matrix.Target target = matrix.targets().get(column);
                End from = PolicyCluster.end(cluster.image(), matrix.senders().get(row).qualifiedName());
                End to = PolicyCluster.end(cluster.image(), target.pod().qualifiedName());
                assertThat(matrix.cells().get(row).get(column).connected()).as(matrix.senders().get(row).qualifiedName() + " -> " + target + "\n" + yaml)
                        .isEqualTo(semantics.allows(from, to, target.door().protocol(), target.door().number()));
            }
        }
    }

    /** {@code pod} is the one that policies select, {@code other} the other end. */
    private static boolean side(List<ObjectNode> policies, String type, String pod, String other, Ip otherIp, PortWish.Door door) {
        boolean isolated = false;
        for (ObjectNode policy : policies) {
            JsonNode spec = policy.get("spec");
            boolean selected = policy.at("/metadata/namespace").asString().equals(pod.split("/")[0])
                    && matches(spec.get("podSelector"), Map.of("pod", pod.split("/")[1]));
            Set<String> types = spec.has("policyTypes") ? spec.get("policyTypes").valueStream().map(JsonNode::asString).collect(Collectors.toSet()) : Set.of("Ingress");
            if (selected && types.contains(type)) {
                isolated = true;
                for (JsonNode rule : spec.path(type.toLowerCase(java.util.Locale.ROOT))) {
                    JsonNode peers = rule.path(type.equals("Ingress") ? "from" : "to");
                    boolean peer = peers.isEmpty() || peers.valueStream().anyMatch(each -> peer(each, pod.split("/")[0], other, otherIp));
                    boolean port = rule.path("ports").isEmpty() || rule.path("ports").valueStream().anyMatch(each -> port(each, door));
                    if (peer && port) {
                        return true;
                    }
                }
            }
        }
        return !isolated;
    }

    private static boolean peer(JsonNode peer, String own, String other, Ip ip) {
        if (peer.has("ipBlock")) {
            return inside(peer.at("/ipBlock/cidr").asString(), ip) && peer.at("/ipBlock/except").valueStream().noneMatch(part -> inside(part.asString(), ip));
        }
        String namespace = other.split("/")[0];
        boolean place = peer.has("namespaceSelector") ? matches(peer.get("namespaceSelector"), Map.of("ns", namespace, "kubernetes.io/metadata.name", namespace))
                : namespace.equals(own);
        return place && (!peer.has("podSelector") || matches(peer.get("podSelector"), Map.of("pod", other.split("/")[1])));
    }

    private static boolean inside(String cidr, Ip ip) {
        long address = ip.low();
        long network = Ip.parse(cidr.split("/")[0]).low();
        int bits = 32 - Integer.parseInt(cidr.split("/")[1]);
        return (address & 0xffff_ffffL) >>> bits == (network & 0xffff_ffffL) >>> bits;
    }

    private static boolean port(JsonNode port, PortWish.Door door) {
        String protocol = port.path("protocol").asString("TCP");
        if (!protocol.equals(door.protocol().name())) {
            return false;
        }
        if (!port.has("port")) {
            return true;
        }
        if (port.get("port").isString()) {
            return NAMED.getOrDefault(protocol + " " + port.get("port").asString(), -1) == door.number();
        }
        int first = port.get("port").asInt();
        return first <= door.number() && door.number() <= port.path("endPort").asInt(first);
    }

    private static boolean matches(JsonNode selector, Map<String, String> labels) {
        boolean plain = selector.path("matchLabels").properties().stream().allMatch(label -> label.getValue().asString().equals(labels.get(label.getKey())));
        return plain && selector.path("matchExpressions").valueStream().allMatch(each -> {
            String value = labels.get(each.get("key").asString());
            List<String> values = each.path("values").valueStream().map(JsonNode::asString).toList();
            return switch (each.get("operator").asString()) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> !values.contains(value);
                case "Exists" -> value != null;
                default -> value == null;
            };
        });
    }
}
