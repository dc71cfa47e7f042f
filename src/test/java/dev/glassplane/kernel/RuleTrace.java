package dev.glassplane.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The kernel's own trace of one namespace ({@code nft monitor trace}): which rules, by position, matched the first packet of each probe. Probes
 * are told apart by their traffic class, which no translation touches; answers do not have it.
 */
final class RuleTrace implements AutoCloseable {

    /** Packets to this port of 127.0.0.1 are markers: the trace sees them and they go no further. */
    static final int MARK_PORT = 9;
    /** Probes that can be told apart: values of the six bits of a DSCP, but for 0. */
    static final int TAGS = 63;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String TABLE = "gptrace";
    /** In a tunnel the first packet is told by the inner header: protocol at 39 bytes behind the outer UDP header's begin, TCP flags at 63, ICMP type at 50;
     *  in IPIP without those 30 bytes. All packets between two nodes are one connection there: a zone for each makes every probe the first one. */
    private static final String SETUP = """
            table inet gptrace {
              chain tunnel {
                @th,312,8 6 @th,504,8 & 0x12 == 0x2 meta nftrace set 1
                @th,312,8 17 meta nftrace set 1
                @th,312,8 1 @th,400,8 8 meta nftrace set 1
              }
              chain ipip {
                @th,72,8 6 @th,264,8 & 0x12 == 0x2 meta nftrace set 1
                @th,72,8 17 meta nftrace set 1
                @th,72,8 1 @th,160,8 8 meta nftrace set 1
              }
              chain first {
                udp dport { 4789, 8472 } goto tunnel
                ip protocol 4 goto ipip
                tcp flags & (syn | ack) == syn meta nftrace set 1
                meta l4proto udp meta nftrace set 1
                icmp type echo-request meta nftrace set 1
                icmpv6 type echo-request meta nftrace set 1
              }
              chain pre {
                type filter hook prerouting priority -400
                ip protocol 4 ct zone set numgen inc mod 32000
                ip dscp != 0 goto first
                ip6 dscp != 0 goto first
              }
              chain out {
                type filter hook output priority -400
                ip daddr 127.0.0.1 udp dport 9 meta nftrace set 1 drop
                ip protocol 4 ct zone set numgen inc mod 32000 offset 32000
                ip dscp != 0 goto first
                ip6 dscp != 0 goto first
              }
            }
            """;
    private static final Pattern LINE = Pattern.compile("trace id (\\w+) (\\w+) (\\S+) (\\S+) (packet:|rule|return|policy|unknown)(.*)");
    private static final Pattern TAG = Pattern.compile(" ip6? dscp (\\w+) ");
    private static final Pattern RULE = Pattern.compile(".*# handle (\\d+) \\(verdict (.*)\\)\\s*");

    private static final int MARKERS = 1000;
    private static final int UDP_HEADER = 8;

    /** Puts a marker packet with so many bytes on the way. */
    interface Marker {
        void send(int bytes);
    }

    private final String namespace;
    private final Process monitor;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final LoadedRules loaded;
    private final Marker marker;
    private int markers;

    /** Carries Felix's mark to the program behind a TUN device, in bits of the header that nobody reads. Only where there is one: with a chain at
     *  this hook IPv6 packets that loop back are no longer traced. */
    private static final String TUNNEL = """
            table inet gptrace {
              chain post {
                type filter hook postrouting priority 400
                oifname tunl0 meta mark & 0x10000 == 0x10000 ip ecn set ect1
              }
            }
            """;

