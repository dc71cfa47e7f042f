package dev.glassplane.cni.bgp;

import dev.glassplane.dataplane.NodeState;
import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.SetAnswer;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Evaluator;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.NftSetMemory;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.PacketView;
import dev.glassplane.linux.netfilter.RecentLists;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.SetLookup;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.Verdict;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/** The first packet of a connection, where the node asks its chains whether it may be forwarded. */
final class ForwardedView implements PacketView {

    private final NodeState node;
    private final Packet packet;
    private final String in;
    private final String out;
    private final RecentLists recent = new RecentLists();
    private final NftSetMemory memory = new NftSetMemory();
    private int mark;

    private ForwardedView(NodeState node, Packet packet, String in, String out) {
        this.node = node;
        this.packet = packet;
        this.in = in;
        this.out = out;
    }

    /** @return whether no rule of the node drops it between these devices */
    static boolean passes(NodeState node, Packet packet, String in, String out) {
        ForwardedView view = new ForwardedView(node, packet, in, out);
        for (Chain chain : node.host().netfilter().baseChains(packet.family(), Hook.FORWARD)) {
            if (!(Evaluator.walk(node.host().netfilter(), chain, view) instanceof Verdict.Accepted)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Packet packet() {
        return packet;
    }

    @Override
    public String inDevice() {
        return in;
    }

    @Override
    public String outDevice() {
        return out;
    }

    @Override
    public int mark() {
        return mark;
    }

    @Override
    public void setMark(int changed) {
        mark = changed;
    }

    @Override
    public ConnectionStateWord state() {
        return ConnectionStateWord.NEW;
    }

    @Override
    public Optional<Connection> connection() {
        Tuple tuple = Tuple.of(packet);
        return Optional.of(new Connection(tuple, tuple.inverted(), 0, false));
    }

    @Override
    public void setConnectionMark(int changed) {}

    @Override
    public boolean isLocal(Ip ip) {
        return false;
    }

    @Override
    public boolean isLocalOn(Ip ip, String device) {
        return false;
    }

    @Override
    public boolean inSet(String set, List<Direction> directions) {
        return new IpSets(node.host().entries()).test(set, directions, packet).filter(SetAnswer::hit).isPresent();
    }

    @Override
    public boolean fromBridgePort() {
        return false;
    }

    @Override
    public Optional<VirtualServerKey> virtualServer() {
        return Optional.empty();
    }

    @Override
    public RecentLists recent() {
        return recent;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH;
    }

    @Override
    public NftSetMemory setMemory() {
        return memory;
    }

    @Override
    public NftTables nftTables() {
        return new NftTables(Entries.EMPTY);
    }

    @Override
    public int draw(String place, List<BigFraction> weights) {
        return 0;
    }

    @Override
    public void lookedUp(SetLookup lookup) {}

    @Override
    public void matched(ChainId chain, int position, Rule rule, Statement acts, int passed, String result) {}

    @Override
    public void ended(ChainId chain, int passed, String end) {}
}
