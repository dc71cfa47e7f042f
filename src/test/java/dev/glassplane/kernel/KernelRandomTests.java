package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.linux.HostText;
import dev.glassplane.linux.Observed;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the tables, the emulator and the real kernel match the same rules and come to the same end. */
@Tag("kernel")
class KernelRandomTests {

    private static final int TOPOLOGIES = Integer.getInteger("glassplane.kernel.random", 8);
    private static final List<String> PACKETS = List.of("client 10.0.1.2 > 10.0.2.2:80", "client 10.0.1.2 > 10.0.2.3:81", "client 10.0.1.2 > 10.9.0.9:80",
            "client 10.0.1.2 > 10.0.1.1:80", "client 10.0.1.2 > 10.0.2.1:53", "router 10.0.1.1 > 10.0.2.2:80", "router 10.0.2.1 > 10.0.2.3:81",
            "router 10.0.1.1 > 10.9.0.9:80", "router 10.0.1.1 > 10.0.2.1:80", "router 10.0.2.1 > 10.0.1.2:80");

    static IntStream seeds() {
        int first = Integer.getInteger("glassplane.kernel.seed", 1);
        return IntStream.range(first, first + TOPOLOGIES);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void bothAgree(int seed) {
        Topology topology = topology(seed);
        List<String> differences = new ArrayList<>();
        try (KernelLab lab = KernelLab.open(topology)) {
            int port = 20_000;
            for (String line : PACKETS) {
                String from = line.substring(0, line.indexOf(' '));
                Packet packet = Observed.packet(line.substring(from.length() + 1).replaceFirst(" ", ":" + port++ + " ") + " udp");
                Set<Observation> emulated = EmulatedLab.observe(topology, from, packet).keySet();
                Observation kernel = lab.probe(from, packet);
                if (emulated.stream().noneMatch(one -> agree(one, kernel))) {
                    differences.add(line + "\n  kernel:   " + kernel + "\n  emulator: " + emulated);
                }
            }
        }
        assertThat(differences).as(() -> "seed " + seed + ", tables\n" + RandomTables.text(seed)).isEmpty();
    }

    /** An ICMP error is a packet of its own that the rules may stop on its way back; the emulator does not carry it. */
    private static boolean agree(Observation emulated, Observation kernel) {
        boolean error = emulated.outcome() == Outcome.REFUSED || emulated.outcome() == Outcome.UNREACHABLE;
        boolean outcome = emulated.outcome() == kernel.outcome() || error && kernel.outcome() == Outcome.TIMEOUT;
        return outcome && emulated.rules().equals(kernel.rules()) && (kernel.outcome() != Outcome.ANSWERED
                || emulated.answeredAt().equals(kernel.answeredAt()) && emulated.sourceSeen().equals(kernel.sourceSeen()));
    }

    private static Topology topology(int seed) {
        Topology topology = new Topology()
                .host(HostText.named("client").device("eth0", "10.0.1.2/24").route("default via 10.0.1.1 dev eth0").build())
                .host(HostText.named("router").device("eth0", "10.0.1.1/24").device("eth1", "10.0.2.1/24")
                        .route("unreachable 10.0.2.3/32 table 100").rule("500: from all fwmark 0x2/0x2 lookup 100")
                        .route("10.9.0.0/16 via 10.0.2.2 dev eth1").sysctl("net.ipv4.ip_forward", "1")
                        .entries(RandomSets.entries(seed)).tables(RandomTables.text(seed)).build())
                .host(HostText.named("server").device("eth0", "10.0.2.2/24", "10.0.2.3/24").route("default via 10.0.2.1 dev eth0")
                        .sysctl("net.ipv4.ip_forward", "0").build())
                .wire("client/eth0", "router/eth0").wire("router/eth1", "server/eth0");
        for (int port : new int[] {80, 81}) {
            topology.listen("server", Protocol.UDP, port).listen("router", Protocol.UDP, port).listen("client", Protocol.UDP, port);
        }
        return topology;
    }
}
