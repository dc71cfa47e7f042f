package dev.glassplane.linux.stack;

import dev.glassplane.linux.conntrack.Connection;
import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.SetAnswer;
import dev.glassplane.linux.ipset.SetMember;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Evaluator;
import dev.glassplane.linux.netfilter.Dialect;
import dev.glassplane.linux.netfilter.Hook;
import dev.glassplane.linux.netfilter.NftSetMemory;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.PacketView;
import dev.glassplane.linux.netfilter.RecentLists;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.SetLookup;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.netfilter.Verdict;
import dev.glassplane.linux.route.Link;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.numbers.fraction.BigFraction;

/** One packet on its way through one host: header, mark, devices and connection, and the walk through the hooks. */
final class Visit implements PacketView {

    private static final int CONNTRACK_PRIORITY = -200;

    private final HostState host;
    private final StackContext context;
    private final Tracking tracking;
    private final boolean filtered;
    private final NftTables nftTables;
    private Packet packet;
    private String inDevice = "";
    private String outDevice = "";
    private Ip nextHop;
    private int mark;
    private Optional<VirtualServerKey> virtualServer = Optional.empty();
    private boolean served;
    private Steering steering;
    private Hook hook;

    Visit(HostState host, Packet packet, StackContext context) {
        this.host = host;
        this.packet = packet;
        this.context = context;
        this.tracking = new Tracking(context.conntrack());
        this.nftTables = new NftTables(host.entries());
        this.filtered = host.netfilter().hasBaseChains(packet.family());
    }

    /** Who is asked at a hook. */
    private record Station(int priority, Supplier<Optional<StackResult>> ask) {}

    /** How virtual servers send packets on their way. */
    interface Steering {
        /**
         * The packet has the real server as its destination now.
         *
         * @return how its visit ends, or empty if the real server is this host: then it goes on in the hook where it is
         */
        Optional<StackResult> transmit(Packet translated);

        /** An answer comes from the virtual address now: the route may be another. */
        Optional<StackResult> routeAnswer();
    }

    /** Called after a base chain or a translation that may have changed where the packet should go. */
    interface Reroute {
        /** @return an end of the visit, or empty to go on */
        Optional<StackResult> again();

        /** At hooks where the route stands. */
        Reroute NEVER = Optional::empty;
    }

    /**
     * Runs the hook's base chains in the order of their priorities, connection tracking and address translation at their places. A host without
     * rules tracks nothing: the kernel switches tracking on with the first rule that needs it.
     *
     * @return the end of the visit, or empty if the packet goes on
     */
    Optional<StackResult> at(Hook now, Reroute reroute) {
        hook = now;
        for (Station station : stations(now, reroute)) {
            Optional<StackResult> end = station.ask().get();
            if (end.isPresent()) {
                return end;
            }
        }
        return Optional.empty();
    }

    /** Who is asked at a hook; the smallest priority first, of equals chains before the kernel's own. */
    private List<Station> stations(Hook now, Reroute reroute) {
        List<Station> stations = new ArrayList<>();
        boolean entry = now == Hook.PREROUTING || now == Hook.OUTPUT;
        if (filtered) {
            for (Chain chain : host.netfilter().baseChains(packet.family(), now)) {
                BaseChain base = chain.base().orElseThrow();
                if (base.type() != BaseChain.Type.NAT) {
                    stations.add(new Station(base.priority(), () -> filter(chain, reroute)));
                }
            }
            if (entry && !tracking.asked()) {
                stations.add(new Station(CONNTRACK_PRIORITY, this::track));
            }
            if (now != Hook.FORWARD) {
                stations.add(new Station(entry ? -100 : 100, () -> translate(reroute)));
            }
        }
        if (VirtualServing.hasPlaceAt(now) && context.ipvs().serves(host.entries(), packet.family())) {
            stations.add(new Station(VirtualServing.priority(now), () -> VirtualServing.run(this, now)));
        }
        stations.sort(Comparator.comparingInt(Station::priority));
        return stations;
    }

    private Optional<StackResult> track() {
        tell(tracking.lookUp(packet, context.answer()));
        return Optional.empty();
    }

    private Optional<StackResult> translate(Reroute reroute) {
        Ip before = packet.destination();
        Optional<StackResult> end = Translator.run(this, hook);
        boolean elsewhere = !before.equals(packet.destination()) || hook == Hook.OUTPUT && served
                && connection().filter(Connection::served).isPresent() && !tracking.reply();
        return end.isPresent() || !elsewhere ? end : reroute.again();
    }

