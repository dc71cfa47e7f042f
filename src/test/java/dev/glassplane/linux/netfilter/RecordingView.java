package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.commons.numbers.fraction.BigFraction;

/** A packet at a hook that writes down everything rules do to it. Random questions are answered from the seed. */
final class RecordingView implements PacketView {

    final List<String> log = new ArrayList<>();
    private final Packet packet;
    private final SplittableRandom random;
    private final RecentLists recent = new RecentLists();
    private final NftSetMemory setMemory = new NftSetMemory();
    private NftTables tables = new NftTables(Entries.EMPTY);
    private Connection connection;
    private int mark;

    RecordingView(Packet packet, long seed) {
        this.packet = packet;
        this.random = new SplittableRandom(seed);
        Tuple tuple = Tuple.of(packet);
        this.connection = new Connection(tuple, tuple.inverted(), 0, false);
    }

    /** @return the same view of a host with these sets and maps */
    RecordingView with(NftTables other) {
        tables = other;
        return this;
    }

    @Override
    public Packet packet() {
        return packet;
    }

    @Override
    public String inDevice() {
        return "eth0";
    }

    @Override
    public String outDevice() {
        return "";
    }

    @Override
    public int mark() {
        return mark;
    }

    @Override
    public void setMark(int changed) {
        log.add("mark " + changed);
        mark = changed;
    }

    @Override
    public ConnectionStateWord state() {
        return ConnectionStateWord.NEW;
    }

    @Override
    public Optional<Connection> connection() {
        return Optional.of(connection);
    }

    @Override
    public void setConnectionMark(int changed) {
        log.add("connmark " + changed);
        connection = connection.withMark(changed);
    }

    @Override
    public boolean isLocal(Ip ip) {
        return ip.toString().endsWith(".1");
    }

    @Override
    public boolean isLocalOn(Ip ip, String device) {
        return isLocal(ip) && device.equals("eth0");
    }

    @Override
    public boolean inSet(String set, List<Direction> directions) {
        boolean in = set.equals("KNOWN");
        log.add("asked " + set + " " + directions + " " + in);
        return in;
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
        return setMemory;
    }

    @Override
    public NftTables nftTables() {
        return tables;
    }

    @Override
    public int draw(String place, List<BigFraction> weights) {
        double left = random.nextDouble();
        int taken = 0;
        while (taken < weights.size() - 1 && (left -= weights.get(taken).doubleValue()) >= 0) {
            taken++;
        }
        log.add("draw " + place + " " + weights + " " + taken);
        return taken;
    }

    @Override
    public void lookedUp(SetLookup lookup) {
        log.add("asked " + lookup.name() + " " + lookup.key() + " " + lookup.value().orElse("nothing"));
    }

    @Override
    public void matched(ChainId chain, int position, Rule rule, Statement acts, int passed, String result) {
        log.add("matched " + chain.name() + "/" + position + " " + result + " +" + passed);
    }

    @Override
    public void ended(ChainId chain, int passed, String end) {
        log.add("ended " + chain.name() + " " + end + " +" + passed);
    }
}
