package dev.glassplane.calico;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class BgpFilterTests {

    private static BgpFilter filter(String rules) {
        return read("f", "{exportV4: [" + rules + "]}");
    }

    static BgpFilter read(String name, String spec) {
        return BgpFilter.of(new Stored(new ObjectKey(BgpFilter.RESOURCE, "", name), Revision.ZERO, (ObjectNode) new YAMLMapper().readTree("{spec: " + spec + "}")));
    }

    private static String verdict(String rules, String prefix, boolean told, Optional<String> device) {
        return BgpFilter.verdict(List.of(filter(rules)), false, Cidr.parse(prefix), told, device).map(accept -> accept ? "accept" : "reject").orElse("-");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {action: Reject}                                                                              | 10.0.0.0/8    | reject
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: Equal}                                      | 10.0.0.0/8    | accept
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: Equal}                                      | 10.0.0.0/16   | -
            {action: Reject, cidr: 10.0.0.0/8, matchOperator: NotEqual}                                   | 10.0.0.0/16   | reject
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: In}                                         | 10.1.0.0/16   | accept
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: In}                                         | 0.0.0.0/0     | -
            {action: Reject, cidr: 10.0.0.0/8, matchOperator: NotIn}                                      | 192.168.0.0/26| reject
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 24, max: 26}}       | 10.1.0.0/26   | accept
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 24}}                | 10.1.0.0/16   | -
            {action: Accept, cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {max: 26}}                | 10.1.0.0/32   | -
            """)
    void theFirstRuleThatSpeaksOfAPrefixDecides(String rule, String prefix, String expected) {
        assertThat(verdict(rule, prefix, false, Optional.empty())).isEqualTo(expected);
    }

    @Test
    void rulesMaySpeakOfWhatPeersToldOrOfADevice() {
        assertThat(verdict("{action: Reject, source: RemotePeers}", "10.0.0.0/8", false, Optional.empty())).isEqualTo("-");
        assertThat(verdict("{action: Reject, source: RemotePeers}", "10.0.0.0/8", true, Optional.of("eth0"))).isEqualTo("reject");
        assertThat(verdict("{action: Reject, interface: 'eth*'}", "10.0.0.0/8", true, Optional.of("eth0"))).isEqualTo("reject");
        assertThat(verdict("{action: Reject, interface: 'eth*'}", "10.0.0.0/8", false, Optional.empty())).as("a route without a device").isEqualTo("-");
    }

    @Test
    void filtersAreAskedOneAfterTheOther() {
        List<BgpFilter> filters = List.of(filter("{action: Accept, cidr: 10.0.0.0/8, matchOperator: In}"), filter("{action: Reject}"));
        assertThat(BgpFilter.verdict(filters, false, Cidr.parse("10.0.0.0/26"), false, Optional.empty())).contains(true);
        assertThat(BgpFilter.verdict(filters, false, Cidr.parse("11.0.0.0/26"), false, Optional.empty())).contains(false);
        assertThat(BgpFilter.verdict(filters, true, Cidr.parse("11.0.0.0/26"), true, Optional.empty())).as("no rule for imports").isEmpty();
    }
}
