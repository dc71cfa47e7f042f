package dev.glassplane.kernel;

import dev.glassplane.linux.ipset.IpSets;
import dev.glassplane.linux.ipset.IpsetPrint;
import dev.glassplane.linux.netfilter.IptablesSave;
import dev.glassplane.linux.netfilter.NftRuleset;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.route.InterfaceAddress;
import dev.glassplane.linux.route.Link;
import dev.glassplane.linux.route.PolicyRule;
import dev.glassplane.linux.route.Route;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.net.Family;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import tools.jackson.databind.json.JsonMapper;

/** Makes a namespace, whose devices exist, what a host state says. */
final class HostSetup {

    private static final Pattern ACCOUNTING = Pattern.compile("--nfacct-name +(\\S+)");

    private final HostState host;
    private final String namespace;

    HostSetup(HostState host, String namespace) {
        this.host = host;
        this.namespace = namespace;
    }

    /** @return the host's name */
    String host() {
        return host.name();
    }

    /** @return milliseconds that loading its tables took */
    double apply() {
        String made = host.routing().links().stream().flatMap(link -> made(link).stream()).collect(Collectors.joining("\n"));
        Commands.run(made, "ip", "-n", namespace, "-batch", "-");
        host.routing().links().stream().filter(link -> link.kind() == Link.Kind.IPIP).forEach(link -> IpipDevice.start(namespace, link.name()));
        sysctls(baseline());
        Commands.run(batch(), "ip", "-n", namespace, "-batch", "-");
        String sixes = host.routing().rules().stream().filter(rule -> rule.family() == Family.IPV6).map(rule -> line(rule) + "\n").collect(Collectors.joining());
        if (!sixes.isEmpty()) {
            Commands.run(sixes, "ip", "-6", "-n", namespace, "-batch", "-");
        }
        String forwarding = host.routing().fdb().stream().map(entry -> "fdb append " + entry.mac() + " dev " + entry.device() + " dst " + entry.remote() + "\n")
                .collect(Collectors.joining());
        if (!forwarding.isEmpty()) {
            Commands.run(forwarding, "bridge", "-n", namespace, "-batch", "-");
        }
        sysctls(host.sysctls());
        long start = System.nanoTime();
        loadTables(host, namespace);
        return (System.nanoTime() - start) / 1e6;
    }

