package dev.glassplane.linux.netfilter;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Prints tables as {@code iptables-save} 1.8.9 with the nf_tables back end does ({@code ip6tables-save} for IPv6): tables mangle, raw, filter,
 * nat; built-in chains, then user chains by name; counters zero. The {@code # Generated} and {@code # Completed} lines are left out.
 */
public final class IptablesSave {

    private IptablesSave() {}

    /** @return all iptables tables of the family that hold a chain; empty text if there is none */
    public static String print(Netfilter netfilter, Family family) {
        Map<String, SortedSet<String>> chains = new LinkedHashMap<>();
        BuiltInChains.TABLES.forEach(table -> chains.put(table, new TreeSet<>()));
        for (ChainId id : netfilter.chainIds()) {
            if (id.table().dialect() == Dialect.IPTABLES && id.table().family() == family) {
                SortedSet<String> names = chains.get(id.table().name());
                if (names == null) {
                    throw new IllegalArgumentException("iptables table \"" + id.table().name() + "\": expected one of " + BuiltInChains.TABLES);
                }
                names.add(id.name());
            }
        }
        StringBuilder text = new StringBuilder();
        chains.forEach((table, names) -> {
            if (!names.isEmpty()) {
                appendTable(text, netfilter, TableId.iptables(family, table), names);
            }
        });
        return text.toString();
    }

    private static void appendTable(StringBuilder text, Netfilter netfilter, TableId table, SortedSet<String> userChains) {
        List<String> builtIn = BuiltInChains.of(table.name());
        builtIn.forEach(userChains::remove);
        text.append('*').append(table.name()).append('\n');
        for (String name : builtIn) {
            boolean accept = netfilter.chain(new ChainId(table, name)).flatMap(Chain::base).map(BaseChain::accept).orElse(true);
            text.append(':').append(name).append(accept ? " ACCEPT" : " DROP").append(" [0:0]\n");
        }
        userChains.forEach(name -> text.append(':').append(name).append(" - [0:0]\n"));
        builtIn.forEach(name -> appendRules(text, netfilter, new ChainId(table, name)));
        userChains.forEach(name -> appendRules(text, netfilter, new ChainId(table, name)));
        text.append("COMMIT\n");
    }

    private static void appendRules(StringBuilder text, Netfilter netfilter, ChainId id) {
        netfilter.chain(id).ifPresent(chain -> chain.rules().forEach(rule -> {
            appendRule(text, id, rule);
            text.append('\n');
        }));
    }

    /** @return one rule as iptables-save prints it, {@code -A CHAIN ...}, without a line end */
    public static String rule(ChainId chain, Rule rule) {
        StringBuilder text = new StringBuilder(160);
        appendRule(text, chain, rule);
        return text.toString();
    }

    private static void appendRule(StringBuilder text, ChainId chain, Rule rule) {
        text.append("-A ").append(chain.name());
        appendHeader(text, rule.matches());
        for (Match match : rule.matches()) {
            appendExtension(text, match, chain.table().family());
        }
        appendTarget(text, rule.statement());
    }

    /** The conditions on the IP header come first, in this order, wherever the rule holds them. */
    private static void appendHeader(StringBuilder text, List<Match> matches) {
        single(matches, Match.Source.class).ifPresent(m -> appendCidr(text, "-s", m.cidr(), m.negated()));
        single(matches, Match.Destination.class).ifPresent(m -> appendCidr(text, "-d", m.cidr(), m.negated()));
        single(matches, Match.InInterface.class).ifPresent(m -> appendOption(text, "-i", m.name(), m.negated()));
        single(matches, Match.OutInterface.class).ifPresent(m -> appendOption(text, "-o", m.name(), m.negated()));
        single(matches, Match.ProtocolIs.class).ifPresent(m -> appendOption(text, "-p", m.protocol().word(), m.negated()));
    }

    private static <T extends Match> Optional<T> single(List<Match> matches, Class<T> type) {
        T found = null;
        for (Match match : matches) {
            if (type.isInstance(match)) {
                if (found != null) {
                    throw new IllegalArgumentException("an iptables rule has at most one " + type.getSimpleName() + ", found " + matches);
                }
                found = type.cast(match);
            }
        }
        return Optional.ofNullable(found);
    }

    private static void appendCidr(StringBuilder text, String option, Cidr cidr, boolean negated) {
        if (cidr.prefixLength() > 0 || negated) {
            appendOption(text, option, cidr.toString(), negated);
        }
    }

    private static void appendOption(StringBuilder text, String option, String value, boolean negated) {
        text.append(negated ? " ! " : " ").append(option).append(' ').append(value);
    }

    private static void appendExtension(StringBuilder text, Match match, Family family) {
        switch (match) {
            case Match.Source _, Match.Destination _, Match.InInterface _, Match.OutInterface _, Match.ProtocolIs _ -> { }
            case Match.Comment m -> text.append(" -m comment --comment ").append(quoted(m.text()));
            case Match.ProtocolModule m -> text.append(" -m ").append(m.protocol().word());
            case Match.DestinationPort m -> {
                text.append(" -m ").append(m.protocol().word());
                appendOption(text, "--dport", m.from() == m.to() ? "" + m.from() : m.from() + ":" + m.to(), m.negated());
            }
            case Match.ConnectionState m -> {
                text.append(" -m conntrack");
                appendOption(text, "--ctstate", words(m), m.negated());
            }
            case Match.MarkIs m -> {
                text.append(" -m mark");
                appendOption(text, "--mark", markAndMask(m.value(), m.mask()), m.negated());
            }
            case Match.ConnectionMarkIs m -> {
                text.append(" -m connmark");
                appendOption(text, "--mark", markAndMask(m.value(), m.mask()), m.negated());
            }
            case Match.Multiport m -> {
                text.append(" -m multiport");
                appendOption(text, m.source() ? "--sports" : "--dports", m.ports().stream().map(String::valueOf).collect(Collectors.joining(",")), m.negated());
            }
            case Match.SourceIsLocal m -> {
                text.append(" -m addrtype");
                appendOption(text, "--src-type", "LOCAL", m.negated());
                text.append(m.limitIfaceOut() ? " --limit-iface-out" : "");
            }
            case Match.DestinationIsLocal m -> {
                text.append(" -m addrtype");
                appendOption(text, "--dst-type", "LOCAL", m.negated());
                text.append(m.limitIfaceIn() ? " --limit-iface-in" : "");
            }
            case Match.Probability m -> text.append(" -m statistic --mode random --probability ").append(probability(m.raw()));
            case Match.RecentSet m -> text.append(" -m recent --set").append(recentList(m.list(), family));
            case Match.RecentCheck m -> text.append(" -m recent --rcheck --seconds ").append(m.seconds()).append(" --reap")
                    .append(recentList(m.list(), family));
            case Match.InSet m -> {
                text.append(" -m set");
                appendOption(text, "--match-set", m.set() + " "
                        + m.directions().stream().map(Direction::word).collect(Collectors.joining(",")), m.negated());
            }
            case Match.FromBridgePort m -> text.append(" -m physdev").append(m.negated() ? " !" : "").append(" --physdev-is-in");
            case Match.ByVirtualServer m -> text.append(" -m ipvs --vproto ").append(m.server().protocol().number()).append(" --vaddr ")
                    .append(m.server().address()).append(" --vport ").append(m.server().port());
            case Match.Accounting m -> text.append(" -m nfacct --nfacct-name  ").append(m.name());
            case Match.InNftSet _, Match.AddressIn _, Match.Counter _ -> throw ofNft(match);
        }
    }

    private static IllegalArgumentException ofNft(Object construct) {
        return new IllegalArgumentException("an iptables rule cannot hold what is nft's alone: " + construct);
    }

    private static String words(Match.ConnectionState state) {
        StringBuilder words = new StringBuilder();
        for (ConnectionStateWord word : ConnectionStateWord.values()) {
            if (state.words().contains(word)) {
                words.append(words.isEmpty() ? "" : ",").append(word);
            }
        }
        return words.toString();
    }

    private static String recentList(String list, Family family) {
        String mask = family == Family.IPV4 ? "255.255.255.255" : "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
        return " --name " + list + " --mask " + mask + " --rsource";
    }

    private static String markAndMask(int value, int mask) {
        return mask == -1 ? "0x" + Integer.toHexString(value) : "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
    }

    /** The kernel keeps a probability in 31 bits; eleven decimals are enough to tell them apart. */
    static String probability(long raw) {
        return String.format(java.util.Locale.ROOT, "%.11f", raw / (double) (1L << 31));
    }

    /** iptables leaves a word of letters, digits, {@code -} and {@code _} bare and quotes everything else. */
    static String quoted(String text) {
        boolean bare = !text.isEmpty() && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
        return bare ? text : '"' + text.replaceAll("([\"\\\\'])", "\\\\$1") + '"';
    }

    private static void appendTarget(StringBuilder text, Statement statement) {
        switch (statement) {
            case Statement.Jump s -> text.append(" -j ").append(s.chain());
            case Statement.Goto s -> text.append(" -g ").append(s.chain());
            case Statement.Return _ -> text.append(" -j RETURN");
            case Statement.Accept _ -> text.append(" -j ACCEPT");
            case Statement.Drop _ -> text.append(" -j DROP");
            case Statement.Reject s -> text.append(" -j REJECT --reject-with ").append(s.with());
            case Statement.Dnat s -> text.append(" -j DNAT --to-destination ").append(s.to());
            case Statement.Snat s -> text.append(" -j SNAT --to-source ").append(s.to()).append(switch (s.port()) {
                case KEEP -> "";
                case RANDOM -> " --random";
                case RANDOM_FULLY -> " --random-fully";
            });
            case Statement.Masquerade s -> text.append(" -j MASQUERADE").append(randomFully(s.randomFully()));
            case Statement.SetMark s -> text.append(" -j MARK --set-xmark ").append(xmark(s.value(), s.mask()));
            case Statement.SetConnectionMark s -> text.append(" -j CONNMARK --set-xmark ").append(xmark(s.value(), s.mask()));
            case Statement.RestoreMark s -> text.append(" -j CONNMARK --restore-mark --nfmask 0x").append(Integer.toHexString(s.mask()))
                    .append(" --ctmask 0x").append(Integer.toHexString(s.mask()));
            case Statement.Nothing _ -> { }
            case Statement.Log s -> text.append(" -j LOG --log-prefix ").append(quoted(s.prefix())).append(" --log-level 5");
            case Statement.VerdictMap _, Statement.RandomVerdict _, Statement.UpdateSet _, Statement.CopyConnectionMark _ -> throw ofNft(statement);
        }
    }

    private static String randomFully(boolean randomFully) {
        return randomFully ? " --random-fully" : "";
    }

    private static String xmark(int value, int mask) {
        return "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
    }
}
