package dev.glassplane.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The kernel's own trace of one namespace ({@code nft monitor trace}): which rule, by position, matched the first packet of a probe. */
final class RuleTrace implements AutoCloseable {

    /** Packets to this port of 127.0.0.1 are markers: the trace sees them and they go no further. */
    static final int MARK_PORT = 9;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TABLE = "gptrace";
    private static final String SETUP = """
            table inet gptrace {
              chain pre {
                type filter hook prerouting priority -400
                tcp flags & (syn | ack) == syn meta nftrace set 1
                meta l4proto udp meta nftrace set 1
              }
              chain out {
                type filter hook output priority -400
                ip daddr 127.0.0.1 udp dport 9 meta nftrace set 1 drop
                tcp flags & (syn | ack) == syn meta nftrace set 1
                meta l4proto udp meta nftrace set 1
              }
            }
            """;
    private static final Pattern LINE = Pattern.compile("trace id (\\w+) (\\w+) (\\S+) (\\S+) (packet:|rule|return|policy|unknown)(.*)");
    private static final Pattern RULE = Pattern.compile(".*# handle (\\d+) \\(verdict (.*)\\)\\s*");

    private static final int MARKERS = 1000;
    private static final int UDP_HEADER = 8;

    /** Puts a marker packet with so many bytes on the way. */
    interface Marker {
        void send(int bytes);
    }

    private final Process monitor;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Map<String, Integer> positions;
    private final Marker marker;
    private int markers;

    RuleTrace(String namespace, Marker marker) {
        this.marker = marker;
        Commands.run(SETUP, "ip", "netns", "exec", namespace, "nft", "-f", "-");
        positions = positions(namespace);
        try {
            monitor = new ProcessBuilder("ip", "netns", "exec", namespace, "nft", "-a", "monitor", "trace").redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::read);
        try {
            drain(true);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Rules are numbered from 1 in each chain; the trace names them by handle. */
    private static Map<String, Integer> positions(String namespace) {
        JsonNode ruleset = JsonMapper.shared().readTree(Commands.run(List.of("ip", "netns", "exec", namespace, "nft", "-j", "-a", "list", "ruleset")));
        Map<String, Integer> perChain = new HashMap<>();
        Map<String, Integer> found = new HashMap<>();
        for (JsonNode object : ruleset.get("nftables")) {
            JsonNode rule = object.get("rule");
            if (rule != null) {
                String chain = rule.get("family").asString() + " " + rule.get("table").asString() + " " + rule.get("chain").asString();
                found.put(chain + " " + rule.get("handle").asString(), perChain.merge(chain, 1, Integer::sum));
            }
        }
        return found;
    }

    private void read() {
        try (BufferedReader reader = monitor.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // closed
        }
    }

    /**
     * Reads until the marker's own packet shows up: the kernel reports in order, so everything before it is complete. Each marker has its own
     * length.
     *
     * @param repeat whether to send markers again and again, because the monitor may not listen yet
     */
    private List<String> drain(boolean repeat) {
        List<String> read = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        sendMarker();
        while (System.nanoTime() < end) {
            try {
                String line = lines.poll(50, TimeUnit.MILLISECONDS);
                if (line == null && repeat) {
                    sendMarker();
                } else if (line != null) {
                    read.add(line);
                    if (isMarker(line) && line.contains("udp length " + (UDP_HEADER + markers) + " ")) {
                        return read;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("the kernel's trace did not show the marker packet; it said " + read);
    }

    private void sendMarker() {
        markers = markers % MARKERS + 1;
        marker.send(markers);
    }

    private static boolean isMarker(String line) {
        return line.contains(" " + TABLE + " out packet:") && line.contains("ip daddr 127.0.0.1 ") && line.contains("udp dport " + MARK_PORT + " ");
    }

    /** Forgets what is still on the way from earlier packets. */
    void restart() {
        drain(false);
        lines.clear();
    }

    /**
     * Of TCP only the packets that open a connection are traced. Over IPv4 a probe ends before it would send a second one, so that all of them are
     * the first packet, which may visit a host more than once. Over IPv6 the first one may be repeated, and of UDP the answers are traced too: there
     * only the first visit counts.
     *
     * @return the rules that the first packet since {@link #restart} matched, {@code table/CHAIN/position verdict}
     */
    List<String> first() {
        List<String> rules = new ArrayList<>();
        Set<String> ids = new LinkedHashSet<>();
        boolean looped = false;
        for (String line : drain(false)) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            boolean continuation = looped && matcher.group(5).equals("packet:") && line.contains(TABLE + " pre packet: iif \"lo\"");
            if (ids.isEmpty() && matcher.group(5).equals("packet:") && !isMarker(line) || continuation && ids.size() < 2
                    || matcher.group(5).equals("packet:") && line.contains(" ip saddr ") && line.contains(" tcp dport ")) {
                ids.add(matcher.group(1));
            }
            looped |= ids.contains(matcher.group(1)) && line.contains("packet:") && line.contains("oif \"lo\"");
            if (ids.contains(matcher.group(1)) && matcher.group(5).equals("rule") && !matcher.group(3).equals(TABLE)) {
                rules.add(rule(matcher));
            }
        }
        return rules;
    }

    private String rule(Matcher matcher) {
        Matcher rule = RULE.matcher(matcher.group(6));
        if (!rule.matches()) {
            throw new IllegalStateException("a rule of the trace without a handle: " + matcher.group());
        }
        Integer position = positions.get(matcher.group(2) + " " + matcher.group(3) + " " + matcher.group(4) + " " + rule.group(1));
        return matcher.group(3) + "/" + matcher.group(4) + "/" + position + " " + rule.group(2).split(" ")[0];
    }

    @Override
    public void close() {
        monitor.destroy();
    }
}
