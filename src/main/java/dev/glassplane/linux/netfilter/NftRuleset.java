package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.entry.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Prints nft's own tables as {@code nft list ruleset} 1.0.6 does; {@code nft -f} loads the text. Tables that iptables owns are left to
 * {@link IptablesSave}. Sets and chains come in the order of their keys, which stands for the order of their making.
 */
public final class NftRuleset {

    private static final String ELEMENTS = "\t\telements = { ";
    private static final String NEXT_LINE = ",\n\t\t\t     ";

    private NftRuleset() {}

    /** @return all tables of nft; empty text if there is none */
    public static String print(Netfilter netfilter, NftTables tables) {
        StringBuilder text = new StringBuilder();
        Map<TableId, List<Chain>> chains = chains(netfilter);
        tables.tables().forEach(table -> appendTable(text, table, chains.getOrDefault(table.key(), List.of()), tables));
        return text.toString();
    }

    /** @return chains of each of nft's tables, in the order in which nft lists them */
    public static Map<TableId, List<Chain>> chains(Netfilter netfilter) {
        Map<TableId, List<ChainId>> ids = new TreeMap<>();
        netfilter.chainIds().stream().filter(id -> id.table().dialect() == Dialect.NFTABLES)
                .forEach(id -> ids.computeIfAbsent(id.table(), _ -> new ArrayList<>()).add(id));
        Map<TableId, List<Chain>> chains = new TreeMap<>();
        ids.forEach((table, list) -> {
            Map<ChainId, String> keys = list.stream().collect(Collectors.toMap(Function.identity(), netfilter::orderKey));
            chains.put(table, list.stream().sorted(Comparator.<ChainId, String>comparing(keys::get).thenComparing(ChainId::name))
                    .map(id -> netfilter.chain(id).orElseThrow()).toList());
        });
        return chains;
    }

    private static void appendTable(StringBuilder text, Entry<TableId, String> table, List<Chain> chains, NftTables tables) {
        text.append("table ").append(name(table.key())).append(" {\n");
        if (!table.value().isEmpty()) {
            text.append("\tcomment \"").append(table.value()).append("\"\n");
        }
        boolean first = true;
        for (Entry<String, NftSet> set : tables.sets(table.key())) {
            text.append(first ? "" : "\n");
            first = false;
            appendSet(text, table.key(), set, tables);
        }
        for (Chain chain : chains) {
            text.append(first ? "" : "\n");
            first = false;
            appendChain(text, chain, tables);
        }
        text.append("}\n");
    }

    private static void appendSet(StringBuilder text, TableId table, Entry<String, NftSet> set, NftTables tables) {
        text.append('\t').append(set.value().verdicts() ? "map " : "set ").append(set.key()).append(" {\n");
        declaration(set.value()).forEach(line -> text.append("\t\t").append(line).append('\n'));
        List<Entry<NftKey, NftElement>> elements = tables.elements(table, set.key());
        if (!elements.isEmpty()) {
            text.append(ELEMENTS);
            int perLine = perLine(set.value());
            for (int i = 0; i < elements.size(); i++) {
                text.append(i == 0 ? "" : i % perLine == 0 ? NEXT_LINE : ", ").append(element(elements.get(i)));
            }
            text.append(" }\n");
        }
        text.append("\t}\n");
    }

    /** @return the table as nft names it: {@code ip kube-proxy} */
    public static String name(TableId table) {
        return switch (table.family()) {
            case IPV4 -> "ip " + table.name();
            case IPV6 -> "ip6 " + table.name();
        };
    }

    /** @return what nft says of a set before its elements, a line each */
    public static List<String> declaration(NftSet set) {
        List<String> lines = new ArrayList<>();
        lines.add("type " + set.key().stream().map(NftValue.Type::word).collect(Collectors.joining(" . ")) + (set.verdicts() ? " : verdict" : ""));
        if (set.size() > 0) {
            lines.add("size " + set.size());
        }
        if (!set.flags().isEmpty()) {
            lines.add("flags " + set.flags().stream().sorted().map(flag -> flag.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(",")));
        }
        set.timeout().ifPresent(timeout -> lines.add("timeout " + time(timeout)));
        set.comment().ifPresent(comment -> lines.add("comment \"" + comment + '"'));
        return lines;
    }

    /** @return an element as nft prints it: {@code 10.100.0.10 . tcp . 80 : goto service-x} */
    public static String element(Entry<NftKey, NftElement> element) {
        return element.key() + element.value().comment().map(comment -> " comment \"" + comment + '"').orElse("")
                + element.value().verdict().map(verdict -> " : " + NftRuleText.statement(verdict)).orElse("");
    }

    /** How many elements nft puts into a line ({@code nftables: src/expression.c}). */
    private static int perLine(NftSet set) {
        if (set.key().size() > 1 || set.verdicts()) {
            return 1;
        }
        return switch (set.key().getFirst()) {
            case IPV4_ADDR -> 2;
            case IPV6_ADDR -> 1;
            case INET_PROTO, INET_SERVICE -> 5;
        };
    }

    /** @return a duration as nft prints it: {@code 1d2h3m4s} */
    static String time(Duration duration) {
        StringBuilder text = new StringBuilder();
        part(text, duration.toDaysPart(), "d");
        part(text, duration.toHoursPart(), "h");
        part(text, duration.toMinutesPart(), "m");
        part(text, duration.toSecondsPart(), "s");
        part(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void part(StringBuilder text, long number, String unit) {
        text.append(number == 0 ? "" : number + unit);
    }

    private static void appendChain(StringBuilder text, Chain chain, NftTables tables) {
        text.append("\tchain ").append(chain.id().name()).append(" {\n");
        tables.comment(chain.id()).ifPresent(comment -> text.append("\t\tcomment \"").append(comment).append("\"\n"));
        chain.base().ifPresent(base -> text.append("\t\t").append(base(base)).append('\n'));
        chain.rules().forEach(rule -> text.append("\t\t").append(NftRuleText.rule(chain.id(), rule)).append('\n'));
        text.append("\t}\n");
    }

    /** @return what nft says of a base chain: {@code type filter hook input priority filter; policy accept;} */
    public static String base(BaseChain base) {
        return "type " + base.type().name().toLowerCase(Locale.ROOT) + " hook " + base.hook().name().toLowerCase(Locale.ROOT) + " priority "
                + priority(base.hook(), base.priority()) + "; policy " + (base.accept() ? "accept" : "drop") + ";";
    }

    /** nft names a priority that is at most ten away from one with a name ({@code nftables: src/rule.c}); two names hold for one hook each. */
    private static String priority(Hook hook, int priority) {
        Map<String, Integer> names = Map.of("raw", -300, "mangle", -150, "filter", 0, "security", 50, "dstnat", -100, "srcnat", 100);
        for (Map.Entry<String, Integer> name : names.entrySet()) {
            int off = priority - name.getValue();
            boolean here = switch (name.getKey()) {
                case "dstnat" -> hook == Hook.PREROUTING;
                case "srcnat" -> hook == Hook.POSTROUTING;
                default -> true;
            };
            if (here && Math.abs(off) <= 10) {
                return name.getKey() + (off == 0 ? "" : off > 0 ? " + " + off : " - " + -off);
            }
        }
        return Integer.toString(priority);
    }
}
