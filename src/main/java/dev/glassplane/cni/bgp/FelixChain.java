package dev.glassplane.cni.bgp;

import dev.glassplane.linux.ipset.Direction;
import dev.glassplane.linux.netfilter.BuiltInChains;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.ChainPart;
import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.netfilter.TableId;
import dev.glassplane.net.Family;
import dev.glassplane.net.Origin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts a chain of Felix's together: rules, each with a first comment {@code cali:HASH}. The hash of a rule goes on from the one before it, the first
 * from the chain's name: SHA-224 of it and of the rule as Felix writes it, with the word HASH in place of the comment ({@code projectcalico/calico:
 * felix/generictables/rules.go}, {@code felix/iptables/match_builder.go, actions.go}).
 */
final class FelixChain {

    static final TableId MANGLE = TableId.iptables(Family.IPV4, "mangle");
    static final TableId FILTER = TableId.iptables(Family.IPV4, "filter");
    static final TableId NAT = TableId.iptables(Family.IPV4, "nat");
    /** Felix puts its jumps at the head of the built-in chains, before kube-proxy's. */
    private static final String HEAD = "010-felix";
    private static final String TAIL = "900-felix";
    private static final int HASH_LENGTH = 16;
    private static final int COMMENT_MAX = 256;

    private final TableId table;
    private final String name;
    private final List<Rule> rules = new ArrayList<>();
    private byte[] hash;
    private final String hashedName;
    private boolean protocolsByName;

    private FelixChain(TableId table, String name, String hashedName) {
        this.table = table;
        this.name = name;
        this.hashedName = hashedName;
        this.hash = digest("SHA-224", hashedName.getBytes(StandardCharsets.UTF_8));
    }

    static FelixChain of(TableId table, String name) {
        return new FelixChain(table, name, name);
    }

    /** The one rule that Felix inserts at the head of a built-in chain. */
    static ChainPart jump(Origin origin, TableId table, String from, String to) {
        return FelixChain.of(table, from).rule(origin, "", new Statement.Jump(to)).part(HEAD);
    }

    /** Rules that Felix appends to a built-in chain. */
    static FelixChain appended(TableId table, String name) {
        return new FelixChain(table, name, name + "*appends*");
    }

    /** The chain of a policy, whose rules name protocols by their words. */
    static FelixChain ofPolicy(String name) {
        FelixChain chain = of(FILTER, name);
        chain.protocolsByName = true;
        return chain;
    }

    /** @param comment for people, may be empty */
    FelixChain rule(Origin origin, String comment, Statement statement, Match... matches) {
        return rule(origin, comment.isEmpty() ? List.of() : List.of(comment), statement, List.of(matches));
    }

    /** @param comments for people */
    FelixChain rule(Origin origin, List<String> comments, Statement statement, List<Match> matches) {
        List<String> words = new ArrayList<>(List.of("-A " + hashedName + " HASH"));
        List<String> escaped = comments.stream().map(FelixChain::escaped).toList();
        escaped.forEach(comment -> words.add("-m comment --comment \"" + comment + "\""));
        matches.stream().map(this::word).forEach(words::add);
        String acts = word(statement);
        if (!acts.isEmpty()) {
            words.add(acts);
        }
        hash = digest("SHA-224", hash, String.join(" ", words).getBytes(StandardCharsets.UTF_8));
        List<Match> all = new ArrayList<>(List.of(new Match.Comment("cali:" + Base64.getUrlEncoder().encodeToString(hash).substring(0, HASH_LENGTH))));
        escaped.stream().map(Match.Comment::new).forEach(all::add);
        all.addAll(matches);
        rules.add(new Rule(origin, all, statement));
        return this;
    }

    /** @return the chain, which others may have too, word for word */
    ChainPart part() {
        return part("500-felix");
    }

    /** @return the rules behind all others of a built-in chain */
    ChainPart last() {
        return part(TAIL);
    }

    private ChainPart part(String order) {
        ChainId id = new ChainId(table, name);
        return new ChainPart(id, BuiltInChains.find(id), order, rules);
    }

