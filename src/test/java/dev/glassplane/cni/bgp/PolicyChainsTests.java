package dev.glassplane.cni.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.net.Origin;
import dev.glassplane.policy.calico.FelixPolicies;
import dev.glassplane.policy.calico.FelixPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Chains of policies, word for word as {@code iptables-save} prints them; what public listings of real nodes show is marked as such. */
class PolicyChainsTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static FelixPolicy policy(String namespace, String name, String spec) {
        ObjectNode object = (ObjectNode) YAML.readTree("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: %s, namespace: %s}, spec: %s}"
                .formatted(name, namespace, spec));
        ClusterImage image = ClusterImages.of(List.of(object));
        return new FelixPolicies().of(image).policies().values().iterator().next();
    }

    private static List<String> lines(FelixPolicy policy) {
        return lines(PolicyChains.of(policy));
    }

    private static List<String> lines(List<ChainPart> parts) {
        return parts.stream().flatMap(part -> part.rules().stream().map(rule -> IptablesSave.rule(part.chain(), rule)))
                .map(line -> line.replaceAll("-m comment --comment \"cali:[^\"]*\" ?", "")).toList();
    }

    /** A node with v3.30 printed these names for two policies of namespace calico-system. */
    @Test
    void chainsAreNamedByTierAndPolicy() {
        assertThat(PolicyChains.of(policy("calico-system", "allow-apiserver", "{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{protocol: TCP, port: 5443}]}]}")))
                .extracting(part -> part.chain().name()).containsExactly("cali-pi-_RPHPUh868v26JJg7645");
        assertThat(PolicyChains.of(policy("calico-system", "whisker", "{podSelector: {}, policyTypes: [Ingress, Egress]}")))
                .extracting(part -> part.chain().name()).containsExactly("cali-pi-_YYnSgB46MA1TYU44kJq", "cali-po-_YYnSgB46MA1TYU44kJq");
    }

    /** As that node printed them: one rule that marks, and its RETURN is left out at the end; a rule without a target where nothing is accepted. */
    @Test
    void aChainOnlyMarksWhatThePolicyAccepts() {
        assertThat(lines(policy("calico-system", "allow-apiserver", "{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{protocol: TCP, port: 5443}]}]}")))
                .containsExactly("-A cali-pi-_RPHPUh868v26JJg7645 -p tcp -m comment --comment \"Policy calico-system/knp.default.allow-apiserver ingress\" "
                        + "-m multiport --dports 5443 -j MARK --set-xmark 0x10000/0x10000");
        assertThat(lines(policy("calico-system", "whisker", "{podSelector: {}, policyTypes: [Ingress]}")))
                .containsExactly("-A cali-pi-_YYnSgB46MA1TYU44kJq -m comment --comment \"Policy calico-system/knp.default.whisker ingress\"");
    }

    @Test
    void twoRulesReturnBetweenThem() {
        assertThat(lines(policy("demo", "p", "{podSelector: {}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}]}, {to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}")))
                .containsExactly("-A cali-po-_zzzz".replace("_zzzz", name("demo/knp.default.p")) + " -p udp -m comment --comment \"Policy demo/knp.default.p egress\" -m multiport --dports 53 -j MARK --set-xmark 0x10000/0x10000",
                        "-A cali-po-" + name("demo/knp.default.p") + " -m mark --mark 0x10000/0x10000 -j RETURN",
                        "-A cali-po-" + name("demo/knp.default.p") + " -d 10.0.0.0/8 -j MARK --set-xmark 0x10000/0x10000");
    }

    private static String name(String policy) {
        return Names.chain("cali-po-", "default/" + policy).substring("cali-po-".length());
    }

    @Test
    void anExceptionIsAPartOfItsOwn() {
        assertThat(lines(policy("demo", "p", "{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16, 10.2.0.0/16]}}], ports: [{port: 80}]}]}"))
                .stream().map(line -> line.substring(line.indexOf(' ', 3) + 1))).containsExactly(
                "-m comment --comment \"Policy demo/knp.default.p egress\" -j MARK --set-xmark 0x80000/0x180000",
                "-d 10.1.0.0/16 -j MARK --set-xmark 0x0/0x80000",
                "-d 10.2.0.0/16 -j MARK --set-xmark 0x0/0x80000",
                "-d 10.0.0.0/8 -p tcp -m multiport --dports 80 -m mark --mark 0x80000/0x80000 -j MARK --set-xmark 0x10000/0x10000");
    }

    @Test
    void namedPortsBesideNumbersAreAPartToo() {
        assertThat(lines(policy("demo", "p", "{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80}, {port: http}]}]}"))
                .stream().map(line -> line.substring(line.indexOf(' ', 3) + 1))).containsExactly(
                "-m comment --comment \"Policy demo/knp.default.p ingress\" -j MARK --set-xmark 0x0/0x180000",
                "-p tcp -m multiport --dports 80 -j MARK --set-xmark 0x80000/0x80000",
                "-m set --match-set cali40n:cl9_Kgeu4H0OGLbhovVR3NB dst,dst -j MARK --set-xmark 0x80000/0x80000",
                "-s 10.1.0.0/16 -j MARK --set-xmark 0x0/0x80000",
                "-s 10.0.0.0/8 -p tcp -m mark --mark 0x80000/0x80000 -j MARK --set-xmark 0x10000/0x10000");
    }

    @Test
    void ofManyPortsFifteenFitOneCondition() {
        StringBuilder ports = new StringBuilder();
        for (int port = 100; port < 132; port += 2) {
            ports.append(ports.isEmpty() ? "" : ", ").append("{port: ").append(port).append('}');
        }
        assertThat(lines(policy("demo", "p", "{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [" + ports + "]}]}"))
                .stream().filter(line -> line.contains("multiport")).map(line -> line.replaceAll(".*--dports ([^ ]*).*", "$1").split(",").length)).containsExactly(15, 1);
    }

    @Test
    void aPeerOfIpv6IsLeftOut() {
        assertThat(lines(policy("demo", "p", "{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 'fd00::/8'}}]}]}")))
                .singleElement().asString().endsWith("-m comment --comment \"Policy demo/knp.default.p ingress\"");
    }

    /** As a node with v3.30 printed it for a pod with one policy. */
    @Test
    void aPodsChainAsksItsTier() {
        List<PolicyGroup.OfTier> tiers = List.of(new PolicyGroup.OfTier("default", false, List.of(new PolicyGroup(
                dev.glassplane.dataplane.PolicyKnowledge.Direction.INGRESS, "default", "all()", List.of("calico-system/knp.default.allow-apiserver"))), List.of()));
        List<String> lines = lines(EndpointChains.of(Origin.of("felix", "pod"), "cali5c14023033c", "calico-system", "calico-apiserver", 4789, tiers).subList(0, 1))
                .stream().map(line -> line.substring("-A cali-tw-cali5c14023033c ".length())).toList();
        assertThat(lines).startsWith("-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                "-m conntrack --ctstate INVALID -j DROP",
                "-j MARK --set-xmark 0x0/0x30000",
                "-m comment --comment \"Start of tier default\" -j MARK --set-xmark 0x0/0x20000",
                "-m mark --mark 0x0/0x20000 -j cali-pi-_RPHPUh868v26JJg7645",
                "-m comment --comment \"Return if policy accepted\" -m mark --mark 0x10000/0x10000 -j RETURN",
                "-m comment --comment \"End of tier default. Drop if no policies passed packet\" -m mark --mark 0x0/0x20000 -j DROP",
                "-j cali-pri-kns.calico-system");
    }

    @Test
    void policiesWithOneSelectorShareAChain() {
        PolicyGroup group = new PolicyGroup(dev.glassplane.dataplane.PolicyKnowledge.Direction.EGRESS, "default", "all()",
                List.of("a", "b", "c", "d", "e", "f"));
        assertThat(group.chain()).startsWith("cali-go-").hasSize(28);
        assertThat(lines(group.parts()).stream().map(line -> line.substring(("-A " + group.chain() + " ").length()))).containsExactly(
                "-j cali-po-default/a",
                "-m mark --mark 0x0/0x30000 -j cali-po-default/b",
                "-m mark --mark 0x0/0x30000 -j cali-po-default/c",
                "-m mark --mark 0x0/0x30000 -j cali-po-default/d",
                "-m mark --mark 0x0/0x30000 -j cali-po-default/e",
                "-m comment --comment \"Return on verdict\" -m mark ! --mark 0x0/0x30000 -j RETURN",
                "-j cali-po-default/f");
    }
}