    /** The mangle table routes a packet of the host's own again if it changed the mark. */
    private Optional<StackResult> filter(Chain chain, Reroute reroute) {
        int before = mark;
        Optional<StackResult> end = switch (Evaluator.walk(host.netfilter(), chain, this)) {
            case Verdict.Accepted _ -> Optional.empty();
            case Verdict.Dropped dropped -> Optional.of(new StackResult.Dropped(dropped.chain(), dropped.rule()));
            case Verdict.Rejected rejected -> Optional.of(new StackResult.Rejected(rejected.chain(), rejected.rule(), rejected.with()));
            case Verdict.Translate translate -> throw new IllegalStateException(
                    "table " + translate.chain().table().name() + " cannot translate addresses: only chains of type nat can");
        };
        TableId table = chain.id().table();
        boolean reroutes = before != mark && table.dialect() == Dialect.IPTABLES && table.name().equals("mangle");
        return end.isPresent() || !reroutes ? end : reroute.again();
    }

    /** Virtual servers have had the packet: they do not look at it again. */
    boolean served() {
        return served;
    }

    void setServed() {
        served = true;
    }

    Steering steering() {
        return steering;
    }

    void setSteering(Steering how) {
        steering = how;
    }

    /** @return the hook under way, as traces print it */
    String place() {
        return hook.name().toLowerCase(Locale.ROOT);
    }

    HostState host() {
        return host;
    }

    StackContext context() {
        return context;
    }

    Tracking tracking() {
        return tracking;
    }

    void setPacket(Packet changed) {
        packet = changed;
    }

    void setDevices(String in, String out) {
        inDevice = in;
        outDevice = out;
    }

    /** @return where the packet goes next: gateway or destination; known from POSTROUTING on */
    Ip nextHop() {
        return nextHop;
    }

    void setNextHop(Ip ip) {
        nextHop = ip;
    }

    void tell(StackStep step) {
        context.listener().on(step);
    }

    @Override
    public Packet packet() {
        return packet;
    }

    @Override
    public String inDevice() {
        return inDevice;
    }

    @Override
    public String outDevice() {
        return outDevice;
    }

    @Override
    public int mark() {
        return mark;
    }

    /** The packet has had this mark before it came here, as what a tunnel carries has. */
    void carryMark(int before) {
        mark = before;
    }

    @Override
    public void setMark(int changed) {
        if (changed != mark) {
            tell(new StackStep.Marked(mark, changed));
            mark = changed;
        }
    }

    @Override
    public ConnectionStateWord state() {
        return tracking.state();
    }

    @Override
    public Optional<Connection> connection() {
        return tracking.connection();
    }

    @Override
    public void setConnectionMark(int changed) {
        tracking.setMark(changed);
    }

    @Override
    public boolean isLocal(Ip ip) {
        return host.routing().isLocal(ip);
    }

    @Override
    public boolean isLocalOn(Ip ip, String device) {
        return host.routing().isLocalOn(ip, device);
    }

    @Override
    public boolean inSet(String set, List<Direction> directions) {
        Optional<SetAnswer> answer = new IpSets(host.entries()).test(set, directions, packet);
        answer.ifPresent(a -> tell(new StackStep.LookedUp(new Lookup(place(), set, a.key(),
                a.member().map(SetMember::toString), a.set().type().isBitmap() ? Lookup.Structure.BITMAP : Lookup.Structure.HASH, a.probes(),
                a.origin()))));
        return answer.filter(SetAnswer::hit).isPresent();
    }

    /** A node of a cluster lets iptables see what crosses its bridges ({@code bridge-nf-call-iptables}). */
    @Override
    public boolean fromBridgePort() {
        return host.routing().link(inDevice).filter(link -> link.kind() == Link.Kind.BRIDGE).isPresent();
    }

    @Override
    public Optional<VirtualServerKey> virtualServer() {
        return virtualServer;
    }

    void setVirtualServer(VirtualServerKey server) {
        virtualServer = Optional.of(server);
    }

    @Override
    public RecentLists recent() {
        return context.recent();
    }

    @Override
    public Instant now() {
        return context.now();
    }

    @Override
    public NftSetMemory setMemory() {
        return context.setMemory();
    }

    @Override
    public NftTables nftTables() {
        return nftTables;
    }

    @Override
    public int draw(String place, List<BigFraction> weights) {
        Tuple tuple = tracking.connection().map(Connection::original).orElseGet(() -> Tuple.of(packet));
        Draw draw = new Draw(host.name(), place, tuple, weights);
        int taken = context.decisions().choose(draw);
        tell(new StackStep.Chose(draw, taken, draw.weights().get(taken)));
        return taken;
    }

    @Override
    public void lookedUp(SetLookup lookup) {
        Lookup.Structure structure = lookup.intervals() ? Lookup.Structure.INTERVAL : Lookup.Structure.HASH;
        tell(new StackStep.LookedUp(new Lookup(place(), lookup.name(), lookup.key(), lookup.value(), structure, 1,
                lookup.origin())));
    }

    @Override
    public void matched(ChainId chain, int position, Rule rule, Statement acts, int passed, String result) {
        tell(new StackStep.Matched(hook, chain, position, rule, acts, passed, result));
    }

    @Override
    public void ended(ChainId chain, int passed, String end) {
        tell(new StackStep.ChainEnded(hook, chain, passed, end));
    }
}
