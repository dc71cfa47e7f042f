package dev.glassplane.kernel;

import dev.glassplane.linux.ipset.IpSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random tables that iptables accepts, for a router 10.0.1.1 (eth0, client 10.0.1.2) and 10.0.2.1 (eth1, servers 10.0.2.2 and 10.0.2.3). */
final class RandomTables {

    private static final int RULES_PER_CHAIN_MAX = 6;
    private static final Map<String, List<String>> BUILT_IN = Map.of("raw", List.of("PREROUTING", "OUTPUT"),
            "mangle", List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
            "nat", List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"), "filter", List.of("INPUT", "FORWARD", "OUTPUT"));
    private static final List<String> USER = List.of("U1", "U2", "U3");

    private final SplittableRandom random;
    private int draws;

    private RandomTables(long seed) {
        random = new SplittableRandom(seed);
    }

    static String text(long seed) {
        RandomTables tables = new RandomTables(seed);
        StringBuilder text = new StringBuilder();
        for (String table : List.of("mangle", "raw", "filter", "nat")) {
            tables.table(text, table);
        }
        return text.toString();
    }

    private void table(StringBuilder text, String table) {
        List<String> user = new ArrayList<>(USER);
        if (table.equals("nat")) {
            user.addFirst("DN");
            user.addFirst("SN");
        }
        text.append('*').append(table).append('\n');
        BUILT_IN.get(table).forEach(chain -> text.append(':').append(chain).append(table.equals("filter") && oneIn(8) ? " DROP" : " ACCEPT")
                .append(" [0:0]\n"));
        user.forEach(chain -> text.append(':').append(chain).append(" - [0:0]\n"));
        for (String chain : BUILT_IN.get(table)) {
            rules(text, table, chain, 0);
        }
        for (String chain : user) {
            rules(text, table, chain, USER.indexOf(chain) + 1);
        }
        text.append("COMMIT\n");
    }

    private void rules(StringBuilder text, String table, String chain, int depth) {
        int count = 1 + random.nextInt(RULES_PER_CHAIN_MAX);
        for (int i = 0; i < count; i++) {
            String header = header(chain);
            String target = target(table, chain, depth);
            boolean ported = target.contains(":") || target.contains("tcp-reset");
            String protocol = ported ? " -p udp" : oneIn(2) ? "" : " -p " + pick("udp", "udp", "tcp");
            String ports = protocol.isEmpty() || oneIn(3) ? "" : " -m " + protocol.substring(4) + maybeNot() + " --dport " + pick("80", "80:90", "81", "53:60");
            text.append("-A ").append(chain).append(header).append(protocol).append(modules()).append(ports).append(target).append('\n');
        }
    }

    private String header(String chain) {
        String source = oneIn(4) ? maybeNot() + " -s " + pick("10.0.1.2/32", "10.0.1.0/24", "10.0.2.0/24", "10.0.1.1/32") : "";
        String destination = oneIn(3) ? maybeNot() + " -d " + pick("10.0.2.2/32", "10.0.2.3/32", "10.0.2.0/24", "10.9.0.9/32", "10.0.1.1/32") : "";
        boolean in = List.of("PREROUTING", "INPUT", "FORWARD").contains(chain);
        boolean out = List.of("FORWARD", "OUTPUT", "POSTROUTING").contains(chain);
        return source + destination + (in && oneIn(5) ? maybeNot() + " -i " + pick("eth0", "eth1", "eth+", "lo") : "")
                + (out && oneIn(5) ? maybeNot() + " -o " + pick("eth0", "eth1", "eth+", "lo") : "");
    }

    private String modules() {
        return switch (random.nextInt(14)) {
            case 0 -> " -m mark" + maybeNot() + " --mark " + pick("0x1/0x1", "0x2/0x2", "0x0/0x3", "0x3");
            case 1 -> " -m connmark" + maybeNot() + " --mark " + pick("0x1/0x1", "0x2/0x2", "0x0/0x3");
            case 2 -> " -m conntrack" + maybeNot() + " --ctstate " + pick("NEW", "RELATED,ESTABLISHED", "INVALID,NEW", "DNAT", "SNAT", "NEW,DNAT");
            case 3 -> " -m addrtype" + maybeNot() + " --dst-type LOCAL";
            case 4 -> " -m addrtype" + maybeNot() + " --src-type LOCAL";
            case 6, 7, 8 -> set();
            case 5 -> draws++ < 4 ? " -m statistic --mode random --probability 0.50000000000" : "";
            default -> "";
        };
    }

    private String set() {
        IpSet set = RandomSets.SETS.get(random.nextInt(RandomSets.SETS.size()));
        StringBuilder directions = new StringBuilder(pick("src", "dst"));
        for (int i = 1; i < set.type().dimensions(); i++) {
            directions.append(',').append(pick("src", "dst", "dst"));
        }
        return " -m set" + maybeNot() + " --match-set " + set.name() + " " + directions;
    }

    private String target(String table, String chain, int depth) {
        if (table.equals("nat") && oneIn(2)) {
            String translation = translation(chain);
            if (!translation.isEmpty()) {
                return translation;
            }
        }
        return switch (random.nextInt(14)) {
            case 0 -> " -j ACCEPT";
            case 1 -> table.equals("filter") ? " -j " + pick("DROP", "REJECT --reject-with icmp-port-unreachable",
                    "REJECT --reject-with icmp-host-prohibited") : " -j ACCEPT";
            case 2 -> table.equals("mangle") || table.equals("raw") ? (oneIn(3) ? " -j DROP" : "") : " -j RETURN";
            case 3 -> " -j RETURN";
            case 4, 5, 6 -> depth >= USER.size() ? "" : " -j " + USER.get(depth + random.nextInt(USER.size() - depth));
            case 7 -> depth >= USER.size() ? "" : " -g " + USER.get(depth + random.nextInt(USER.size() - depth));
            case 8, 9 -> " -j MARK --set-xmark " + pick("0x1/0x1", "0x2/0x2", "0x2/0x0", "0x0/0xffffffff", "0x3/0xffffffff");
            case 10 -> " -j CONNMARK --set-xmark " + pick("0x1/0x1", "0x2/0x2", "0x0/0xffffffff");
            case 11 -> " -j CONNMARK --restore-mark --nfmask 0x3 --ctmask 0x3";
            default -> "";
        };
    }

    /** Translations have their hooks; DN and SN are reached from the right ones only. */
    private String translation(String chain) {
        return switch (chain) {
            case "PREROUTING", "OUTPUT" -> oneIn(2) ? " -j DN" : " -j DNAT --to-destination " + pick("10.0.2.2:80", "10.0.2.3:81", "10.0.1.1:80");
            case "DN" -> " -j DNAT --to-destination " + pick("10.0.2.2:80", "10.0.2.3:81", "10.0.2.3:80");
            case "POSTROUTING" -> oneIn(3) ? " -j MASQUERADE" : oneIn(2) ? " -j SN" : " -j SNAT --to-source " + pick("10.0.1.1", "10.0.2.1");
            case "INPUT" -> oneIn(2) ? " -j SN" : "";
            case "SN" -> " -j SNAT --to-source " + pick("10.0.1.1 --random-fully", "10.0.2.1");
            default -> "";
        };
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String maybeNot() {
        return oneIn(4) ? " !" : "";
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
