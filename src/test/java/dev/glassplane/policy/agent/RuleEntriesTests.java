package dev.glassplane.policy.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Protocol;
import dev.glassplane.policy.endpoints.ResolvedPort;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RuleEntriesTests {

    private static final Ip NODE = Ip.parse("10.0.1.10");

    private static AgentRule rule(String policy, String cidr, List<String> except, ResolvedPort... ports) {
        Cidr prefix = cidr.contains("/") ? Cidr.parse(cidr) : Ip.parse(cidr).asCidr();
        return new AgentRule(policy, prefix, except.stream().map(Cidr::parse).toList(), List.of(ports));
    }

    private static ResolvedPort tcp(int port) {
        return new ResolvedPort(Optional.of(Protocol.TCP), OptionalInt.of(port), OptionalInt.empty());
    }

    private static Map<String, String> entries(AgentRule... rules) {
        SortedMap<Cidr, RuleEntries.Value> entries = RuleEntries.of(NODE, Arrays.asList(rules));
        return entries.entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().toString(), entry -> entry.getValue().slots() + " "
                + entry.getValue().policies()));
    }

    @Test
    void theNodeAlwaysPasses() {
        assertThat(entries()).containsExactly(Map.entry("10.0.1.10/32", "any []"));
        assertThat(entries(rule("p", "10.0.1.10", List.of(), tcp(80)))).containsExactly(Map.entry("10.0.1.10/32", "any []"));
    }

    @Test
    void aLongerPrefixRepeatsWhatIsAroundIt() {
        assertThat(entries(rule("wide", "10.0.0.0/16", List.of(), tcp(80)), rule("narrow", "10.0.2.5", List.of(), tcp(443))))
                .containsEntry("10.0.0.0/16", "TCP 80 [wide]").containsEntry("10.0.2.5/32", "TCP 80, TCP 443 [narrow, wide]");
        assertThat(entries(rule("all", "10.0.0.0/16", List.of()), rule("narrow", "10.0.2.5", List.of(), tcp(443)))).containsEntry("10.0.2.5/32", "any [all, narrow]");
    }

    @Test
    void anExceptionDeniesUnlessAnotherRuleSpeaksOfIt() {
        assertThat(entries(rule("p", "10.0.0.0/16", List.of("10.0.2.0/24"), tcp(80)))).containsEntry("10.0.0.0/16", "TCP 80 [p]")
                .hasEntrySatisfying("10.0.2.0/24", text -> assertThat(text).endsWith("[]").doesNotContain("TCP"));
        assertThat(entries(rule("p", "10.0.0.0/16", List.of("10.0.2.0/24"), tcp(80)), rule("q", "10.0.0.0/8", List.of(), tcp(443))))
                .containsEntry("10.0.2.0/24", "TCP 443 [q]").containsEntry("10.0.0.0/16", "TCP 80, TCP 443 [p, q]");
    }
}
