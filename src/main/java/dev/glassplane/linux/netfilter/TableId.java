package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Family;

/**
 * @param dialect which tool owns it
 * @param family  IPv4 or IPv6
 * @param name    {@code raw}, {@code mangle}, {@code nat}, {@code filter} for iptables; any name for nft
 */
public record TableId(Dialect dialect, Family family, String name) implements Comparable<TableId> {

    /** @return an iptables (or ip6tables) table */
    public static TableId iptables(Family family, String name) {
        return new TableId(Dialect.IPTABLES, family, name);
    }

    /** @return a table of nft, {@code table ip name} or {@code table ip6 name} */
    public static TableId nftables(Family family, String name) {
        return new TableId(Dialect.NFTABLES, family, name);
    }

    @Override
    public int compareTo(TableId other) {
        int c = dialect.compareTo(other.dialect);
        c = c != 0 ? c : family.compareTo(other.family);
        return c != 0 ? c : name.compareTo(other.name);
    }
}
