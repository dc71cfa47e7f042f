package dev.glassplane.kernel;

import dev.glassplane.kernel.Topology.End;
import dev.glassplane.kernel.Topology.Listener;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A topology in network namespaces of the real kernel. Tables are loaded with the real tools, packets are really sent, and the answer says who
 * answered, what source it saw and which rules the kernel matched.
 */
public final class KernelLab implements AutoCloseable {

    /** Long enough for an answer on a busy machine, shorter than the first retransmission of a SYN. */
    private static final double TCP_TIMEOUT_SECONDS = 0.8;
    /** A refusal by ICMPv6 comes while the sender still holds its socket: it is heard at the first retransmission only, after a second. */
    private static final double TCP6_TIMEOUT_SECONDS = 2.5;
    /** Everything that answers a datagram is on this machine. */
    private static final double UDP_TIMEOUT_SECONDS = 0.3;

    private static final int IP_AND_UDP_HEADERS = 28;

    private final Topology topology;
    private final Map<String, String> namespaces = new LinkedHashMap<>();
    private final List<String> switches = new ArrayList<>();
    private final Map<String, RuleTrace> traces = new LinkedHashMap<>();
    private final Map<String, Double> loadMillis = new HashMap<>();
    private final Process helper;
    private final BufferedWriter toHelper;
    private final BufferedReader fromHelper;

