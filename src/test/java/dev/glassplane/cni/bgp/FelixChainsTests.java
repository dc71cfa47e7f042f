package dev.glassplane.cni.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.calico.FelixSettings;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.net.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hashes and names as users of Calico printed them: public issues and documentation with {@code iptables-save} of real nodes. */
class FelixChainsTests {

    private static final List<ChainPart> IPIP_NODE = StaticChains.of(new StaticChains.Features(true, false, true, false, true, FelixSettings.DEFAULT));

    private static List<String> hashes(List<ChainPart> parts, String table, String chain) {
        return parts.stream().filter(part -> part.chain().table().name().equals(table) && part.chain().name().equals(chain)).flatMap(part -> part.rules().stream())
                .map(rule -> rule.matches().stream().filter(Match.Comment.class::isInstance).map(match -> ((Match.Comment) match).text()).findFirst().orElseThrow())
                .map(comment -> comment.substring("cali:".length())).toList();
    }

    @Test
    void jumpsOutOfBuiltInChainsHaveFelixHashes() {
        assertThat(hashes(IPIP_NODE, "filter", "FORWARD")).containsExactly("wUHhoiAYhphO9Mso", "S93hcgKJrXEqnTfs", "mp77cMpurHhyjLrM");
    }

    /** As up to v3.29, which had one bit less: since then Felix marks packets that a policy denies too. */
    @Test
    void everyRuleOfAChainGoesOnFromTheHashBefore() {
        Origin felix = Origin.of("felix", "test");
        ChainPart forward = FelixChain.of(FelixChain.FILTER, "cali-FORWARD").rule(felix, "", Marks.clear(0xe0000))
                .rule(felix, "", new Statement.Jump("cali-from-hep-forward"), Marks.NOT_ACCEPTED)
                .rule(felix, "", new Statement.Jump("cali-from-wl-dispatch"), new Match.InInterface("cali+", false)).part();
        assertThat(hashes(List.of(forward), "filter", "cali-FORWARD")).containsExactly("vjrMJCRpqwy5oRoX", "A_sPAO0mcxbT9mOV", "8ZoYfO5HKXWbB3pk");
        assertThat(hashes(IPIP_NODE, "filter", "cali-INPUT")).startsWith("PajejrV4aFdkZojI", "_wjq-Yrma8Ly1Svo", "8TZGxLWh_Eiz66wc", "6McIeIDvPdL6PE1T");
        assertThat(hashes(IPIP_NODE, "nat", "cali-nat-outgoing")).containsExactly("flqWnvo8yq4ULQLa");
    }

    @Test
    void marksAreThoseOfNodesWithFelix330() {
        ChainPart forward = IPIP_NODE.stream().filter(part -> part.chain().table().name().equals("filter") && part.chain().name().equals("cali-FORWARD")).findFirst().orElseThrow();
        assertThat(hashes(List.of(forward), "filter", "cali-FORWARD").get(3)).as("the rule that leads to cali-to-wl-dispatch").isEqualTo("4Z0Pf0byo05NFe-P");
        assertThat(forward.rules().getFirst().statement()).as("meta mark set mark and 0xffe5ffff").isEqualTo(new Statement.SetMark(0, ~0xffe5ffff));
    }

    @Test
    void aPodsChainsHaveThem() {
        List<ChainPart> parts = EndpointChains.of(Origin.of("felix", "pod"), "cali1dac8782bdb", "calico-apiserver", "calico-apiserver", 4789, List.of());
        assertThat(hashes(parts, "filter", "cali-fw-cali1dac8782bdb")).first().isEqualTo("ewXlV09BwxlTmEX-");
        List<ChainPart> system = EndpointChains.of(Origin.of("felix", "pod"), "cali1dac8782bdb", "kube-system", "coredns", 4789, List.of());
        assertThat(hashes(system, "filter", "cali-pro-kns.kube-system")).containsExactly("tgOR2S8DVHZW3F1M");
    }

    @Test
    void longNamesEndInAHash() {
        assertThat(Names.chain("cali-pro-", "ksa.kube-system.coredns")).isEqualTo("cali-pro-_u2Tn2rSoAPffvE7JO6");
        assertThat(Names.chain("cali-fw-", "cali1dac8782bdb")).isEqualTo("cali-fw-cali1dac8782bdb");
    }

    @Test
    void aPodsDeviceIsNamedByItsNamespaceAndName() {
        assertThat(Names.veth("default", "sample-pod")).as("the VPC CNI's eni with the same digits").isEqualTo("calicc21c2d7785");
    }

    @Test
    void devicesThatBeginAlikeShareAChain() {
        List<ChainPart> parts = DispatchChains.of(List.of("cali1aaaaaaaaaa", "cali1bbbbbbbbbb", "cali2cccccccccc"));
        assertThat(parts).extracting(part -> part.chain().name()).containsExactly("cali-from-wl-dispatch-1", "cali-from-wl-dispatch", "cali-to-wl-dispatch-1",
                "cali-to-wl-dispatch");
        assertThat(DispatchChains.of(List.of())).extracting(part -> part.rules().size()).containsExactly(1, 1);
    }
}
