package dev.glassplane.calico.bgp;

import dev.glassplane.calico.CalicoNode;
import dev.glassplane.calico.bgp.Path.Learned;
import dev.glassplane.calico.bgp.Routing.Announced;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What {@code birdc} (BIRD 1.6, as Calico ships it) and {@code calicoctl node status} print about a node. */
public final class BirdShow {

    private static final String BANNER = "BIRD v0.3.3+birdv1.6.8 ready.\n";
    /** Times that are longer ago are shown as dates. */
    private static final Duration TODAY = Duration.ofHours(20);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);

    private final Routing routing;
    private final CalicoNode node;
    private final Function<String, Instant> started;
    private final Instant now;

    /**
     * @param node    whose BIRD is asked
     * @param started when a node came to be; sessions count as established since the later of both ends
     * @param now     the clock's time
     */
    public BirdShow(Routing routing, CalicoNode node, Function<String, Instant> started, Instant now) {
        this.routing = routing;
        this.node = node;
        this.started = started;
        this.now = now;
    }

    /** @return {@code birdc show protocols} */
    public String protocols() {
        StringBuilder text = new StringBuilder(BANNER).append("name     proto    table    state  since       info\n");
        for (String[] own : new String[][] {{"static1", "Static"}, {"kernel1", "Kernel"}, {"device1", "Device"}, {"direct1", "Direct"}}) {
            line(text, own[0], own[1], "up", time(started.apply(node.name())), "");
        }
        routing.topology().sessionsOf(node.name()).forEach(session -> line(text, session.protocol(), "BGP", session.state().word(), since(session),
                session.state().info()));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String kind, String state, String since, String info) {
        text.append(String.format(Locale.ROOT, "%-8s %-8s %-8s %-5s  %-10s  %s%n", name, kind, "master", state, since, info));
    }

    /** @return {@code birdc show route}, for what BIRD has of pods: its own blocks and what it learned */
    public String routes() {
        StringBuilder text = new StringBuilder(BANNER);
        routing.announced().stream().sorted(Comparator.comparing(Announced::cidr)).forEach(announced -> entry(announced).ifPresent(entry ->
                text.append(String.format(Locale.ROOT, "%-18s %s%n", announced.cidr(), entry))));
        return text.toString();
    }

    private Optional<String> entry(Announced announced) {
        if (announced.node().equals(node.name())) {
            String at = time(started.apply(node.name()));
            return Optional.of(announced.borrowed() ? "dev cali* [kernel1 " + at + "] * (10)" : "blackhole [static1 " + at + "] * (200)");
        }
        return routing.path(announced, node.name()).map(path -> {
            Session session = session(path);
            boolean near = node.onLink(path.nextHop());
            String from = path.nextHop().equals(path.peer()) ? "" : " from " + path.peer();
            List<String> as = new ArrayList<>();
            path.asPath().forEach(number -> as.add("AS" + number));
            return "via " + (near ? path.nextHop() : node.gateway()) + " on eth0 [" + session.protocol() + " " + since(session) + from + "] * (100/0) ["
                    + (path.learned() == Learned.EXTERNAL ? as.getLast() : "") + "i]";
        });
    }

    private Session session(Path path) {
        return routing.topology().sessionsOf(node.name()).stream().filter(session -> session.other().map(Speaker::name).equals(path.from())
                && session.established()).findFirst().orElseThrow();
    }

    /** @return {@code calicoctl node status} */
    public String status() {
        if (!node.up()) {
            return "Calico process is not running.\n";
        }
        List<String[]> rows = new ArrayList<>();
        routing.topology().sessionsOf(node.name()).stream().sorted(Comparator.comparing(Session::type).thenComparing(Session::peer)).forEach(session ->
                rows.add(new String[] {session.port() == 179 ? session.peer().toString() : "port." + session.port(), session.type().words(),
                    session.state().word(), since(session), session.state().info().replaceAll(" +", " ")}));
        String peers = rows.isEmpty() ? "No IPv4 peers found.\n" : table(List.of("PEER ADDRESS", "PEER TYPE", "STATE", "SINCE", "INFO"), rows);
        return "Calico process is running.\n\nIPv4 BGP status\n" + peers + "\nIPv6 BGP status\nNo IPv6 peers found.\n\n";
    }

    private static String table(List<String> head, List<String[]> rows) {
        int[] widths = head.stream().mapToInt(String::length).toArray();
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        StringBuilder line = new StringBuilder("+");
        StringBuilder text = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            line.append("-".repeat(widths[i] + 2)).append('+');
            int space = widths[i] - head.get(i).length();
            text.append(' ').append(" ".repeat(space / 2)).append(head.get(i)).append(" ".repeat(space - space / 2)).append(" |");
        }
        StringBuilder body = new StringBuilder();
        rows.forEach(row -> {
            body.append('|');
            for (int i = 0; i < row.length; i++) {
                body.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length())).append(" |");
            }
            body.append('\n');
        });
        return line + "\n" + text + "\n" + line + "\n" + body + line + "\n";
    }

    /** @return since when a session is as it is, as BIRD prints it */
    public String since(Session session) {
        Instant mine = started.apply(node.name());
        Instant other = session.other().filter(Speaker.OnNode.class::isInstance).map(Speaker::name).map(started).orElse(mine);
        return time(mine.isAfter(other) ? mine : other);
    }

    private String time(Instant at) {
        return (Duration.between(at, now).compareTo(TODAY) < 0 ? CLOCK : DATE).format(at);
    }
}
