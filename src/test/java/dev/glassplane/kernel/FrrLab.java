package dev.glassplane.kernel;

import dev.glassplane.calico.Calico;
import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.bgp.Routing;
import dev.glassplane.calico.bgp.Session;
import dev.glassplane.calico.bgp.Speaker;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/**
 * A BGP speaker of FRR for every node of Calico's picture, each with zebra in a namespace of its own, on the links that the nodes share; a router stands
 * between the subnets. The speakers are configured from the sessions and prefixes that Glassplane works out; the routes they put into their kernels are
 * theirs. Daemons run in their namespaces, so that whatever sweeps up a namespace ends them.
 */
final class FrrLab implements AutoCloseable {

    private static final Path DAEMONS = Path.of("/usr/lib/frr");
    private static final String FABRIC = "fabric";
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String OWNER = "frr";

    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final Map<String, List<Process>> running = new LinkedHashMap<>();
    private final Path folder;

    private FrrLab() throws IOException {
        folder = Files.createTempDirectory("gp-frr-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @return whether there are daemons to ask */
    static boolean available() {
        return Files.isExecutable(DAEMONS.resolve("zebra")) && Files.isExecutable(DAEMONS.resolve("bgpd"));
    }

    /** @return speakers of every node that is up */
    static FrrLab start(Calico calico, Routing routing) {
        FrrLab lab = null;
        try {
            lab = new FrrLab();
            lab.link(calico);
            for (CalicoNode node : calico.nodes().values().stream().filter(CalicoNode::up).toList()) {
                lab.run(node, configuration(node, routing));
            }
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void link(Calico calico) {
        String fabric = Namespaces.create(FABRIC);
        namespaces.put(FABRIC, fabric);
        Commands.run(List.of("ip", "netns", "exec", fabric, "sysctl", "-qw", "net.ipv4.ip_forward=1"));
        Map<Cidr, String> bridges = new LinkedHashMap<>();
        for (CalicoNode node : calico.nodes().values()) {
            String bridge = bridges.computeIfAbsent(node.network(), network -> {
                String name = "br" + bridges.size();
                batch(fabric, "link add " + name + " type bridge", "link set " + name + " up", "addr add " + network.at(1) + "/" + network.prefixLength()
                        + " dev " + name);
                return name;
            });
            String own = Namespaces.create(node.name());
            namespaces.put(node.name(), own);
            String port = "p" + namespaces.size();
            batch(own, "link set lo up", "link add eth0 type veth peer name " + port + " netns " + fabric, "link set eth0 up",
                    "addr add " + node.ip() + "/" + node.network().prefixLength() + " dev eth0", "route add default via " + node.gateway());
            batch(fabric, "link set " + port + " master " + bridge, "link set " + port + " up");
        }
    }

    private static void batch(String namespace, String... lines) {
        Commands.run(String.join("\n", lines) + "\n", "ip", "-n", namespace, "-batch", "-");
    }

    /** What FRR is to do, in its words: as Calico's BIRD, it is the next hop towards other ASes and leaves it alone inside. */
    private static String configuration(CalicoNode node, Routing routing) {
        Speaker self = routing.topology().speaker(node.name()).orElseThrow();
        List<String> lines = new ArrayList<>(List.of("router bgp " + self.asNumber(), " bgp router-id " + node.ip(), " no bgp ebgp-requires-policy",
                " no bgp default ipv4-unicast", " no bgp network import-check"));
        self.clusterId().ifPresent(id -> lines.add(" bgp cluster-id " + id));
        List<String> family = new ArrayList<>();
        for (Session session : routing.topology().sessionsOf(node.name())) {
            String neighbor = "neighbor " + session.peer();
            lines.add(" " + neighbor + " remote-as " + session.peerAs());
            lines.add(" " + neighbor + " timers 1 3");
            lines.add(" " + neighbor + " timers connect 1");
            lines.add(" " + neighbor + " advertisement-interval 0");
            boolean outside = session.peerAs() != self.asNumber();
            if (outside) {
                lines.add(" " + neighbor + " ebgp-multihop 255");
                family.add("  " + neighbor + (session.keepNextHop() ? " attribute-unchanged next-hop" : " next-hop-self"));
            }
            family.add("  " + neighbor + " activate");
            if (session.other().filter(self::reflectsFor).isPresent()) {
                family.add("  " + neighbor + " route-reflector-client");
            }
        }
        lines.add(" address-family ipv4 unicast");
        lines.addAll(family);
        routing.announced().stream().filter(announced -> announced.node().equals(node.name())).filter(announced ->
                !routing.pool(announced.cidr()).orElseThrow().disableBgpExport()).forEach(announced -> lines.add("  network " + announced.cidr()));
        lines.add(" exit-address-family");
        return String.join("\n", lines) + "\n";
    }

    private void run(CalicoNode node, String bgp) throws IOException {
        Path own = Files.createDirectory(folder.resolve(node.name()));
        Files.writeString(own.resolve("zebra.conf"), "ip nht resolve-via-default\n");
        Files.writeString(own.resolve("bgpd.conf"), bgp);
        Commands.run(List.of("chown", "-R", OWNER + ":" + OWNER, own.toString()));
        Path socket = own.resolve("zserv.api");
        daemon(node.name(), own, "zebra", socket);
        Awaitility.await("zebra of " + node.name() + " answers").pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> Files.exists(socket));
        daemon(node.name(), own, "bgpd", socket);
    }

    private void daemon(String node, Path own, String name, Path socket) throws IOException {
        Process process = new ProcessBuilder("ip", "netns", "exec", namespaces.get(node), DAEMONS.resolve(name).toString(), "-f", own.resolve(name + ".conf").toString(),
                "-i", own.resolve(name + ".pid").toString(), "-z", socket.toString(), "--vty_socket", own.toString(), "-u", OWNER, "-g", OWNER, "-A", "127.0.0.1")
                .redirectErrorStream(true).redirectOutput(own.resolve(name + ".log").toFile()).start();
        running.computeIfAbsent(node, _ -> new ArrayList<>()).add(process);
    }

    /** Ends a node's speaker as if the node had gone. */
    void stop(String node) {
        running.remove(node).forEach(Process::destroyForcibly);
    }

    /** @return routes that BGP put into the node's kernel, as {@code 192.168.1.0/26 via 10.0.1.1 dev eth0}, sorted */
    Set<String> routes(String node) {
        String shown = Commands.run(List.of("ip", "-n", namespaces.get(node), "-j", "route", "show", "proto", "bgp"));
        return JsonMapper.shared().readTree(shown.isBlank() ? "[]" : shown).valueStream()
                .map(route -> Cidr.parse(withLength(route.get("dst").asString())) + " via " + Ip.parse(route.path("gateway").asString()) + " dev " + route.path("dev").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String withLength(String destination) {
        return destination.contains("/") ? destination : destination + "/32";
    }

    @Override
    public void close() {
        running.values().forEach(all -> all.forEach(Process::destroyForcibly));
        namespaces.values().forEach(Namespaces::remove);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
