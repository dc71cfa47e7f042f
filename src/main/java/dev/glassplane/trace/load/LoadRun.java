package dev.glassplane.trace.load;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.ipvs.ConnectionState.Event;
import dev.glassplane.linux.ipvs.ConnectionState.Side;
import dev.glassplane.linux.ipvs.IpvsMemory;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.request.LoadRequest;
import dev.glassplane.trace.walk.Flows;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Opens connections on a time line that exists for this run alone, and closes them again. Hosts remember them as they would: connection tracking
 * 120 seconds after a TCP connection's end, virtual servers by their own timers, source ports a minute (TIME_WAIT of the client).
 */
public final class LoadRun {

    private static final long SECOND = 1_000_000;
    /** How long a client waits for an answer that never comes ({@code tcp_syn_retries} 6). */
    private static final long CONNECT_TIMEOUT = 127 * SECOND;
    private static final long CLIENT_TIME_WAIT = 60 * SECOND;
    private static final long TRACKED_TIME_WAIT = 120 * SECOND;
    private static final long TRACKED_UDP = 120 * SECOND;
    private static final int WALKS_BETWEEN_LOOKS = 64;

    /** What happens when. */
    private enum What {
        CLOSE, FORGET, RELEASE
    }

    /** Who may open a connection with the same tuple again. */
    private record Sender(Ip ip, int port) {
        static Sender of(Flow flow) {
            return new Sender(flow.packet().source(), flow.packet().sourcePort());
        }
    }

    /** In microseconds since the run's beginning; events of one instant in the order in which they were made. */
    private record Due(long at, long number, What what, Flow flow) {}

    private final LoadRequest request;
    private final Network network;
    private final Flows flows;
    private final RandomGenerator random;
    private final SourcePorts ports = new SourcePorts();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private final Map<Sender, Flow> lingering = new HashMap<>();
    private final LoadCount count;
    private long numbers;

    private LoadRun(LoadRequest request, Network network) {
        this.request = request;
        this.network = network;
        this.flows = Flows.between(request.ends(), network);
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(request.ends().seed());
        this.count = new LoadCount(request);
    }

    /**
     * @param outOfTime asked now and then; the run ends early once it says so
     * @throws dev.glassplane.trace.request.RequestException if an end does not exist, cannot send now, or is not modelled
     */
    public static LoadReport run(LoadRequest request, Network network, BooleanSupplier outOfTime) {
        LoadRun run = new LoadRun(request, network);
        run.openAll(outOfTime);
        return LoadReport.of(request, network, run.flows, run.count);
    }

    private void openAll(BooleanSupplier outOfTime) {
        long at = 0;
        for (int i = 0; i < request.flows(); i++) {
            if (i % WALKS_BETWEEN_LOOKS == 0 && outOfTime.getAsBoolean()) {
                count.stopAt(i);
                return;
            }
            at = i == 0 ? 0 : at + gap(i);
            advance(at);
            open(at);
        }
        count.lastOpened(at, flows.memories(), network);
        advance(Long.MAX_VALUE);
    }

    private long gap(int index) {
        double mean = (double) SECOND / request.rate();
        return switch (request.arrivals()) {
            case constant -> Math.round(mean);
            case poisson -> Math.round(mean * random.nextExponential());
            case burst -> index % request.burst() == 0 ? Math.round(mean * request.burst()) : 0;
        };
    }

    private void open(long at) {
        Ip client = flows.packet().source().plus(request.clients() == 1 ? 0 : random.nextInt(request.clients()));
        boolean hasPorts = flows.packet().protocol().hasPorts();
        OptionalInt port = hasPorts ? ports.take(client) : OptionalInt.of(0);
        long seed = random.nextLong();
        if (port.isEmpty()) {
            count.noPort();
            return;
        }
        Optional.ofNullable(lingering.get(new Sender(client, port.getAsInt()))).ifPresent(this::forget);
        Packet packet = flows.packet().withSource(client, port.getAsInt());
        Path path = flows.open(packet, seed, instant(at));
        Flow flow = Flow.of(packet, path);
        count.opened(at, flow, path);
        if (flow.connected()) {
            long end = at + hold();
            flow.served().forEach(served -> established(served, at, end));
            plan(end, What.CLOSE, flow);
        } else {
            boolean waits = path.clientSees().filter(sees -> sees == ClientSees.TIMEOUT).isPresent();
            plan(at + (waits ? CONNECT_TIMEOUT : 0), What.RELEASE, flow);
            linger(at + TRACKED_TIME_WAIT, flow);
        }
    }

    private long hold() {
        return switch (request.hold()) {
            case constant -> request.holdSeconds() * SECOND;
            case exponential -> Math.round(request.holdSeconds() * SECOND * random.nextExponential());
        };
    }

    private void plan(long at, What what, Flow flow) {
        due.add(new Due(at, numbers++, what, flow));
    }

    private void advance(long until) {
        while (!due.isEmpty() && due.peek().at() <= until) {
            Due next = due.poll();
            Flow flow = next.flow();
            switch (next.what()) {
                case CLOSE -> close(next.at(), flow);
                case FORGET -> forget(flow);
                case RELEASE -> release(flow);
            }
        }
    }

    /** Connection tracking starts anew when a SYN meets a connection that has ended ({@code linux: net/netfilter/nf_conntrack_proto_tcp.c}). */
    private void forget(Flow flow) {
        if (lingering.remove(Sender.of(flow), flow)) {
            flow.tracked().forEach(tracked -> flows.memories().get(tracked.node()).conntrack().remove(tracked.original()));
        }
    }

    private void linger(long until, Flow flow) {
        lingering.put(Sender.of(flow), flow);
        plan(until, What.FORGET, flow);
    }

    private void release(Flow flow) {
        if (flow.packet().protocol().hasPorts()) {
            ports.release(flow.packet().source(), flow.packet().sourcePort());
        }
    }

    private void close(long at, Flow flow) {
        count.closed(at, flow);
        boolean tcp = flow.packet().protocol() == Protocol.TCP;
        if (tcp) {
            for (Flow.Served served : flow.served()) {
                IpvsMemory memory = flows.memories().get(served.node()).ipvs();
                memory.later(entries(served.node()), served.key(), Side.CLIENT, Event.FIN, instant(at));
                memory.later(entries(served.node()), served.key(), Side.SERVER, Event.FIN, instant(at));
            }
        }
        plan(at + (tcp ? CLIENT_TIME_WAIT : 0), What.RELEASE, flow);
        linger(at + (tcp ? TRACKED_TIME_WAIT : TRACKED_UDP), flow);
    }

    /** The client's third packet, and then traffic until the end. */
    private void established(Flow.Served served, long at, long end) {
        HostMemory memory = flows.memories().get(served.node());
        memory.ipvs().later(entries(served.node()), served.key(), Side.CLIENT, Event.ACK, instant(at));
        memory.ipvs().busyUntil(entries(served.node()), served.key(), instant(end), instant(at));
    }

    private Entries entries(String node) {
        return network.node(node).orElseThrow().host().entries();
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plusSeconds(micros / SECOND).plusNanos(micros % SECOND * 1000);
    }
}
