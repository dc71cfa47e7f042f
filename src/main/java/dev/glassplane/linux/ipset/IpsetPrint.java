package dev.glassplane.linux.ipset;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Family;
import java.util.function.ToIntFunction;

/**
 * Prints sets as ipset 7.17 does on Linux 6.18: sets by name, members sorted. What is random in reality is fixed: the start value of the hash
 * ({@code initval}) is 0, and memory is counted as if no two members met in a bucket.
 */
public final class IpsetPrint {

    private IpsetPrint() {}

    /** @return {@code ipset save}: what {@code ipset restore} reads */
    public static String save(IpSets sets) {
        StringBuilder text = new StringBuilder();
        for (Entry<String, IpSet> declaration : sets.declarations()) {
            text.append(create(declaration.value())).append('\n');
            sets.members(declaration.key()).forEach(member -> text.append(add(declaration.value(), member.key())).append('\n'));
        }
        return text.toString();
    }

    /**
     * @param references how many rules use the set of this name
     * @return {@code ipset list}
     */
    public static String list(IpSets sets, ToIntFunction<String> references) {
        StringBuilder text = new StringBuilder();
        for (Entry<String, IpSet> declaration : sets.declarations()) {
            IpSet set = declaration.value();
            var members = sets.members(set.name());
            text.append(text.isEmpty() ? "" : "\n").append("Name: ").append(set.name()).append("\nType: ").append(set.type().word())
                    .append("\nRevision: ").append(set.type().revision()).append("\nHeader: ").append(header(set))
                    .append("\nSize in memory: ").append(set.type().bytes(set.family() == Family.IPV4, members.size()))
                    .append("\nReferences: ").append(references.applyAsInt(set.name()))
                    .append("\nNumber of entries: ").append(members.size()).append("\nMembers:\n");
            members.forEach(member -> text.append(member.key()).append('\n'));
        }
        return text.toString();
    }

    /** @return the line that makes the set */
    public static String create(IpSet set) {
        return "create " + set.name() + " " + set.type().word() + " " + header(set);
    }

    /** @return the line that adds the member */
    public static String add(IpSet set, SetMember member) {
        return "add " + set.name() + " " + member;
    }

    private static String header(IpSet set) {
        return set.type().isBitmap() ? "range 0-65535"
                : "family " + (set.family() == Family.IPV4 ? "inet" : "inet6") + " hashsize 1024 maxelem " + set.max()
                        + " bucketsize 12 initval 0x00000000";
    }
}
