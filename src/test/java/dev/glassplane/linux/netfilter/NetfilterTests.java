package dev.glassplane.linux.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetfilterTests {

    private static final ChainId SERVICES = new ChainId(TableId.iptables(Family.IPV4, "nat"), "KUBE-SERVICES");
    private static final ChainId FORWARD = new ChainId(TableId.iptables(Family.IPV4, "filter"), "FORWARD");

    @Test
    void partsOfAllLayersInterleaveByTheirKeys() {
        RuleSet shared = RuleSet.EMPTY.with(List.of(part(SERVICES, "b", "b"), part(SERVICES, "d", "d")));
        RuleSet own = RuleSet.EMPTY.with(List.of(part(SERVICES, "a", "a"), part(SERVICES, "c", "c")));
        assertThat(comments(Netfilter.of(List.of(shared, own)), SERVICES)).containsExactly("a", "b", "c", "d");
    }

    @Test
    void hostsShareAChainThatOnlyTheirCommonLayerWrites() {
        RuleSet shared = RuleSet.EMPTY.with(List.of(part(SERVICES, "a", "a")));
        RuleSet own = RuleSet.EMPTY.with(List.of(part(FORWARD, "a", "x")));
        Chain first = Netfilter.of(List.of(shared)).chain(SERVICES).orElseThrow();
        assertThat(Netfilter.of(List.of(own, shared)).chain(SERVICES)).containsSame(first);
        assertThat(Netfilter.of(List.of(shared.with(List.of(part(FORWARD, "b", "y"))))).chain(SERVICES)).as("untouched by the change")
                .containsSame(first);
    }

    @Test
    void aReplacedPartChangesItsChainOnly() {
        RuleSet before = RuleSet.EMPTY.with(List.of(part(SERVICES, "a", "old"), part(SERVICES, "b", "b")));
        RuleSet after = before.with(List.of(part(SERVICES, "a", "new")));
        assertThat(comments(Netfilter.of(List.of(before)), SERVICES)).containsExactly("old", "b");
        assertThat(comments(Netfilter.of(List.of(after)), SERVICES)).containsExactly("new", "b");
    }

    @Test
    void aPartOfSeveralWritersStaysUntilTheLastTakesItAway() {
        ChainPart part = part(SERVICES, "a", "a");
        RuleSet both = RuleSet.EMPTY.with(List.of(part)).with(List.of(part(SERVICES, "a", "a")));
        assertThat(comments(Netfilter.of(List.of(both)), SERVICES)).containsExactly("a");
        assertThat(comments(Netfilter.of(List.of(both, RuleSet.EMPTY.with(List.of(part)))), SERVICES)).as("in two layers").containsExactly("a");
        RuleSet one = both.without(List.of(part));
        assertThat(comments(Netfilter.of(List.of(one)), SERVICES)).containsExactly("a");
        assertThat(one.without(List.of(part)).chains()).isEmpty();
    }

    @Test
    void writersOfOnePartMayChangeItOneAfterTheOther() {
        ChainPart before = part(SERVICES, "a", "old");
        ChainPart after = part(SERVICES, "a", "new");
        RuleSet half = RuleSet.EMPTY.with(List.of(before)).with(List.of(before)).without(List.of(before)).with(List.of(after));
        RuleSet whole = half.without(List.of(before)).with(List.of(after));
        assertThat(comments(Netfilter.of(List.of(whole)), SERVICES)).containsExactly("new");
        assertThat(whole.without(List.of(after)).without(List.of(after)).chains()).isEmpty();
    }

    @Test
    void aChainGoesWithItsLastPart() {
        ChainPart part = part(SERVICES, "a", "a");
        RuleSet set = RuleSet.EMPTY.with(List.of(part));
        assertThat(set.without(List.of(part)).chains()).isEmpty();
        assertThat(set.without(List.of(part(SERVICES, "other", "a")))).isSameAs(set);
        assertThat(Netfilter.of(List.of(set.without(List.of(part)))).chain(SERVICES)).isEmpty();
    }

    @Test
    void theBuiltInChainsOfIptablesAreBaseChainsEvenIfNobodySaysSo() {
        Netfilter netfilter = Netfilter.of(List.of(RuleSet.EMPTY.with(List.of(part(FORWARD, "a", "a"), part(SERVICES, "a", "a")))));
        assertThat(netfilter.baseChains(Family.IPV4, Hook.FORWARD)).extracting(Chain::id).containsExactly(FORWARD);
        assertThat(netfilter.baseChains(Family.IPV6, Hook.FORWARD)).isEmpty();
        assertThat(netfilter.hasBaseChains(Family.IPV4)).isTrue();
        assertThat(netfilter.hasBaseChains(Family.IPV6)).isFalse();
    }

    @Test
    void baseChainsGoByPriority() {
        ChainId own = new ChainId(new TableId(Dialect.NFTABLES, Family.IPV4, "own"), "early");
        BaseChain early = new BaseChain(BaseChain.Type.FILTER, Hook.FORWARD, -10, true);
        ChainId mangle = new ChainId(TableId.iptables(Family.IPV4, "mangle"), "FORWARD");
        Netfilter netfilter = Netfilter.of(List.of(RuleSet.EMPTY.with(List.of(part(FORWARD, "a", "a"), part(mangle, "a", "a"),
                new ChainPart(own, Optional.of(early), "a", List.of())))));
        assertThat(netfilter.baseChains(Family.IPV4, Hook.FORWARD)).extracting(Chain::id).containsExactly(mangle, own, FORWARD);
    }

    private static ChainPart part(ChainId chain, String key, String comment) {
        return ChainPart.of(chain, key, List.of(new Rule(Origin.of("test", ""), List.of(new Match.Comment(comment)), new Statement.Nothing())));
    }

    private static List<String> comments(Netfilter netfilter, ChainId id) {
        return netfilter.chain(id).orElseThrow().rules().stream().map(rule -> ((Match.Comment) rule.matches().getFirst()).text()).toList();
    }
}