    RuleTrace(String namespace, boolean hasTunnel, Marker marker) {
        this.namespace = namespace;
        this.marker = marker;
        Commands.run(hasTunnel ? SETUP + TUNNEL : SETUP, "ip", "netns", "exec", namespace, "nft", "-f", "-");
        loaded = LoadedRules.in(namespace);
        try {
            // with tables of both families nft complains of extensions of iptables in mid-line
            monitor = new ProcessBuilder("ip", "netns", "exec", namespace, "nft", "-n", "-a", "monitor", "trace")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::read);
        try {
            sendMarker();
            drain(true);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * The rules of a namespace as they are loaded: numbered from 1 in each chain, where the trace names them by handle.
     *
     * @param positions by {@code family table chain handle}
     * @param lengths   by {@code family table chain}
     */
    private record LoadedRules(Map<String, Integer> positions, Map<String, Integer> lengths) {

        static LoadedRules in(String namespace) {
            JsonNode ruleset = JsonMapper.shared().readTree(Commands.run(List.of("ip", "netns", "exec", namespace, "nft", "-j", "-a", "list", "ruleset")));
            LoadedRules rules = new LoadedRules(new HashMap<>(), new HashMap<>());
            for (JsonNode object : ruleset.get("nftables")) {
                JsonNode rule = object.get("rule");
                if (rule != null) {
                    String chain = rule.get("family").asString() + " " + rule.get("table").asString() + " " + rule.get("chain").asString();
                    rules.positions.put(chain + " " + rule.get("handle").asString(), rules.lengths.merge(chain, 1, Integer::sum));
                }
            }
            return rules;
        }
    }

    private void read() {
        try (BufferedReader reader = monitor.inputReader(StandardCharsets.UTF_8)) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // closed
        }
    }

    /**
     * Reads until the last marker's own packet shows up: the kernel reports in order, so everything before it is complete. Each marker has its own
     * length.
     *
     * @param repeat whether to send markers again and again, because the monitor may not listen yet
     */
    private List<String> drain(boolean repeat) {
        List<String> read = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
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

    /** @return what the rules did with the first packet of each probe since the last call, by its tag; probes that did not come here are left out */
    Map<Integer, RuleVisits> visits() {
        sendMarker();
        Map<Integer, RuleVisits> byTag = new HashMap<>();
        Map<String, RuleVisits> byId = new HashMap<>();
        for (String line : drain(false)) {
            Matcher event = LINE.matcher(line);
            if (!event.matches()) {
                continue;
            }
            String chain = event.group(2) + " " + event.group(3) + " " + event.group(4);
            if (event.group(5).equals("packet:")) {
                Matcher tag = TAG.matcher(event.group(6));
                int number = tag.find() ? Integer.decode(tag.group(1)) : 0;
                byId.remove(event.group(1));
                if (number != 0) {
                    byId.put(event.group(1), byTag.computeIfAbsent(number, _ -> new RuleVisits()));
                }
            }
            RuleVisits visits = byId.get(event.group(1));
            if (visits != null) {
                tell(visits, event, chain);
            }
        }
        return byTag;
    }

    private void tell(RuleVisits visits, Matcher event, String chain) {
        boolean own = event.group(3).equals(TABLE);
        if (own && event.group(5).equals("packet:")) {
            visits.arrives(event.group(6).contains(" ip6 saddr "), event.group(6).contains("iif \"lo\""));
        } else if (!own) {
            switch (event.group(5)) {
                case "packet:" -> visits.enters(chain, loaded.lengths.getOrDefault(chain, 0));
                case "rule" -> rule(visits, event, chain);
                case "policy" -> visits.ends();
                default -> throw new IllegalStateException("the trace says something that is not understood: " + event.group());
            }
        }
    }

    private void rule(RuleVisits visits, Matcher event, String chain) {
        Matcher rule = RULE.matcher(event.group(6));
        if (!rule.matches()) {
            throw new IllegalStateException("a rule of the trace without a handle: " + event.group());
        }
        int position = loaded.positions.get(chain + " " + rule.group(1));
        String[] verdict = rule.group(2).split(" ");
        String target = event.group(2) + " " + event.group(3) + " " + (verdict.length > 1 ? verdict[1] : "");
        visits.matches(chain, position, verdict[0], target, loaded.lengths.getOrDefault(target, 0));
    }

    @Override
    public void close() {
        monitor.destroy();
        Commands.run(List.of("ip", "netns", "exec", namespace, "nft", "delete", "table", "inet", TABLE));
    }
}
