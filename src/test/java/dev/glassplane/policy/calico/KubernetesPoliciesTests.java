package dev.glassplane.policy.calico;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.PortRange;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class KubernetesPoliciesTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static FelixPolicy read(String spec) {
        return KubernetesPolicies.read(new ObjectKey(NetworkPolicy.RESOURCE, "demo", "p"), YAML.readTree("{spec: " + spec + "}"));
    }

    @Test
    void areAllInTheDefaultTierAtOrderThousand() {
        FelixPolicy policy = read("{podSelector: {matchLabels: {b: x, a: y}}, policyTypes: [Ingress]}");
        assertThat(policy.id()).isEqualTo("demo/knp.default.p");
        assertThat(policy.tier()).isEqualTo("default");
        assertThat(policy.order()).isEqualTo(1000);
        assertThat(policy.governs()).containsExactly(Direction.INGRESS);
        assertThat(policy.selector()).hasToString("((projectcalico.org/orchestrator == \"k8s\" && a == \"y\" && b == \"x\") && projectcalico.org/namespace == \"demo\")");
        assertThat(policy.ingress()).isEmpty();
    }

    @Test
    void aRuleBecomesOneForEveryProtocolAndPeer() {
        FelixPolicy policy = read("""
                {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}],
                 ports: [{protocol: UDP, port: 53}, {port: 80}, {port: http}, {port: 81}, {port: 8000, endPort: 8010}]}]}""");
        assertThat(policy.ingress()).extracting(FelixRule::protocol).containsExactly(Optional.of(Protocol.TCP), Optional.of(Protocol.TCP),
                Optional.of(Protocol.UDP), Optional.of(Protocol.UDP));
        FelixRule toBlock = policy.ingress().get(1);
        assertThat(toBlock.source().nets()).containsExactly(Cidr.parse("10.0.0.0/8"));
        assertThat(toBlock.source().notNets()).containsExactly(Cidr.parse("10.1.0.0/16"));
        assertThat(toBlock.destination().ports()).as("numbers that follow each other are one range").isEqualTo(
                new RulePorts(List.of(new PortRange(80, 81), new PortRange(8000, 8010)), List.of("http")));
        assertThat(toBlock.place()).isEqualTo("ingress[0]: from[1] ipBlock 10.0.0.0/8 except 10.1.0.0/16, ports TCP 80, TCP http, TCP 81, TCP 8000-8010");
    }

    @Test
    void oneEntryForAllPortsMakesTheOthersIdle() {
        FelixRule rule = read("{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: 80}, {protocol: TCP}]}]}").egress().getFirst();
        assertThat(rule.protocol()).contains(Protocol.TCP);
        assertThat(rule.destination()).isEqualTo(RuleEnd.ANY);
        assertThat(rule.place()).isEqualTo("egress[0]: anybody, ports TCP 80, TCP");
    }

    @Test
    void anEmptyRuleSpeaksOfEverything() {
        assertThat(read("{podSelector: {}, policyTypes: [Ingress], ingress: [{}]}").ingress()).singleElement()
                .satisfies(rule -> assertThat(rule.protocol()).isEmpty())
                .satisfies(rule -> assertThat(rule.source()).isEqualTo(RuleEnd.ANY));
    }

    /** Names of sets as users of Calico printed them, with the policies that they came from. */
    @Test
    void setsHaveTheNamesOfRealNodes() {
        FelixPolicy allowed = KubernetesPolicies.read(new ObjectKey(NetworkPolicy.RESOURCE, "default", "haejun-policy"), YAML.readTree("""
                {spec: {podSelector: {matchLabels: {user: haejun, app: nginx}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels:
                  {user: haejun, role: allower}}}], ports: [{protocol: TCP, port: 80}]}]}}"""));
        assertThat(FelixPolicies.sets(allowed)).extracting(EndpointSet::name).containsExactly("cali40s:dSXImMSA1iXOPxYRYLVorAP");
        FelixPolicy namespaces = KubernetesPolicies.read(new ObjectKey(NetworkPolicy.RESOURCE, "team-b", "deny-from-other-ns"), YAML.readTree("""
                {spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team-b}}}]}]}}"""));
        assertThat(FelixPolicies.sets(namespaces)).extracting(EndpointSet::name).containsExactly("cali40s:a_sG3wUbuH4Nz-nbt4Bl5Dz");
    }

    @Test
    void allNamespacesAreThoseThatAnEndpointHas() {
        FelixRule rule = read("{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {}}]}]}").ingress().getFirst();
        assertThat(rule.source().selector()).hasToString("Optional[(has(projectcalico.org/namespace) && projectcalico.org/orchestrator == \"k8s\")]");
    }

    @Test
    void operatorsAreSaidInCalicosWords() {
        FelixRule rule = read("""
                {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: [y, x]},
                  {key: b, operator: NotIn, values: [z]}, {key: c, operator: Exists}, {key: d, operator: DoesNotExist}]}}]}]}""").ingress().getFirst();
        assertThat(rule.source().selector().orElseThrow()).hasToString("(projectcalico.org/namespace == \"demo\" && (projectcalico.org/orchestrator == \"k8s\" "
                + "&& a in {\"x\", \"y\"} && b not in {\"z\"} && has(c) && !has(d)))");
    }
}
