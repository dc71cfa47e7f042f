package dev.glassplane.linux.netfilter;

import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.util.List;

/** What a rule does when it matches. */
public sealed interface Statement {

    /** {@code -j chain}: go on there, come back at its end. */
    record Jump(String chain) implements Statement {}

    /** {@code -g chain}: go on there, do not come back. */
    record Goto(String chain) implements Statement {}

    /** Back to the calling chain; in a base chain, the policy. */
    record Return() implements Statement {}

    /** No further rule of this base chain is asked. */
    record Accept() implements Statement {}

    /** The packet vanishes. */
    record Drop() implements Statement {}

    /** {@code -j REJECT --reject-with word}, for example {@code icmp-port-unreachable}. */
    record Reject(String with) implements Statement {}

    /** {@code -j DNAT --to-destination ip:port}. */
    record Dnat(IpPort to) implements Statement {}

    /** {@code -j SNAT --to-source ip [--random|--random-fully]}. */
    record Snat(Ip to, SourcePort port) implements Statement {
        /** Without a word about ports the old one is kept if it is free. */
        public Snat(Ip to, boolean randomFully) {
            this(to, randomFully ? SourcePort.RANDOM_FULLY : SourcePort.KEEP);
        }
    }

    /** How a new source port is found; the kernel draws one in both random ways ({@code linux: net/netfilter/nf_nat_core.c}, NF_NAT_RANGE_PROTO_RANDOM_ALL). */
    enum SourcePort {
        /** The old port if it is free. */
        KEEP,
        /** {@code --random}. */
        RANDOM,
        /** {@code --random-fully}. */
        RANDOM_FULLY
    }

    /** {@code -j MASQUERADE [--random-fully]}: SNAT to the address of the outgoing interface. */
    record Masquerade(boolean randomFully) implements Statement {}

    /** {@code -j MARK --set-xmark value/mask}: mark = (mark and not mask) xor value. */
    record SetMark(int value, int mask) implements Statement {}

    /** {@code -j CONNMARK --set-xmark value/mask}, on the connection. */
    record SetConnectionMark(int value, int mask) implements Statement {}

    /** {@code -j CONNMARK --restore-mark --nfmask mask --ctmask mask}: the connection's bits replace the packet's. */
    record RestoreMark(int mask) implements Statement {}

    /** nft {@code meta mark set ct mark & mask}: the connection's bits become the packet's whole mark; does not match without a connection. */
    record CopyConnectionMark(int mask) implements Statement {}

    /** A rule without a target: it only counts, evaluation goes on. */
    record Nothing() implements Statement {}

    /** {@code -j LOG --log-prefix prefix --log-level 5}: tells the kernel's log, evaluation goes on. */
    record Log(String prefix) implements Statement {}

    /** nft {@code ip daddr . meta l4proto . th dport vmap @map}: what the map says; the rule does not match if the map says nothing. */
    record VerdictMap(List<PacketField> key, String map) implements Statement {
        public VerdictMap {
            key = List.copyOf(key);
        }
    }

    /** nft {@code numgen random mod n vmap { 0 : verdict, ... }}: one of n verdicts, each as likely. */
    record RandomVerdict(List<Statement> verdicts) implements Statement {
        public RandomVerdict {
            verdicts = List.copyOf(verdicts);
            verdicts.forEach(NftElement::checkVerdict);
            if (verdicts.isEmpty()) {
                throw new IllegalArgumentException("expected at least one verdict");
            }
        }
    }

    /** nft {@code update @set { ip saddr }}: puts the field into a dynamic set, or lets it stay longer; evaluation goes on. */
    record UpdateSet(String set, PacketField field) implements Statement {}
}
