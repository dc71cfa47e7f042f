package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
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
    private Connection connection;
    private int mark;

    RecordingView(Packet packet, long seed) {
        this.packet = packet;
        this.random = new SplittableRandom(seed);
        Tuple tuple = Tuple.of(packet);
        this.connection = new Connection(tuple, tuple.inverted(), 0, false);
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
    public boolean draw(String place, BigFraction probability) {
        boolean taken = random.nextDouble() < probability.doubleValue();
        log.add("draw " + place + " " + probability + " " + taken);
        return taken;
    }

    @Override
    public void matched(ChainId chain, int position, Rule rule, int passed, String result) {
        log.add("matched " + chain.name() + "/" + position + " " + result + " +" + passed);
    }

    @Override
    public void ended(ChainId chain, int passed, String end) {
        log.add("ended " + chain.name() + " " + end + " +" + passed);
    }
}
