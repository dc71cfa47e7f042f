package dev.glassplane.policy.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.Semantics.End;
import dev.glassplane.policy.model.Semantics.Verdict;
import dev.glassplane.scenarios.Scenario;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases that conformance suites for policies know, over one small cluster; every policy is one of namespace x. */
class SemanticsTests {

    private static final String ALL = "x/a x/b x/c y/a y/b y/c z/a z/b z/c";

    private static Scenario with(String... specs) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < specs.length; i++) {
            yaml.append(i == 0 ? "" : "\n---\n").append("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p%d, namespace: x}, spec: %s}"
                    .formatted(i, specs[i]));
        }
        return PolicyCluster.of(yaml.toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            deny all ingress            | {podSelector: {}, policyTypes: [Ingress]}                                                | TCP 80 | x/a
            ingress is the default type | {podSelector: {}}                                                                        | TCP 80 | x/a
            an empty list denies        | {podSelector: {}, ingress: []}                                                           | TCP 80 | x/a
            an empty rule allows all    | {podSelector: {}, ingress: [{}]}                                                         | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            an empty from allows all    | {podSelector: {}, ingress: [{from: []}]}                                                 | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            selects other pods          | {podSelector: {matchLabels: {pod: b}}}                                                   | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            egress isolates egress only | {podSelector: {matchLabels: {pod: a}}, policyTypes: [Egress]}                            | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            a pod of the namespace      | {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}           | TCP 80 | x/a x/b
            every pod of the namespace  | {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}                                | TCP 80 | x/a x/b x/c
            a namespace                 | {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}}]}]}      | TCP 80 | x/a y/a y/b y/c
            a namespace by its name     | {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}]}]} | TCP 80 | x/a z/a z/b z/c
            all namespaces              | {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}                          | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            both selectors of one peer  | {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}, podSelector: {matchLabels: {pod: b}}}]}]} | TCP 80 | x/a y/b
            two peers                   | {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}}, {podSelector: {matchLabels: {pod: b}}}]}]} | TCP 80 | x/a x/b y/a y/b y/c
            two rules                   | {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: c}}}]}, {from: [{podSelector: {matchLabels: {pod: b}}}]}]} | TCP 80 | x/a x/b x/c
            namespaces by expression    | {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: NotIn, values: [x]}]}}]}]} | TCP 80 | x/a y/a y/b y/c z/a z/b z/c
            pods by expression          | {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: pod, operator: In, values: [b, c]}]}}]}]} | TCP 80 | x/a x/b x/c y/b y/c z/b z/c
            a label that is absent      | {podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: pod, operator: DoesNotExist}]}}]}]} | TCP 80 | x/a
            port by number              | {podSelector: {}, ingress: [{ports: [{port: 80}]}]}                                      | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            another port by number      | {podSelector: {}, ingress: [{ports: [{port: 81}]}]}                                      | TCP 80 | x/a
            port by name                | {podSelector: {}, ingress: [{ports: [{port: serve-80}]}]}                                | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            another port by name        | {podSelector: {}, ingress: [{ports: [{port: serve-81}]}]}                                | TCP 80 | x/a
            the name in other protocol  | {podSelector: {}, ingress: [{ports: [{port: dns}]}]}                                     | UDP 53 | x/a
            the name in its protocol    | {podSelector: {}, ingress: [{ports: [{port: dns, protocol: UDP}]}]}                      | UDP 53 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            TCP says nothing of UDP     | {podSelector: {}, ingress: [{ports: [{port: 80}]}]}                                      | UDP 80 | x/a
            SCTP                        | {podSelector: {}, ingress: [{ports: [{port: 80, protocol: SCTP}]}]}                      | SCTP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            all ports of a protocol     | {podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]}                                 | UDP 9999 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            first of a range            | {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 90}]}]}                         | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            last of a range             | {podSelector: {}, ingress: [{ports: [{port: 70, endPort: 80}]}]}                         | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            behind a range              | {podSelector: {}, ingress: [{ports: [{port: 70, endPort: 79}]}]}                         | TCP 80 | x/a
            peer and port               | {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}], ports: [{port: 81}]}]} | TCP 80 | x/a
            a block                     | {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.1.0/24}}]}]}                   | TCP 80 | x/a x/c y/b z/a z/c
            a block except one          | {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.1.0/24, except: [10.0.1.23/32]}}]}]} | TCP 80 | x/a y/b z/a z/c
            """)
    void whoReachesPodA(String name, String spec, String port, String senders) {
        assertThat(PolicyCluster.reach(with(spec), "x/a", Protocol.parse(port.split(" ")[0]), Integer.parseInt(port.split(" ")[1]))).isEqualTo(senders);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            deny all egress              | {podSelector: {}, policyTypes: [Egress]}                                                      | TCP 80 | x/a
            rules make the type          | {podSelector: {}, egress: [{to: [{podSelector: {matchLabels: {pod: b}}}]}]}                   | TCP 80 | x/a
            an empty list is no rule     | {podSelector: {}, egress: []}                                                                 | TCP 80 | x/a y/a y/b y/c z/a z/b z/c
            only egress                  | {podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {pod: b}}}]}]} | TCP 80 | x/a x/b
            an empty rule                | {podSelector: {}, policyTypes: [Egress], egress: [{}]}                                        | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            names mean the receiver's    | {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: serve-80}]}]}               | TCP 80 | x/a x/b x/c y/a y/b y/c z/a z/b z/c
            ingress rules do not count   | {podSelector: {}, policyTypes: [Egress], ingress: [{}]}                                       | TCP 80 | x/a
            """)
    void whomPodAReaches(String name, String spec, String port, String receivers) {
        assertThat(PolicyCluster.reached(with(spec), "x/a", Protocol.parse(port.split(" ")[0]), Integer.parseInt(port.split(" ")[1]))).isEqualTo(receivers);
    }

    @Test
    void policiesAreAUnion() {
        String deny = "{podSelector: {}}";
        String fromB = "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}], ports: [{port: 80}]}]}";
        String fromY = "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}}], ports: [{port: 81}]}]}";
        Scenario cluster = with(deny, fromB, fromY);
        assertThat(PolicyCluster.reach(cluster, "x/a", Protocol.TCP, 80)).isEqualTo("x/a x/b");
        assertThat(PolicyCluster.reach(cluster, "x/a", Protocol.TCP, 81)).isEqualTo("x/a y/a y/b y/c");
        assertThat(PolicyCluster.reach(cluster, "x/b", Protocol.TCP, 80)).isEqualTo("x/b");
        assertThat(PolicyCluster.reach(cluster, "y/a", Protocol.TCP, 80)).isEqualTo(ALL);
        assertThat(PolicyCluster.reach(with(deny, "{podSelector: {}, ingress: [{}]}"), "x/a", Protocol.TCP, 80)).as("allow all beside deny all").isEqualTo(ALL);
    }

    @Test
    void verdictsNameTheRule() {
        Scenario cluster = with("{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 53, protocol: UDP}]},"
                + " {to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/16]}}, {podSelector: {}}]}]}");
        Semantics semantics = new Semantics(PolicyCluster.read(cluster.image()), cluster.image());
        var from = PolicyCluster.pod(cluster.image(), "x/a");
        End outside = new End(Ip.parse("198.51.100.7"), Optional.empty());
        assertThat(semantics.judge(from, Direction.EGRESS, outside, Protocol.TCP, 443)).isInstanceOfSatisfying(Verdict.Allowed.class, allowed -> {
            assertThat(allowed.rule()).isEqualTo(1);
            assertThat(allowed.peer()).isEqualTo(OptionalInt.of(0));
        });
        assertThat(semantics.judge(from, Direction.EGRESS, outside, Protocol.UDP, 53)).isInstanceOfSatisfying(Verdict.Allowed.class, allowed -> {
            assertThat(allowed.rule()).isZero();
            assertThat(allowed.peer()).isEmpty();
        });
        assertThat(semantics.judge(from, Direction.EGRESS, PolicyCluster.end(cluster.image(), "y/a"), Protocol.TCP, 80))
                .isInstanceOfSatisfying(Verdict.Denied.class, denied -> assertThat(denied.isolating()).extracting(NetworkPolicy::name).containsExactly("x/p0"));
        assertThat(semantics.judge(from, Direction.INGRESS, outside, Protocol.TCP, 80)).isInstanceOf(Verdict.NotIsolated.class);
    }

    @Test
    void aNodeReachesItsPods() {
        Scenario cluster = with("{podSelector: {}}");
        Semantics semantics = new Semantics(PolicyCluster.read(cluster.image()), cluster.image());
        End to = PolicyCluster.end(cluster.image(), "x/a");
        assertThat(semantics.allows(new End(Ip.parse("10.0.1.10"), Optional.empty()), to, Protocol.TCP, 80)).isTrue();
        assertThat(semantics.allows(new End(Ip.parse("10.0.2.10"), Optional.empty()), to, Protocol.TCP, 80)).as("another node").isFalse();
    }
}
