package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints virtual servers as ipvsadm 1.31 does with {@code -n}: IPv4 first, then by protocol number, address and port; real servers by address and
 * port, which hides the order in which the kernel tries them.
 */
public final class Ipvsadm {

    private static final String TITLE = "IP Virtual Server version 1.2.1 (size=" + ConnectionTable.BUCKETS + ")\n"
            + "Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n";

    private Ipvsadm() {}

    /** @return virtual servers in the tool's order */
    public static List<Entry<VirtualServerKey, VirtualServer>> sorted(Entries entries) {
        return entries.all(VirtualServerTable.VIRTUAL_SERVERS).stream().sorted(Comparator.comparing(Entry::key)).toList();
    }

    /** @return {@code ipvsadm -Ln} of a host that has seen no packet */
    public static String list(Entries entries) {
        return list(entries, new IpvsMemory());
    }

    /** @return {@code ipvsadm -Ln} with the connections that a host remembers */
    public static String list(Entries entries, IpvsMemory memory) {
        StringBuilder text = new StringBuilder(TITLE);
        for (Entry<VirtualServerKey, VirtualServer> service : sorted(entries)) {
            Map<IpPort, Destination> counts = memory.destinations(service.key()).stream()
                    .collect(Collectors.toMap(Destination::address, Function.identity()));
            text.append(service(service.key(), service.value())).append('\n');
            servers(service.value()).forEach(server -> text.append(listed(server, counts.get(server.address()))).append('\n'));
        }
        return text.toString();
    }

    /** @return the line of a virtual server in {@code ipvsadm -Ln} */
    public static String service(VirtualServerKey key, VirtualServer server) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-4s %s %s", key.protocol(), key.ipPort(), server.scheduler().word()));
        if (!server.flags().isEmpty()) {
            text.append(" (").append(flags(server)).append(')');
        }
        server.persistence().ifPresent(persistence -> text.append(" persistent ").append(persistence.seconds())
                .append(mask(key.address(), persistence.prefixLength(), " mask ")));
        return text.append(server.onePacket() ? " ops" : "").toString();
    }

    private static String listed(RealServer server, Destination counts) {
        return String.format(Locale.ROOT, "  -> %-28s %-7s %-6d %-10d %-10d", server.address(), server.forwarding().label(), server.weight(),
                counts == null ? 0 : counts.active(), counts == null ? 0 : counts.inactive());
    }

    /** @return the line of a real server in {@code ipvsadm -Ln}, without connections */
    public static String server(RealServer server) {
        return listed(server, null);
    }

    /** @return {@code ipvsadm -Sn}: what {@code ipvsadm -R} reads */
    public static String save(Entries entries) {
        StringBuilder text = new StringBuilder();
        for (Entry<VirtualServerKey, VirtualServer> service : sorted(entries)) {
            text.append(saved(service.key(), service.value())).append('\n');
            servers(service.value()).forEach(server -> text.append(saved(service.key(), server)).append('\n'));
        }
        return text.toString();
    }

    private static String option(VirtualServerKey key) {
        return switch (key.protocol()) {
            case TCP -> "-t ";
            case UDP -> "-u ";
            case SCTP -> "--sctp-service ";
            case ICMP, ICMPV6, IPIP -> throw new IllegalArgumentException("a virtual server cannot have protocol " + key.protocol());
        } + key.ipPort();
    }

    /** @return the line of a virtual server in {@code ipvsadm -Sn} */
    public static String saved(VirtualServerKey key, VirtualServer server) {
        return "-A " + option(key) + " -s " + server.scheduler().word()
                + server.persistence().map(persistence -> " -p " + persistence.seconds() + mask(key.address(), persistence.prefixLength(), " -M ")).orElse("")
                + (server.onePacket() ? " -o" : "") + (server.flags().isEmpty() ? "" : " -b " + flags(server));
    }

    /** @return the line of a real server in {@code ipvsadm -Sn} */
    public static String saved(VirtualServerKey key, RealServer server) {
        return "-a " + option(key) + " -r " + server.address() + " " + server.forwarding().option() + " -w " + server.weight();
    }

    private static String flags(VirtualServer server) {
        return server.flags().stream().map(flag -> flag.word(server.scheduler())).collect(Collectors.joining(","));
    }

    /** The whole address goes without saying. */
    private static String mask(Ip address, int prefixLength, String word) {
        if (prefixLength == address.family().bits()) {
            return "";
        }
        return word + (address.family() == Family.IPV6 ? String.valueOf(prefixLength) : new Cidr(Ip.ofV4(0xffff_ffffL), prefixLength).network());
    }

    /** @return the real servers in the tool's order */
    public static List<RealServer> servers(VirtualServer server) {
        return server.realServers().stream()
                .sorted(Comparator.comparing((RealServer real) -> real.address().ip()).thenComparing(real -> real.address().port())).toList();
    }

    /** @return {@code ipvsadm -Lnc}, oldest first where the tool has the order of a hash */
    public static String connections(Collection<VirtualConnection> connections, Instant now) {
        StringBuilder text = new StringBuilder("IPVS connection entries\n").append(row("pro", "expire", "state", "source", "virtual", "destination")).append('\n');
        connections.forEach(connection -> text.append(connection(connection, now)).append('\n'));
        return text.toString();
    }

    /** @return the line of a connection in {@code ipvsadm -Lnc} */
    public static String connection(VirtualConnection connection, Instant now) {
        long left = Math.max(0, Duration.between(now, connection.expires()).toSeconds());
        return row(connection.key().protocol().name(), String.format(Locale.ROOT, "%02d:%02d", left / 60, left % 60), connection.state().word(),
                connection.key().client().toString(), connection.key().virtual().toString(), connection.destination().address().toString());
    }

    private static String row(String protocol, String expire, String state, String source, String virtual, String destination) {
        return String.format(Locale.ROOT, "%-3s %-6s %-11s %-18s %-18s %s", protocol, expire, state, source, virtual, destination);
    }
}
