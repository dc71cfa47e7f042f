package dev.glassplane.linux.ipset;

import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.util.List;

/**
 * A set, with the options that {@code ipset create} has if none is given: 1024 buckets at first, ports 0 to 65535.
 *
 * @param name   at most {@link #NAME_MAX} characters
 * @param type   of its members
 * @param family of their addresses; a set of ports serves both families
 * @param max    most members of a hash
 */
public record IpSet(String name, SetType type, Family family, int max) {

    /** Longest name, in characters. */
    public static final int NAME_MAX = 31;
    /** Most members of a hash that the tool makes without being asked for more. */
    public static final int MEMBERS_MAX = 65_536;

    /** The declarations of all sets of a host: they exist without members too. */
    public record Declarations() implements EntryTable<String, IpSet> {}

    /** The members of one set. */
    public record Members(String set) implements EntryTable<SetMember, Membership> {}

    /** Prefix lengths of the networks in one set; the kernel keeps this list too, and tries one after the other. */
    public record PrefixLengths(String set) implements EntryTable<Integer, Membership> {}

    /** What a set tells of a member: nothing but that it is there. */
    public enum Membership {
        /** It is there. */
        MEMBER
    }

    /** The declarations of a host. */
    public static final Declarations DECLARATIONS = new Declarations();

    /** A set of at most {@link #MEMBERS_MAX} members. */
    public IpSet(String name, SetType type, Family family) {
        this(name, type, family, MEMBERS_MAX);
    }

    public IpSet {
        if (name.isEmpty() || name.length() > NAME_MAX) {
            throw new IllegalArgumentException("expected a set name of 1 to " + NAME_MAX + " characters, found \"" + name + "\"");
        }
    }

    /** @return what makes the set exist */
    public Entry<?, ?> declaration(Origin origin) {
        return new Entry<>(DECLARATIONS, name, this, origin);
    }

    /**
     * @return what makes the member one of this set's
     * @throws IllegalArgumentException if the set's type or family cannot hold it
     */
    public List<Entry<?, ?>> with(SetMember member, Origin origin) {
        if (!member.fits(type, family)) {
            throw new IllegalArgumentException("set " + name + " of type " + type.word() + ", " + family.word() + ", cannot hold " + member);
        }
        Entry<?, ?> entry = new Entry<>(new Members(name), member, Membership.MEMBER, origin);
        return switch (member) {
            case SetMember.AddressPortNet m -> List.of(entry, length(m.net().prefixLength(), origin));
            case SetMember.Net m -> List.of(entry, length(m.net().prefixLength(), origin));
            case SetMember.Address _, SetMember.AddressPort _, SetMember.AddressPortAddress _, SetMember.Port _ -> List.of(entry);
        };
    }

    private Entry<?, ?> length(int prefixLength, Origin origin) {
        return new Entry<>(new PrefixLengths(name), prefixLength, Membership.MEMBER, origin);
    }
}
