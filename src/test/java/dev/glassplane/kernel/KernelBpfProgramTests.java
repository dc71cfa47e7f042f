package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.linux.bpf.BpfMap;
import dev.glassplane.linux.bpf.BpfMaps;
import dev.glassplane.linux.bpf.BpfMemory;
import dev.glassplane.linux.bpf.BpfProgram;
import dev.glassplane.linux.bpf.DatapathSettings.Selection;
import dev.glassplane.linux.bpf.FlowMaps;
import dev.glassplane.linux.bpf.FlowText;
import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.LoadBalancerMaps;
import dev.glassplane.linux.bpf.MaglevSeed;
import dev.glassplane.linux.bpf.MaglevTable;
import dev.glassplane.linux.bpf.SampleMaps;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.linux.bpf.ServiceFlag;
import dev.glassplane.linux.bpf.ServiceFlags;
import dev.glassplane.linux.bpf.program.ProgramResult;
import dev.glassplane.linux.bpf.program.Programs;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.stack.HostMemory;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.StackContext;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The load balancer held to a real kernel: a small BPF program of our own gets maps whose bytes our codecs wrote and frames that we built, and returns
 * what the emulation returns: the same code, the same bytes, and the same entries in the maps that it writes itself.
 */
@Tag("kernel")
class KernelBpfProgramTests {

    private static final Path PROGRAM = Path.of("src/test/bpf/balance.c");
    private static final int PACKETS = 400;
    private static final int TABLE = 251;
    private static final String NODE = "10.0.1.10";
    private static final List<String> TARGETS = List.of(NODE + ":30080", NODE + ":30080", NODE + ":30090", NODE + ":30053", NODE + ":30054",
            "198.51.100.1:80", "198.51.100.1:81", "198.51.100.2:80", "10.96.10.1:80", "192.0.2.200:80");
    private static final List<String> SOURCES = List.of("203.0.113.7", "203.0.113.8", "203.0.114.1", "192.0.2.1");

    private final Random random = new Random(7);
    private final HostMemory memory = new HostMemory();

    /** What the emulation says of a frame. */
    private record Expected(Packet sent, int code, byte[] frame) {}

    private static SampleMaps services(Algorithm algorithm) {
        ServiceFlags nodePort = ServiceFlags.of(ServiceFlag.NODE_PORT, ServiceFlag.ROUTABLE);
        ServiceFlags ranged = ServiceFlags.of(ServiceFlag.LOAD_BALANCER, ServiceFlag.ROUTABLE, ServiceFlag.CHECK_SOURCE_RANGE);
        return SampleMaps.programs(BpfProgram.XDP_ENTRY, "ens5").selection(new Selection(algorithm, TABLE, MaglevSeed.DEFAULT, false, true, false))
                .tcp(NODE + ":30080", nodePort, "10.0.1.21:8080", "10.0.2.21:8080", "10.0.2.22:8080", "10.0.3.21:8080")
                .service(NODE + ":30053", L4.UDP, Scope.EXTERNAL, nodePort, 0, "10.0.1.21:53", "10.0.2.21:53")
                .tcp(NODE + ":30090", nodePort)
                .tcp("198.51.100.1:80", ranged, "10.0.1.22:80", "10.0.2.21:80").range(4, "203.0.113.0/24").range(4, "203.0.114.1/32").wildcard("198.51.100.1")
                .tcp("198.51.100.2:80", ranged.with(ServiceFlag.SOURCE_RANGE_DENY), "10.0.2.22:80").range(5, "203.0.113.0/25").range(5, "203.0.113.8/32")
                .tcp("10.96.10.1:80", ServiceFlags.NONE, "10.0.1.21:8080");
    }

