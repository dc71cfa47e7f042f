package dev.glassplane.linux.netfilter;

/**
 * @param table the table that holds it
 * @param name  letter for letter as the real component names it
 */
public record ChainId(TableId table, String name) implements Comparable<ChainId> {

    @Override
    public int compareTo(ChainId other) {
        int c = table.compareTo(other.table);
        return c != 0 ? c : name.compareTo(other.name);
    }
}
