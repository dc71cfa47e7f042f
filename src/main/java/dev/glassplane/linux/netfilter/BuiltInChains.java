package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.netfilter.BaseChain.Type;
import java.util.List;
import java.util.Optional;

/** The base chains that iptables creates in its tables, with the priorities of the kernel ({@code linux: include/uapi/linux/netfilter_ipv4.h}). */
public final class BuiltInChains {

    /** Tables in the order in which {@code iptables-nft-save} 1.8.9 prints them. */
    static final List<String> TABLES = List.of("mangle", "raw", "filter", "nat");

    private BuiltInChains() {}

    /** @return names of the table's built-in chains in the order in which iptables prints them; empty for a table that iptables lacks */
    public static List<String> of(String table) {
        return switch (table) {
            case "raw" -> List.of("PREROUTING", "OUTPUT");
            case "mangle" -> List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
            case "nat" -> List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");
            case "filter" -> List.of("INPUT", "FORWARD", "OUTPUT");
            default -> List.of();
        };
    }

    /** @return hook, type and priority of a built-in chain, policy accept; empty for a user chain and for nft tables */
    public static Optional<BaseChain> find(ChainId chain) {
        TableId table = chain.table();
        if (table.dialect() != Dialect.IPTABLES || !of(table.name()).contains(chain.name())) {
            return Optional.empty();
        }
        Hook hook = Hook.valueOf(chain.name());
        Type type = table.name().equals("nat") ? Type.NAT : Type.FILTER;
        return Optional.of(new BaseChain(type, hook, priority(table.name(), hook), true));
    }

    private static int priority(String table, Hook hook) {
        return switch (table) {
            case "raw" -> -300;
            case "mangle" -> -150;
            case "nat" -> hook == Hook.PREROUTING || hook == Hook.OUTPUT ? -100 : 100;
            default -> 0;
        };
    }
}
