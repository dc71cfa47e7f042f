package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.PortRange;
import dev.glassplane.net.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;

/** One condition of a rule. A new kind of condition is one more record here; evaluator and printers then fail to compile until they know it. */
public sealed interface Match {

    /** {@code [!] -s cidr}. */
    record Source(Cidr cidr, boolean negated) implements Match {}

    /** {@code [!] -d cidr}. */
    record Destination(Cidr cidr, boolean negated) implements Match {}

    /** {@code [!] -i name}; a trailing {@code +} matches every name with that beginning. */
    record InInterface(String name, boolean negated) implements Match {}

    /** {@code [!] -o name}; a trailing {@code +} matches every name with that beginning. */
    record OutInterface(String name, boolean negated) implements Match {}

    /** {@code [!] -p protocol}. */
    record ProtocolIs(Protocol protocol, boolean negated) implements Match {
        /** That protocol. */
        public ProtocolIs(Protocol protocol) {
            this(protocol, false);
        }
    }

    /** {@code -m comment --comment text}: always true. */
    record Comment(String text) implements Match {}

    /** {@code -m tcp}, {@code -m udp} or {@code -m sctp} without an option: true for that protocol. */
    record ProtocolModule(Protocol protocol) implements Match {}

    /** {@code -m tcp [!] --dport from[:to]}. */
    record DestinationPort(Protocol protocol, int from, int to, boolean negated) implements Match {
        /** One single port. */
        public DestinationPort(Protocol protocol, int port) {
            this(protocol, port, port, false);
        }
    }

    /** {@code -m conntrack [!] --ctstate words}. SNAT and DNAT test the translation of the connection. */
    record ConnectionState(Set<ConnectionStateWord> words, boolean negated) implements Match {
        public ConnectionState {
            words = Set.copyOf(words);
        }
    }

    /** {@code -m mark [!] --mark value/mask}. */
    record MarkIs(int value, int mask, boolean negated) implements Match {}

    /** {@code -m connmark [!] --mark value/mask}. */
    record ConnectionMarkIs(int value, int mask, boolean negated) implements Match {}

    /**
     * {@code -m multiport [!] --sports|--dports p,p:p}; the protocol is the rule's own {@code -p}.
     *
     * @param source whether the source's port is meant
     * @param ports  at most {@link #SLOTS} numbers in all
     */
    record Multiport(boolean source, List<PortRange> ports, boolean negated) implements Match {

        /** How many numbers one such condition holds; a range takes two. */
        public static final int SLOTS = 15;

        public Multiport {
            ports = List.copyOf(ports);
        }

        /** Ports of the destination. */
        public static Multiport destination(int... ports) {
            return new Multiport(false, Arrays.stream(ports).mapToObj(PortRange::new).toList(), false);
        }
    }

    /** {@code -m addrtype [!] --src-type LOCAL [--limit-iface-out]}. */
    record SourceIsLocal(boolean negated, boolean limitIfaceOut) implements Match {
        /** Local on any device. */
        public SourceIsLocal(boolean negated) {
            this(negated, false);
        }
    }

    /** {@code -m addrtype [!] --dst-type LOCAL [--limit-iface-in]}. */
    record DestinationIsLocal(boolean negated, boolean limitIfaceIn) implements Match {}

    /**
     * {@code -m statistic --mode random --probability p}.
     *
     * @param exact what the writer meant, for example 1/3
     * @param raw   what the kernel holds: p times 2^31, rounded
     */
    record Probability(BigFraction exact, long raw) implements Match {
        /** @param denominator the rule matches one time in this many; raw follows kube-proxy's ten printed decimals */
        public static Probability oneIn(int denominator) {
            double printed = Math.rint(1.0 / denominator * 1e10) / 1e10;
            return new Probability(BigFraction.of(1, denominator), Math.round(printed * (1L << 31)));
        }
    }

    /** {@code -m recent --set --name list --mask 255.255.255.255 --rsource}: remembers the source, always true. */
    record RecentSet(String list) implements Match {}

    /** {@code -m recent --rcheck --seconds n --reap --name list ...}: true if the source was remembered within that time. */
    record RecentCheck(String list, int seconds) implements Match {}

    /** {@code -m nfacct --nfacct-name name}: counts, always true. */
    record Accounting(String name) implements Match {}

    /** nft {@code counter}: counts the packets that the conditions before it let through, always true. */
    record Counter() implements Match {}

    /** {@code -m set [!] --match-set name src|dst[,src|dst[,src|dst]]}. */
    record InSet(String set, List<Direction> directions, boolean negated) implements Match {
        public InSet {
            directions = List.copyOf(directions);
        }
    }

    /** {@code -m physdev [!] --physdev-is-in}: it came in by a port of a bridge. */
    record FromBridgePort(boolean negated) implements Match {}

    /** {@code -m ipvs --vproto p --vaddr a --vport n}: the kernel's virtual server rewrote the packet on this host a moment ago. */
    record ByVirtualServer(VirtualServerKey server) implements Match {}

    /** nft {@code ip daddr [!=] @set}, also of a concatenation of fields. */
    record InNftSet(List<PacketField> key, String set, boolean negated) implements Match {
        public InNftSet {
            key = List.copyOf(key);
        }
    }

    /** nft {@code ip saddr [!=] { cidr, ... }}: the source or destination is in an anonymous set. */
    record AddressIn(PacketField field, List<Cidr> cidrs, boolean negated) implements Match {
        public AddressIn {
            cidrs = List.copyOf(cidrs);
            if (cidrs.isEmpty() || field != PacketField.SOURCE && field != PacketField.DESTINATION) {
                throw new IllegalArgumentException("expected an address and at least one prefix, found " + field + " " + cidrs);
            }
        }
    }
}
