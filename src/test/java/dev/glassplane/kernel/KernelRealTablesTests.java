package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glassplane.linux.HostText;
import dev.glassplane.linux.IptablesText;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Netfilter;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that a real kube-proxy programmed, where they are at hand: kernel and emulator agree on every address and port that they name. */
@Tag("kernel")
class KernelRealTablesTests {

    private static final Path DUMPS = Stream.of("../shared", "../../shared").map(root -> Path.of(root, "conformance", "kube-proxy"))
            .filter(Files::isDirectory).findFirst().orElse(Path.of("../shared/conformance/kube-proxy"));
    private static final List<String> SENDERS = List.of("pods 10.244.1.10", "client 10.0.1.2", "node-a 10.0.1.10");

    /** A destination that some rule names. */
    private record Target(Protocol protocol, Ip ip, int port) {}

    static Stream<Path> scenarios() throws IOException {
        if (!Files.isDirectory(DUMPS)) {
            return Stream.of(DUMPS);
        }
        try (Stream<Path> all = Files.list(DUMPS)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void bothAgree(Path scenario) throws IOException {
        Path dump = scenario.resolve("iptables-save");
        assumeTrue(Files.exists(dump), "no recorded tables at " + dump);
        Netfilter tables = Netfilter.of(List.of(IptablesText.parse(Family.IPV4, Files.readString(dump))));
        Topology topology = topology(tables, Files.readString(dump));
        List<String> differences = new ArrayList<>();
        List<EmulatedLab.Remembered> memory = new ArrayList<>();
        try (KernelLab lab = KernelLab.open(topology)) {
            int port = 20_000;
            for (String sender : SENDERS) {
                String from = sender.substring(0, sender.indexOf(' '));
                for (Target target : targets(tables)) {
                    Ip source = Ip.parse(target.ip().isLoopback() ? "127.0.0.1" : sender.substring(from.length() + 1));
                    if (!target.ip().isLoopback() || from.equals("node-a")) {
                        Packet packet = Packet.of(target.protocol(), source, port++, target.ip(), target.port());
                        Set<Observation> emulated = EmulatedLab.observe(topology, from, packet, memory).keySet();
                        Observation kernel = lab.probe(from, packet);
                        memory.addAll(remembered(tables, kernel, source));
                        if (!emulated.contains(kernel)) {
                            differences.add(from + " " + packet + "\n  kernel:   " + kernel + "\n  emulator: " + emulated);
                        }
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    /** With session affinity the kernel remembers the source of each packet that it gave to an endpoint; the emulator is told. */
    private static List<EmulatedLab.Remembered> remembered(Netfilter tables, Observation kernel, Ip source) {
        List<EmulatedLab.Remembered> memory = new ArrayList<>();
        kernel.rules().getOrDefault("node-a", List.of()).forEach(text -> {
            String[] words = text.split("[/ ]");
            Rule rule = tables.chain(new ChainId(TableId.iptables(Family.IPV4, words[0]), words[1])).orElseThrow().rules()
                    .get(Integer.parseInt(words[2]) - 1);
            find(rule, Match.RecentSet.class).ifPresent(set -> memory.add(new EmulatedLab.Remembered(set.list(), source)));
        });
        return memory;
    }

    private static Stream<Rule> rules(Netfilter tables) {
        return tables.chainIds().stream().flatMap(id -> tables.chain(id).orElseThrow().rules().stream());
    }

    private static Set<Target> targets(Netfilter tables) {
        Set<Target> targets = new LinkedHashSet<>();
        for (ChainId id : tables.chainIds()) {
            for (Rule rule : tables.chain(id).orElseThrow().rules()) {
                Optional<Match.DestinationPort> port = find(rule, Match.DestinationPort.class);
                Ip ip = find(rule, Match.Destination.class).map(Match.Destination::cidr)
                        .map(cidr -> cidr.isSingle() ? cidr.network() : Ip.parse("127.0.0.1")).orElse(Ip.parse("10.0.1.10"));
                port.filter(p -> p.protocol() != Protocol.SCTP).ifPresent(p -> targets.add(new Target(p.protocol(), ip, p.from())));
            }
        }
        return targets;
    }

    private static <T extends Match> Optional<T> find(Rule rule, Class<T> type) {
        return rule.matches().stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static Topology topology(Netfilter tables, String text) {
        Set<IpPort> endpoints = new LinkedHashSet<>();
        rules(tables).filter(rule -> rule.statement() instanceof Statement.Dnat).forEach(rule -> endpoints.add(((Statement.Dnat) rule.statement()).to()));
        Set<String> addresses = new LinkedHashSet<>(List.of("10.244.1.10/32"));
        endpoints.stream().map(IpPort::ip).filter(Cidr.parse("10.244.0.0/16")::contains).forEach(ip -> addresses.add(ip + "/32"));
        HostState node = HostText.named("node-a").device("eth0", "10.0.1.10/24").device("cni0", "10.244.0.1/16").route("default via 10.0.1.2 dev eth0")
                .sysctl("net.ipv4.ip_forward", "1").sysctl("net.ipv4.conf.all.route_localnet", "1").tables(text).build();
        HostState pods = HostText.named("pods").device("eth0", addresses.toArray(String[]::new)).route("10.244.0.1 dev eth0")
                .route("default via 10.244.0.1 dev eth0").build();
        HostState client = HostText.named("client").device("eth0", "10.0.1.2/24").route("default via 10.0.1.10 dev eth0").build();
        Topology topology = new Topology().host(node).host(pods).host(client).wire("node-a/eth0", "client/eth0").wire("node-a/cni0", "pods/eth0");
        endpoints.stream().map(IpPort::port).distinct().forEach(port -> topology.listen("pods", Protocol.TCP, port).listen("pods", Protocol.UDP, port));
        return topology;
    }
}