    /** A cable takes up to a second to come up, and loses packets until then; a bridge without ports never does. */
    void awaitLinks() {
        List<String> portless = host.routing().links().stream().filter(link -> link.kind() == Link.Kind.BRIDGE).map(Link::name)
                .filter(bridge -> host.routing().links().stream().noneMatch(link -> link.port().filter(port -> port.bridge().equals(bridge)).isPresent())).toList();
        Awaitility.await("all devices of " + host.name() + " are up").pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(10))
                .until(() -> JsonMapper.shared().readTree(Commands.run(List.of("ip", "-n", namespace, "-j", "link", "show"))).valueStream()
                        .filter(link -> !portless.contains(link.get("ifname").asString()))
                        .allMatch(link -> !link.get("operstate").asString().matches("DOWN|LOWERLAYERDOWN")));
    }

    /** A namespace inherits IPv4 settings from the machine: put them back to the kernel's defaults. Error limits are off to allow many probes. */
    private Map<String, String> baseline() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("net.ipv4.ip_forward", "0");
        settings.put("net.ipv4.icmp_ratelimit", "0");
        settings.put("net.ipv6.icmp.ratelimit", "0");
        List<String> devices = new ArrayList<>(List.of("all", "default"));
        host.routing().links().forEach(link -> devices.add(link.name()));
        for (String device : devices) {
            settings.put("net/ipv6/conf/" + device + "/accept_dad", "0"); // a device's name may have dots
            for (String setting : List.of("rp_filter", "route_localnet", "accept_local", "src_valid_mark", "accept_redirects", "send_redirects")) {
                settings.put("net/ipv4/conf/" + device + "/" + setting, "0");
            }
        }
        return settings;
    }

    private void sysctls(Map<String, String> settings) {
        if (settings.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        Commands.run(text.toString(), "ip", "netns", "exec", namespace, "sysctl", "-q", "-p", "/dev/stdin");
    }

    private String batch() {
        List<String> lines = new ArrayList<>();
        lines.add("link set dev lo up");
        for (Link link : host.routing().links()) {
            if (link.kind() != Link.Kind.LOOPBACK) {
                lines.add("link set dev " + link.name() + (link.kind() == Link.Kind.IPIP ? "" : " address " + link.mac()) + " mtu " + link.mtu());
            }
        }
        host.routing().links().forEach(link -> link.port().ifPresent(port -> {
            lines.add("link set dev " + link.name() + " master " + port.bridge());
            lines.add("link set dev " + link.name() + " type bridge_slave hairpin " + (port.hairpin() ? "on" : "off"));
        }));
        for (InterfaceAddress address : host.routing().addresses()) {
            lines.add("addr replace " + address.ip() + "/" + address.prefixLength() + " dev " + address.device() + " noprefixroute"
                    + (address.ip().isV4() ? "" : " nodad"));
        }
        host.routing().links().forEach(link -> lines.add("link set dev " + link.name() + " up"));
        host.routing().routes().stream().sorted(Comparator.comparing(route -> route.via().isPresent())).forEach(route -> lines.add(line(route)));
        host.routing().rules().stream().filter(rule -> rule.family() == Family.IPV4).forEach(rule -> lines.add(line(rule)));
        if (host.routing().rules().stream().anyMatch(PolicyRule::standsForLocal)) {
            lines.add("rule del priority 0");
        }
        host.routing().neighbors().forEach(neighbor -> lines.add("neigh replace " + neighbor.ip() + " lladdr " + neighbor.mac() + " dev "
                + neighbor.device() + " nud permanent"));
        return String.join("\n", lines) + "\n";
    }

    /** Devices that are no end of a cable. A tunnel inherits the traffic class, by which traces tell probes apart. */
    private static Optional<String> made(Link link) {
        if (link.kind() == Link.Kind.BRIDGE) {
            return Optional.of("link add name " + link.name() + " address " + link.mac() + " type bridge");
        }
        return link.tunnel().map(vxlan -> "link add name " + link.name() + " address " + link.mac() + " type vxlan id " + vxlan.vni() + " local " + vxlan.local()
                + " dstport " + vxlan.udpPort() + (vxlan.learning() ? " learning" : " nolearning") + " tos inherit");
    }

    private static String line(Route route) {
        String type = switch (route.type()) {
            case UNICAST -> "";
            case BLACKHOLE -> "blackhole ";
            case UNREACHABLE -> "unreachable ";
        };
        boolean scoped = route.type() == Route.Type.UNICAST && route.destination().family() == Family.IPV4;
        return "route add " + type + route.destination()
                + route.via().map(via -> " via " + via).orElse("") + route.device().map(device -> " dev " + device).orElse("")
                + route.preferredSource().map(source -> " src " + source).orElse("") + (route.metric() == 0 ? "" : " metric " + route.metric())
                + " table " + route.table() + " proto " + route.protocol() + (scoped ? " scope " + route.scope() : "")
                + (route.onlink() ? " onlink" : "");
    }

    private static String line(PolicyRule rule) {
        return "rule add priority " + rule.priority() + rule.from().map(from -> " from " + from).orElse("")
                + rule.to().map(to -> " to " + to).orElse("")
                + (rule.mask() == 0 ? "" : " fwmark " + Integer.toUnsignedString(rule.mark()) + "/" + Integer.toUnsignedString(rule.mask()))
                + rule.inInterface().map(name -> " iif " + name).orElse("") + " lookup " + rule.table();
    }

    /** Loads iptables' tables of both families with the nf_tables back end, counters that they name first, then nft's own. */
    static void loadTables(HostState host, String namespace) {
        loadSets(host, namespace);
        for (Family family : Family.values()) {
            String tables = IptablesSave.print(host.netfilter(), family);
            if (!tables.isEmpty()) {
                new LoadedTables(namespace, family).load(LoadedTables.BackEnd.NFT, tables);
            }
        }
        String own = NftRuleset.print(host.netfilter(), new NftTables(host.entries()));
        if (!own.isEmpty()) {
            Commands.run(own, "ip", "netns", "exec", namespace, "nft", "-f", "-");
        }
    }

    /** Loads the sets that rules ask. */
    static void loadSets(HostState host, String namespace) {
        String sets = IpsetPrint.save(new IpSets(host.entries()));
        if (!sets.isEmpty()) {
            Namespaces.assumeTool("ipset");
            Commands.run(sets, "ip", "netns", "exec", namespace, "ipset", "restore");
        }
    }

    static void createCounters(String tables, String namespace) {
        TreeSet<String> names = new TreeSet<>();
        ACCOUNTING.matcher(tables).results().forEach(found -> names.add(found.group(1)));
        String known = Commands.run(List.of("ip", "netns", "exec", namespace, "nfacct", "list"));
        names.stream().filter(name -> !known.contains("= " + name)).forEach(name ->
                Commands.run(List.of("ip", "netns", "exec", namespace, "nfacct", "add", name)));
    }
}