    @ParameterizedTest
    @EnumSource(value = Algorithm.class, names = {"RANDOM", "MAGLEV"})
    void sameBytesInSameBytesOut(Algorithm algorithm) throws IOException {
        HostState host = HostText.named("node-a").device("ens5", NODE + "/24").route("default via 10.0.1.1 dev ens5").pod("eni1", "10.0.1.21")
                .pod("eni2", "10.0.1.22").rule("32766: from all lookup main").entries(services(algorithm).build()).build();
        try (BpfLab lab = BpfLab.load(PROGRAM)) {
            fill(lab, BpfMaps.of(host.entries()));
            List<Expected> expected = emulate(host, algorithm, lab);
            List<BpfLab.Returned> returned = lab.run();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(returned.get(i).code()).as("code for " + expected.get(i).sent()).isEqualTo(expected.get(i).code());
                assertThat(returned.get(i).frame()).as("frame for " + expected.get(i).sent()).containsExactly(expected.get(i).frame());
            }
            assertThat(expected.stream().map(Expected::code).distinct()).as("every verdict occurs").hasSize(3);
            assertThat(lab.dump("tracked")).isEqualTo(tracked());
            assertThat(lab.dump("translated")).isEqualTo(translated());
        }
    }

    private static void fill(BpfLab lab, BpfMaps maps) {
        fill(lab, "services", maps, LoadBalancerMaps.services(Family.IPV4));
        fill(lab, "backends", maps, LoadBalancerMaps.backends(Family.IPV4));
        fill(lab, "reverse_nat", maps, LoadBalancerMaps.reverseNat(Family.IPV4));
        fill(lab, "ranges", maps, LoadBalancerMaps.sourceRanges(Family.IPV4));
        for (Entry<Integer, MaglevTable> table : maps.held(LoadBalancerMaps.maglev(Family.IPV4))) {
            if (!table.value().backends().isEmpty()) {
                lab.putInner("maglev", LoadBalancerMaps.maglev(Family.IPV4).encodeKey(table.key()), table.value().innerValue());
            }
        }
        for (String ip : List.of(NODE, "10.0.1.21", "10.0.1.22")) {
            lab.put("endpoints", Ip.parse(ip).bytes(), new byte[] {1});
        }
    }

    private static <K, V> void fill(BpfLab lab, String name, BpfMaps maps, BpfMap<K, V> map) {
        maps.held(map).forEach(entry -> lab.put(name, map.encodeKey(entry.key()), map.encodeValue(entry.value())));
    }

    private List<Expected> emulate(HostState host, Algorithm algorithm, BpfLab lab) throws IOException {
        List<Expected> all = new ArrayList<>();
        Optional<Packet> answer = Optional.empty();
        for (int i = 0; i < PACKETS; i++) {
            Packet packet = answer.orElseGet(this::packet);
            int draw = random.nextInt(4);
            lab.put("config", new byte[4], settings(algorithm, draw, host, packet));
            lab.send(Frame.of(packet));
            Expected expected = expected(host, packet, draw);
            all.add(expected);
            boolean answered = expected.code() == 3 && answer.isEmpty() && random.nextBoolean();
            answer = answered ? Optional.of(after(host, packet, draw).reply()) : Optional.empty();
        }
        return all;
    }

    private Packet packet() {
        String target = TARGETS.get(random.nextInt(TARGETS.size()));
        Protocol protocol = target.contains(":300") && random.nextInt(3) == 0 || target.endsWith(":30053") ? Protocol.UDP : Protocol.TCP;
        int colon = target.indexOf(':');
        int source = random.nextInt(SOURCES.size()); // no port of two clients: whom the emulation gives another one, the program cannot know
        return Packet.of(protocol, Ip.parse(SOURCES.get(source)), 40_000 + 100 * source + random.nextInt(50),
                Ip.parse(target.substring(0, colon)), Integer.parseInt(target.substring(colon + 1)));
    }

    /** The slot that the program takes is the one that the emulation draws: of fewer slots, the draw's rest. */
    private static byte[] settings(Algorithm algorithm, int draw, HostState host, Packet packet) {
        int count = BpfMaps.of(host.entries()).held(LoadBalancerMaps.services(Family.IPV4)).stream().filter(entry -> entry.key().slot() == 0
                && entry.key().address().equals(packet.destination()) && entry.key().port() == packet.destinationPort())
                .mapToInt(entry -> entry.value().count()).findFirst().orElse(0);
        return ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(count == 0 ? 0 : draw % count + 1).put(Ip.parse(NODE).bytes())
                .putInt(MaglevSeed.DEFAULT.jhash4()).putInt(algorithm == Algorithm.MAGLEV ? 1 : 0).array();
    }

    private Expected expected(HostState host, Packet packet, int draw) {
        return switch (run(host, packet, draw)) {
            case ProgramResult.Pass pass -> new Expected(packet, 2, Frame.of(pass.packet()));
            case ProgramResult.Redirect redirect -> new Expected(packet, 3, Frame.of(redirect.packet()));
            case ProgramResult.Drop _ -> new Expected(packet, 1, Frame.of(packet));
            case ProgramResult.Deny deny -> throw new AssertionError("denied: " + deny);
            case ProgramResult.Refuse refuse -> throw new AssertionError("refused: " + refuse);
            case ProgramResult.NotModelled not -> throw new AssertionError("not modelled: " + not);
        };
    }

    private Packet after(HostState host, Packet packet, int draw) {
        return run(host, packet, draw) instanceof ProgramResult.Redirect redirect ? redirect.packet() : packet;
    }

    private ProgramResult run(HostState host, Packet packet, int draw) {
        StackContext context = new StackContext(asked -> draw % asked.weights().size(), memory, Instant.EPOCH, _ -> { });
        return Programs.of(host, context).ingress("ens5", packet);
    }

    private Map<String, String> tracked() {
        BpfMap<BpfMemory.FlowKey, BpfMemory.Flow> map = FlowMaps.tracked(Family.IPV4, true);
        Map<String, String> entries = new TreeMap<>();
        memory.bpf().flows().forEach(flow -> entries.put(hex(map.encodeKey(flow.getKey())), hex(map.encodeValue(flow.getValue()))));
        assertThat(memory.bpf().flows()).as("all of them can be printed").allSatisfy(flow -> assertThat(FlowText.key(flow.getKey())).contains(" -> "));
        return entries;
    }

    private Map<String, String> translated() {
        var map = FlowMaps.translated(Family.IPV4);
        Map<String, String> entries = new TreeMap<>();
        memory.bpf().translations().forEach((key, source) -> entries.put(hex(map.encodeKey(key)), hex(map.encodeValue(source))));
        return entries;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
