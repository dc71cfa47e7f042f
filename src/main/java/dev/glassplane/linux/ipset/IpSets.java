package dev.glassplane.linux.ipset;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * All sets of one host, and the test of a packet ({@code linux: net/netfilter/ipset/ip_set_core.c, ip_set_hash_gen.h, ip_set_getport.c}).
 *
 * @param entries of the host
 */
public record IpSets(Entries entries) {

    /** Type and code of an echo request, as sets keep them in place of a port: an emulated ICMP packet is always one. */
    private static final int ECHO_REQUEST = 8 << 8;
    private static final int ECHO_REQUEST_V6 = 128 << 8;

    /** @return declarations by name; real ones are listed in the order in which they were made */
    public List<Entry<String, IpSet>> declarations() {
        return entries.all(IpSet.DECLARATIONS).stream().sorted(Comparator.comparing(Entry::key)).toList();
    }

    /** @return members in the order of {@link SetMember#ORDER} */
    public List<Entry<SetMember, IpSet.Membership>> members(String set) {
        return entries.all(new IpSet.Members(set)).stream().sorted(Comparator.comparing(Entry::key, SetMember.ORDER)).toList();
    }

    /**
     * @param directions for each field of a member, which end of the packet it is taken from
     * @return the answer; empty if no look-up is made, since the packet has no such field (a port), or the rule names too few: it is no member
     * @throws IllegalStateException if there is no such set: the kernel would not have loaded the rule
     */
    public Optional<SetAnswer> test(String name, List<Direction> directions, Packet packet) {
        IpSet set = entries.value(IpSet.DECLARATIONS, name).orElseThrow(
                () -> new IllegalStateException("a rule asks set " + name + ", which does not exist"));
        boolean comparable = directions.size() >= set.type().dimensions() && (set.type().isBitmap() || set.family() == packet.family());
        return comparable ? ask(set, directions, packet) : Optional.empty();
    }

    private Optional<SetAnswer> ask(IpSet set, List<Direction> directions, Packet packet) {
        Ip first = address(directions.get(0), packet);
        return switch (set.type()) {
            case HASH_IP -> Optional.of(exact(set, new SetMember.Address(first)));
            case HASH_IP_PORT -> Optional.of(exact(set, addressPort(directions, packet)));
            case HASH_IP_PORT_IP -> Optional.of(exact(set,
                    new SetMember.AddressPortAddress(addressPort(directions, packet), address(directions.get(2), packet))));
            case HASH_IP_PORT_NET -> {
                SetMember.AddressPort to = addressPort(directions, packet);
                Ip last = address(directions.get(2), packet);
                yield Optional.of(byPrefix(set, to + "," + last, length -> new SetMember.AddressPortNet(to, new Cidr(last, length))));
            }
            case HASH_NET -> Optional.of(byPrefix(set, first.toString(), length -> new SetMember.Net(new Cidr(first, length))));
            case BITMAP_PORT -> packet.protocol() == Protocol.TCP || packet.protocol() == Protocol.UDP
                    ? Optional.of(exact(set, new SetMember.Port(port(directions.get(0), packet)))) : Optional.empty();
        };
    }

    private SetAnswer exact(IpSet set, SetMember member) {
        return answer(set, member, 1, member.toString());
    }

    /** The kernel tries the prefix lengths that occur in the set, the longest first. */
    private SetAnswer byPrefix(IpSet set, String key, IntFunction<SetMember> member) {
        List<Integer> lengths = entries.all(new IpSet.PrefixLengths(set.name())).stream().map(Entry::key).sorted(Comparator.reverseOrder()).toList();
        for (int i = 0; i < lengths.size(); i++) {
            SetAnswer answer = answer(set, member.apply(lengths.get(i)), i + 1, key);
            if (answer.hit()) {
                return answer;
            }
        }
        return new SetAnswer(set, key, Optional.empty(), Math.max(1, lengths.size()), Optional.empty());
    }

    private SetAnswer answer(IpSet set, SetMember member, int probes, String key) {
        Optional<Entry<SetMember, IpSet.Membership>> found = entries.find(new IpSet.Members(set.name()), member);
        return new SetAnswer(set, key, found.map(Entry::key), probes, found.map(Entry::origin));
    }

    private static SetMember.AddressPort addressPort(List<Direction> directions, Packet packet) {
        return new SetMember.AddressPort(address(directions.get(0), packet), packet.protocol(), port(directions.get(1), packet));
    }

    private static Ip address(Direction direction, Packet packet) {
        return direction == Direction.SRC ? packet.source() : packet.destination();
    }

    private static int port(Direction direction, Packet packet) {
        return switch (packet.protocol()) {
            case TCP, UDP, SCTP -> direction == Direction.SRC ? packet.sourcePort() : packet.destinationPort();
            case IPIP -> 0;
            case ICMP -> ECHO_REQUEST;
            case ICMPV6 -> ECHO_REQUEST_V6;
        };
    }
}