    private KernelLab(Topology topology) {
        this.topology = topology;
        try {
            helper = new ProcessBuilder("python3", script().toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        toHelper = helper.outputWriter(StandardCharsets.UTF_8);
        fromHelper = helper.inputReader(StandardCharsets.UTF_8);
    }

    /** Builds the topology; skips the test, saying why, where there is no kernel to ask. */
    public static KernelLab open(Topology topology) {
        Namespaces.assumeAvailable();
        KernelLab lab = new KernelLab(topology);
        try {
            lab.build();
            return lab;
        } catch (RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private static Path script() {
        try {
            return Path.of(KernelLab.class.getResource("/kernel/lab.py").toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void build() {
        topology.hosts().keySet().forEach(host -> namespaces.put(host, Namespaces.create(host)));
        topology.segments().forEach(this::wire);
        List<HostSetup> setups = topology.hosts().values().stream().map(host -> new HostSetup(host, namespaces.get(host.name()))).toList();
        setups.forEach(setup -> loadMillis.put(setup.host(), setup.apply()));
        setups.forEach(HostSetup::awaitLinks);
        topology.listeners().forEach(this::listen);
    }

    private void wire(List<End> ends) {
        if (ends.size() == 2) {
            Commands.run("link add name " + ends.get(0).device() + " netns " + namespaces.get(ends.get(0).host()) + " type veth peer name "
                    + ends.get(1).device() + " netns " + namespaces.get(ends.get(1).host()) + "\n", "ip", "-batch", "-");
            return;
        }
        String name = Namespaces.create("switch");
        switches.add(name);
        StringBuilder cables = new StringBuilder();
        StringBuilder ports = new StringBuilder("link add br0 type bridge\nlink set br0 up\n");
        for (int i = 0; i < ends.size(); i++) {
            cables.append("link add name p").append(i).append(" netns ").append(name).append(" type veth peer name ").append(ends.get(i).device())
                    .append(" netns ").append(namespaces.get(ends.get(i).host())).append('\n');
            ports.append("link set p").append(i).append(" master br0 up\n");
        }
        Commands.run(cables.toString(), "ip", "-batch", "-");
        Commands.run(ports.toString(), "ip", "-n", name, "-batch", "-");
    }

    /** One socket an address, so that a datagram is answered from the address it was sent to. */
    private void listen(Listener listener) {
        if (!listener.protocol().hasPorts()) {
            call(listener.host(), "listen", command -> command.put("host", listener.host()).put("protocol", word(listener.protocol())));
            return;
        }
        Set<Ip> addresses = new LinkedHashSet<>(List.of(Ip.parse("127.0.0.1")));
        topology.hosts().get(listener.host()).routing().addresses().forEach(address -> addresses.add(address.ip()));
        addresses.forEach(address -> call(listener.host(), "listen", command -> command.put("host", listener.host())
                .put("address", address.toString()).put("protocol", word(listener.protocol())).put("port", listener.port())));
    }

    /** A packet from a process of a host. */
    public record Sent(String host, Packet packet) {}

    /** @return what became of a packet from a process of the host, with the rules that the kernel matched on each host that has tables */
    public Observation probe(String host, Packet packet) {
        return probe(List.of(new Sent(host, packet))).getFirst();
    }

    /**
     * Sends packets at the same time.
     *
     * @param all packets with different source ports, at most {@link RuleTrace#TAGS}
     * @return what became of each, with the rules that the kernel matched on each host that has tables
     */
    public List<Observation> probe(List<Sent> all) {
        topology.hosts().values().forEach(this::trace);
        JsonNode answer = call(all.getFirst().host(), "probes", command -> {
            ArrayNode probes = command.putArray("probes");
            for (Sent sent : all) {
                fill(probes.addObject().put("namespace", namespaces.get(sent.host())), sent.packet(), probes.size());
            }
            return command;
        });
        Map<String, Map<Integer, RuleVisits>> visits = new TreeMap<>();
        traces.forEach((name, trace) -> visits.put(name, trace.visits()));
        List<Observation> seen = new ArrayList<>();
        for (JsonNode result : answer.get("results")) {
            int tag = seen.size() + 1;
            Map<String, List<String>> rules = new TreeMap<>();
            Map<String, Integer> evaluated = new TreeMap<>();
            visits.forEach((name, byTag) -> Optional.ofNullable(byTag.get(tag)).filter(visit -> visit.evaluated() > 0).ifPresent(visit -> {
                evaluated.put(name, visit.evaluated());
                if (!visit.matched().isEmpty()) {
                    rules.put(name, visit.matched());
                }
            }));
            seen.add(observation(result).traced(rules, evaluated));
        }
        return seen;
    }

    private static ObjectNode fill(ObjectNode command, Packet packet, int tag) {
        if (packet.sizeBytes() != Packet.DEFAULT_SIZE_BYTES) {
            command.put("payload", packet.sizeBytes() - IP_AND_UDP_HEADERS);
        }
        return command.put("protocol", word(packet.protocol())).put("tag", tag)
                .put("source", packet.source().toString()).put("sourcePort", packet.sourcePort())
                .put("destination", packet.destination().toString()).put("destinationPort", packet.destinationPort())
                .put("timeout", timeout(packet));
    }

    private static String word(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private static Observation observation(JsonNode result) {
        return new Observation(Observation.Outcome.valueOf(result.get("outcome").asString()), result.path("host").asString(""),
                result.path("at").asString(""), result.path("source").asString(""), Map.of(), Map.of());
    }

    /** Makes all hosts forget the sources that their rules remember, in {@code xt_recent} lists and nft's dynamic sets. */
    public void forgetSources() {
        for (HostState host : topology.hosts().values()) {
            if (remembersRecent(host)) {
                run(host.name(), "", "sh", "-c", "for list in /proc/net/xt_recent/*; do echo / > $list; done");
            }
            String flushes = dynamicSets(host);
            if (!flushes.isEmpty()) {
                run(host.name(), flushes, "nft", "-f", "-");
            }
        }
    }

    private static boolean remembersRecent(HostState host) {
        return host.netfilter().chainIds().stream().flatMap(id -> host.netfilter().chain(id).orElseThrow().rules().stream())
                .anyMatch(rule -> rule.matches().stream().anyMatch(Match.RecentSet.class::isInstance));
    }

    private static String dynamicSets(HostState host) {
        NftTables tables = new NftTables(host.entries());
        return NftRuleset.chains(host.netfilter()).keySet().stream().flatMap(table -> tables.sets(table).stream().filter(set -> set.value().dynamic())
                .map(set -> "flush set " + word(table.family()) + " " + table.name() + " " + set.key() + "\n"))
                .collect(Collectors.joining());
    }

    private void trace(HostState host) {
        if (!host.netfilter().chainIds().isEmpty()) {
            traces.computeIfAbsent(host.name(), name -> new RuleTrace(namespaces.get(name),
                    host.routing().links().stream().anyMatch(link -> link.kind() == Link.Kind.IPIP), bytes -> call(name, "mark", command -> command.put("port", RuleTrace.MARK_PORT).put("bytes", bytes))));
        }
    }

    /** @return what became of so many equal packets, one after the other; the source port is the kernel's choice if it is 0 */
    public List<Observation> probes(String host, Packet packet, int count) {
        JsonNode answer = call(host, "probe", command -> fill(command, packet, 0).put("count", count));
        List<Observation> seen = new ArrayList<>();
        answer.get("results").forEach(result -> seen.add(observation(result)));
        return seen;
    }

    /** @return microseconds that {@code connect()} takes, median of so many tries; every one is answered */
    double connectMicros(String host, Packet packet, int count) {
        JsonNode answer = call(host, "probe", command -> fill(command, packet, 0).put("count", count));
        return answer.get("results").valueStream().mapToDouble(result -> result.get("micros").asDouble()).sorted().skip(count / 2).findFirst().orElseThrow();
    }

    /** @return the host's tables as the tools print them back, iptables' of both families, then nft's own */
    String loadedTables(String host) {
        StringBuilder text = new StringBuilder();
        for (Family family : Family.values()) {
            text.append(new LoadedTables(namespaces.get(host), family).save(LoadedTables.BackEnd.NFT));
        }
        nftTables(host).forEach(table -> text.append(run(host, "", "nft", "list", "table", word(table.family()), table.name())));
        return text.toString();
    }

    /**
     * @return the same as the emulator prints it, loaded once more: addresses that grew together to one are listed as a set of one, and nft takes the
     *         braces off when it loads such a listing
     */
    String printedTables(String host) {
        HostState state = topology.hosts().get(host);
        return IptablesSave.print(state.netfilter(), Family.IPV4) + IptablesSave.print(state.netfilter(), Family.IPV6)
                + NftRuleset.print(state.netfilter(), new NftTables(state.entries())).replaceAll("(?m) saddr != \\{ (\\S+) \\} drop$", " saddr != $1 drop");
    }

    private Set<TableId> nftTables(String host) {
        return NftRuleset.chains(topology.hosts().get(host).netfilter()).keySet();
    }

    private static String word(Family family) {
        return switch (family) {
            case IPV4 -> "ip";
            case IPV6 -> "ip6";
        };
    }

    /** Lets rules run at their own pace; the next probe traces them again. */
    void stopTracing() {
        traces.values().forEach(RuleTrace::close);
        traces.clear();
    }

    /** @return milliseconds that the real tools took to load the host's tables */
    double loadMillis(String host) {
        return loadMillis.get(host);
    }

    private static double timeout(Packet packet) {
        return packet.protocol() != Protocol.TCP ? UDP_TIMEOUT_SECONDS : packet.source().isV4() ? TCP_TIMEOUT_SECONDS : TCP6_TIMEOUT_SECONDS;
    }

    /** @return standard output of a command run in the host's namespace */
    public String run(String host, String input, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespaces.get(host)));
        all.addAll(List.of(command));
        return Commands.run(input, all.toArray(String[]::new));
    }

    private interface Fill {
        ObjectNode into(ObjectNode command);
    }

    private synchronized JsonNode call(String host, String operation, Fill fill) {
        try {
            ObjectNode command = JsonMapper.shared().createObjectNode().put("operation", operation).put("namespace", namespaces.get(host));
            toHelper.write(fill.into(command) + "\n");
            toHelper.flush();
            String line = fromHelper.readLine();
            JsonNode answer = line == null ? null : JsonMapper.shared().readTree(line);
            if (answer == null || answer.has("error")) {
                throw new IllegalStateException(operation + " on " + host + " failed: " + line);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all processes and removes all namespaces. */
    @Override
    public void close() {
        traces.values().forEach(RuleTrace::close);
        helper.destroy();
        try {
            helper.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        namespaces.values().forEach(Namespaces::remove);
        switches.forEach(Namespaces::remove);
    }
}
