package dev.glassplane.linux;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.ipvs.VirtualServerKey;
import dev.glassplane.linux.netfilter.BaseChain;
import dev.glassplane.linux.netfilter.BuiltInChains;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.RuleSet;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Protocol;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.numbers.fraction.BigFraction;

/** Reads the text of iptables-save into rules, so that tests can state tables as administrators know them. */
public final class IptablesText {

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");
    private static final Origin ORIGIN = Origin.of("test", "iptables-save text");

    private final Family family;
    private final List<String> words;
    private int at;
    private boolean negated;
    private Protocol protocol;
    private final List<Match> matches = new ArrayList<>();
    private Statement statement = new Statement.Nothing();

    private IptablesText(Family family, List<String> words) {
        this.family = family;
        this.words = words;
    }

    /** @return the tables of the text; a line that is not understood fails */
    public static RuleSet parse(Family family, String text) {
        Map<ChainId, List<Rule>> chains = new LinkedHashMap<>();
        Map<ChainId, BaseChain> bases = new LinkedHashMap<>();
        TableId table = null;
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("*")) {
                table = TableId.iptables(family, line.substring(1));
            } else if (line.startsWith(":")) {
                String[] words = line.substring(1).split(" ");
                ChainId id = new ChainId(table, words[0]);
                chains.put(id, new ArrayList<>());
                BuiltInChains.find(id).ifPresent(b -> bases.put(id, new BaseChain(b.type(), b.hook(), b.priority(), words[1].equals("ACCEPT"))));
            } else if (line.startsWith("-A ")) {
                List<String> words = words(line);
                chains.computeIfAbsent(new ChainId(table, words.get(1)), _ -> new ArrayList<>())
                        .add(new IptablesText(family, words.subList(2, words.size())).rule(line));
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.equals("COMMIT")) {
                throw new IllegalArgumentException("not a line of iptables-save: " + line);
            }
        }
        return RuleSet.EMPTY.with(chains.entrySet().stream().map(entry -> new ChainPart(entry.getKey(),
                Optional.ofNullable(bases.get(entry.getKey())), "", entry.getValue())).toList());
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(2) != null ? matcher.group(2) : matcher.group(1).replaceAll("\\\\(.)", "$1"));
        }
        return words;
    }

    private String next() {
        return words.get(at++);
    }

    private boolean nextIs(String word) {
        boolean is = at < words.size() && words.get(at).equals(word);
        at += is ? 1 : 0;
        return is;
    }

    private Rule rule(String line) {
        while (at < words.size()) {
            negated = nextIs("!");
            String option = next();
            switch (option) {
                case "-s" -> matches.add(new Match.Source(Cidr.parse(next()), negated));
                case "-d" -> matches.add(new Match.Destination(Cidr.parse(next()), negated));
                case "-i" -> matches.add(new Match.InInterface(next(), negated));
                case "-o" -> matches.add(new Match.OutInterface(next(), negated));
                case "-p" -> {
                    String word = next();
                    protocol = word.equals("ipv6-icmp") ? Protocol.ICMPV6 : Protocol.parse(word);
                    matches.add(new Match.ProtocolIs(protocol));
                }
                case "-m" -> module(next());
                case "-j" -> statement = target(next());
                case "-g" -> statement = new Statement.Goto(next());
                default -> throw new IllegalArgumentException(option + " in " + line);
            }
        }
        return new Rule(ORIGIN, matches, statement);
    }

    private String option(String name) {
        negated = nextIs("!");
        if (!nextIs(name)) {
            throw new IllegalArgumentException("expected " + name + " at " + words.subList(at, words.size()));
        }
        return next();
    }

    private void module(String name) {
        matches.add(switch (name) {
            case "comment" -> new Match.Comment(option("--comment"));
            case "tcp", "udp", "sctp" -> ports(Protocol.parse(name));
            case "conntrack" -> {
                String[] states = option("--ctstate").split(",");
                yield new Match.ConnectionState(Arrays.stream(states).map(ConnectionStateWord::valueOf).collect(Collectors.toSet()), negated);
            }
            case "mark" -> {
                int[] mark = mark(option("--mark"));
                yield new Match.MarkIs(mark[0], mark[1], negated);
            }
            case "connmark" -> {
                int[] mark = mark(option("--mark"));
                yield new Match.ConnectionMarkIs(mark[0], mark[1], negated);
            }
            case "addrtype" -> addressType();
            case "statistic" -> {
                option("--mode");
                double value = Double.parseDouble(option("--probability"));
                yield new Match.Probability(BigFraction.from(value, 1000), Math.round(value * (1L << 31)));
            }
            case "recent" -> recent();
            case "set" -> {
                String set = option("--match-set");
                boolean not = negated;
                yield new Match.InSet(set, Arrays.stream(next().split(",")).map(word -> Direction.valueOf(word.toUpperCase(Locale.ROOT))).toList(), not);
            }
            case "physdev" -> {
                boolean not = nextIs("!");
                at++;
                yield new Match.FromBridgePort(not);
            }
            case "ipvs" -> virtualServer();
            case "nfacct" -> new Match.Accounting(option("--nfacct-name"));
            default -> throw new IllegalArgumentException("-m " + name);
        });
    }

    private Match ports(Protocol module) {
        int start = at;
        boolean not = nextIs("!");
        if (!nextIs("--dport")) {
            at = start;
            return new Match.ProtocolModule(module);
        }
        String[] range = next().split(":");
        return new Match.DestinationPort(module, Integer.parseInt(range[0]), Integer.parseInt(range[range.length - 1]), not);
    }

    private Match addressType() {
        boolean not = nextIs("!");
        boolean source = nextIs("--src-type");
        at += source ? 1 : 2;
        return source ? new Match.SourceIsLocal(not) : new Match.DestinationIsLocal(not, nextIs("--limit-iface-in"));
    }

    private Match virtualServer() {
        int number = Integer.parseInt(option("--vproto"));
        Protocol served = Arrays.stream(Protocol.values()).filter(candidate -> candidate.number() == number).findFirst().orElseThrow();
        Ip address = Ip.parse(option("--vaddr"));
        return new Match.ByVirtualServer(new VirtualServerKey(served, address, Integer.parseInt(option("--vport"))));
    }

    private Match recent() {
        boolean set = nextIs("--set");
        int seconds = set ? 0 : rcheckSeconds();
        String list = option("--name");
        at += 3;
        return set ? new Match.RecentSet(list) : new Match.RecentCheck(list, seconds);
    }

    private int rcheckSeconds() {
        nextIs("--rcheck");
        int seconds = Integer.parseInt(option("--seconds"));
        nextIs("--reap");
        return seconds;
    }

    private static int[] mark(String text) {
        String[] parts = text.split("/");
        return new int[] {Long.decode(parts[0]).intValue(), parts.length == 1 ? -1 : Long.decode(parts[1]).intValue()};
    }

    private Statement target(String name) {
        return switch (name) {
            case "ACCEPT" -> new Statement.Accept();
            case "DROP" -> new Statement.Drop();
            case "RETURN" -> new Statement.Return();
            case "REJECT" -> new Statement.Reject(option("--reject-with"));
            case "DNAT" -> new Statement.Dnat(ipPort(option("--to-destination")));
            case "SNAT" -> new Statement.Snat(Ip.parse(option("--to-source")), sourcePort());
            case "MASQUERADE" -> new Statement.Masquerade(nextIs("--random-fully"));
            case "MARK" -> {
                int[] mark = mark(option("--set-xmark"));
                yield new Statement.SetMark(mark[0], mark[1]);
            }
            case "CONNMARK" -> {
                if (nextIs("--restore-mark")) {
                    int mask = mark(option("--nfmask"))[0];
                    option("--ctmask");
                    yield new Statement.RestoreMark(mask);
                }
                int[] mark = mark(option("--set-xmark"));
                yield new Statement.SetConnectionMark(mark[0], mark[1]);
            }
            default -> new Statement.Jump(name);
        };
    }

    private Statement.SourcePort sourcePort() {
        return nextIs("--random-fully") ? Statement.SourcePort.RANDOM_FULLY : nextIs("--random") ? Statement.SourcePort.RANDOM : Statement.SourcePort.KEEP;
    }

    private IpPort ipPort(String text) {
        int colon = text.lastIndexOf(':');
        String ip = text.substring(0, colon);
        return new IpPort(Ip.parse(family == Family.IPV6 ? ip.substring(1, ip.length() - 1) : ip), Integer.parseInt(text.substring(colon + 1)));
    }
}