    /** What iptables may misread becomes {@code _}, and a comment has at most 256 characters ({@code felix/iptables/table.go}). */
    private static String escaped(String comment) {
        String safe = comment.replaceAll("[^\\w @%+=:,./-]", "_");
        return safe.substring(0, Math.min(safe.length(), COMMENT_MAX));
    }

    private String word(Match match) {
        return switch (match) {
            case Match.InInterface m -> "--in-interface " + m.name();
            case Match.OutInterface m -> "--out-interface " + m.name();
            case Match.ProtocolIs m -> not(m.negated()) + "-p " + (protocolsByName ? m.protocol().word() : Integer.toString(m.protocol().number()));
            case Match.Source m -> not(m.negated()) + "--source " + m.cidr();
            case Match.Destination m -> not(m.negated()) + "--destination " + m.cidr();
            case Match.Multiport m -> "-m multiport " + not(m.negated()) + (m.source() ? "--source-ports " : "--destination-ports ")
                    + m.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
            case Match.MarkIs m -> "-m mark " + not(m.negated()) + "--mark " + hex(m.value()) + "/" + hex(m.mask());
            case Match.ConnectionState m -> "-m conntrack " + not(m.negated()) + "--ctstate " + states(m);
            case Match.InSet m -> "-m set " + not(m.negated()) + "--match-set " + m.set() + " "
                    + m.directions().stream().map(Direction::word).collect(Collectors.joining(","));
            case Match.SourceIsLocal m -> "-m addrtype " + not(m.negated()) + "--src-type LOCAL" + (m.limitIfaceOut() ? " --limit-iface-out" : "");
            case Match.DestinationIsLocal m -> "-m addrtype " + not(m.negated()) + "--dst-type LOCAL";
            case Match.Comment _, Match.ProtocolModule _, Match.DestinationPort _, Match.ConnectionMarkIs _,
                 Match.Probability _, Match.RecentSet _, Match.RecentCheck _, Match.Accounting _, Match.FromBridgePort _, Match.ByVirtualServer _,
                 Match.InNftSet _, Match.AddressIn _, Match.Counter _ -> throw new IllegalArgumentException("Felix programs no rule with " + match);
        };
    }

    private static String not(boolean negated) {
        return negated ? "! " : "";
    }

    private static String hex(int value) {
        return value == 0 ? "0" : "0x" + Integer.toHexString(value);
    }

    /** In the order in which Felix names them. */
    private static String states(Match.ConnectionState match) {
        return java.util.stream.Stream.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED, ConnectionStateWord.INVALID, ConnectionStateWord.DNAT)
                .filter(match.words()::contains).map(Enum::name).collect(Collectors.joining(","));
    }

    private static String word(Statement statement) {
        return switch (statement) {
            case Statement.Jump s -> "--jump " + s.chain();
            case Statement.Goto s -> "--goto " + s.chain();
            case Statement.Accept _ -> "--jump ACCEPT";
            case Statement.Drop _ -> "--jump DROP";
            case Statement.Return _ -> "--jump RETURN";
            case Statement.SetMark s -> "--jump MARK --set-mark " + hex(s.value()) + "/" + hex(s.mask());
            case Statement.Masquerade s -> "--jump MASQUERADE" + (s.randomFully() ? " --random-fully" : "");
            case Statement.Snat s -> "--jump SNAT --to-source " + s.to() + (s.port() == Statement.SourcePort.RANDOM_FULLY ? " --random-fully" : "");
            case Statement.Nothing _ -> "";
            case Statement.Log s -> "--jump LOG --log-prefix \"" + s.prefix() + "\" --log-level 5";
            case Statement.Reject _, Statement.Dnat _, Statement.SetConnectionMark _, Statement.RestoreMark _, Statement.CopyConnectionMark _, Statement.VerdictMap _,
                 Statement.RandomVerdict _, Statement.UpdateSet _ -> throw new IllegalArgumentException("Felix programs no rule that does " + statement);
        };
    }

    static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            Arrays.stream(parts).forEach(digest::update);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
