package dev.glassplane.linux.netfilter;

/** A rule as the tool prints it that owns its table. */
public final class RuleText {

    private RuleText() {}

    /** @return {@code -A CHAIN ...} for iptables, the rule alone for nft */
    public static String of(ChainId chain, Rule rule) {
        return switch (chain.table().dialect()) {
            case IPTABLES -> IptablesSave.rule(chain, rule);
            case NFTABLES -> NftRuleText.rule(chain, rule);
        };
    }
}
