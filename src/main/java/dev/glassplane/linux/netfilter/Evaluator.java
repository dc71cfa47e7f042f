package dev.glassplane.linux.netfilter;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Walks a base chain with a packet: jump, goto and return as the kernel knows them ({@code linux: net/netfilter/nf_tables_core.c}). What is
 * reported as passed is what the kernel evaluates, although an index leads past rules that cannot match.
 */
public final class Evaluator {

    /** The kernel refuses deeper jumps (NFT_JUMP_STACK_SIZE). */
    static final int DEPTH_MAX = 16;
    /** Chains entered in one walk; more can only be a loop, which the kernel would not have loaded. */
    static final int VISITS_MAX = 10_000;

    private final Netfilter netfilter;
    private final PacketView view;
    private final boolean indexed;
    private final Deque<Visit> callers = new ArrayDeque<>();
    private int visits;

    private Evaluator(Netfilter netfilter, PacketView view, boolean indexed) {
        this.netfilter = netfilter;
        this.view = view;
        this.indexed = indexed;
    }

    /**
     * @param base a base chain of the tables
     * @throws IllegalStateException if a rule jumps to a chain that does not exist, or too deep: the kernel would not have loaded it
     */
    public static Verdict walk(Netfilter netfilter, Chain base, PacketView view) {
        return new Evaluator(netfilter, view, true).walk(base);
    }

    static Verdict walkLinear(Netfilter netfilter, Chain base, PacketView view) {
        return new Evaluator(netfilter, view, false).walk(base);
    }

    /** A chain under way. {@code next} is the index of the next rule, {@code passed} counts rules since the last match. */
    private static final class Visit {
        final Chain chain;
        final ChainIndex.Candidates candidates;
        int next;
        int passed;

        Visit(Chain chain, ChainIndex.Candidates candidates) {
            this.chain = chain;
            this.candidates = candidates;
        }
    }

    private Visit enter(Chain chain) {
        if (++visits > VISITS_MAX) {
            throw new IllegalStateException("more than " + VISITS_MAX + " chains entered, the last one " + chain.id() + ": a loop");
        }
        return new Visit(chain, indexed ? chain.candidates(view.packet()) : ChainIndex.Candidates.ALL);
    }

    private Verdict walk(Chain base) {
        Visit visit = enter(base);
        while (true) {
            Hit hit = advance(visit);
            Optional<Verdict> verdict = Optional.empty();
            if (hit == null) {
                view.ended(visit.chain.id(), visit.passed, callers.isEmpty() ? policy(base) : "return");
            } else {
                view.matched(visit.chain.id(), visit.next, hit.rule(), hit.acts(), visit.passed, result(hit.acts()));
                visit.passed = 0;
                verdict = act(visit.chain.id(), hit);
            }
            if (verdict.isPresent()) {
                return verdict.get();
            }
            boolean leave = hit == null || hit.acts() instanceof Statement.Return;
            if (leave && callers.isEmpty()) {
                if (hit != null) {
                    view.ended(visit.chain.id(), 0, policy(base));
                }
                return byPolicy(base);
            }
            visit = leave ? callers.pop() : follow(visit, hit.acts());
        }
    }

    /** A rule that matched, and what it does: its statement, or the verdict that it took from a map. */
    private record Hit(Rule rule, Statement acts) {}

    /** @return the next rule that matches, or null at the end of the chain */
    private Hit advance(Visit visit) {
        int end = visit.chain.rules().size();
        while (visit.next < end) {
            int at = visit.candidates.next(visit.next, end);
            visit.passed += at - visit.next;
            visit.next = at;
            if (at == end) {
                return null;
            }
            visit.next++;
            Rule rule = visit.chain.rules().get(at);
            Optional<Statement> acts = Matcher.matches(visit.chain.id(), visit.next, rule, view)
                    ? resolve(visit.chain.id(), visit.next, rule.statement()) : Optional.empty();
            if (acts.isPresent()) {
                return new Hit(rule, acts.get());
            }
            visit.passed++;
        }
        return null;
    }

    /** @return what the statement comes to for this packet; empty if a map or a full set breaks the rule off */
    private Optional<Statement> resolve(ChainId chain, int position, Statement statement) {
        return switch (statement) {
            case Statement.VerdictMap map -> PacketField.key(map.key(), view.packet())
                    .flatMap(key -> SetLookups.verdict(chain.table(), map.map(), key, view));
            case Statement.RandomVerdict random -> Optional.of(draw(chain, position, random.verdicts()));
            case Statement.UpdateSet update -> PacketField.key(List.of(update.field()), view.packet())
                    .filter(key -> SetLookups.update(chain.table(), update.set(), key, view)).map(_ -> update);
            case Statement.Jump _, Statement.Goto _, Statement.Return _, Statement.Accept _, Statement.Drop _, Statement.Reject _,
                 Statement.Dnat _, Statement.Snat _, Statement.Masquerade _, Statement.SetMark _, Statement.SetConnectionMark _,
                 Statement.RestoreMark _, Statement.Nothing _, Statement.Log _ -> Optional.of(statement);
            case Statement.CopyConnectionMark _ -> view.connection().map(_ -> statement);
        };
    }

    private Statement draw(ChainId chain, int position, List<Statement> verdicts) {
        int options = verdicts.size();
        int taken = options == 1 ? 0 : view.draw(chain.table().name() + "/" + chain.name() + "/" + position,
                Collections.nCopies(options, BigFraction.of(1, options)));
        Statement verdict = verdicts.get(taken);
        view.lookedUp(new SetLookup("anonymous map", Integer.toString(taken), Optional.of(NftRuleText.statement(verdict)), false, Optional.empty()));
        return verdict;
    }

    private Visit follow(Visit visit, Statement statement) {
        return switch (statement) {
            case Statement.Jump jump -> {
                callers.push(visit);
                if (callers.size() > DEPTH_MAX) {
                    throw new IllegalStateException("more than " + DEPTH_MAX + " nested jumps at " + visit.chain.id() + ": a loop?");
                }
                yield enter(target(visit.chain.id(), jump.chain()));
            }
            case Statement.Goto jump -> enter(target(visit.chain.id(), jump.chain()));
            case Statement.Return _, Statement.Accept _, Statement.Drop _, Statement.Reject _, Statement.Dnat _, Statement.Snat _,
                 Statement.Masquerade _, Statement.SetMark _, Statement.SetConnectionMark _, Statement.RestoreMark _,
                 Statement.CopyConnectionMark _, Statement.Nothing _, Statement.Log _, Statement.UpdateSet _, Statement.VerdictMap _, Statement.RandomVerdict _ -> visit;
        };
    }

    private Chain target(ChainId from, String name) {
        return netfilter.chain(new ChainId(from.table(), name)).orElseThrow(() -> new IllegalStateException(
                "table " + from.table().name() + ": chain " + from.name() + " jumps to " + name + ", which does not exist"));
    }

    private Optional<Verdict> act(ChainId chain, Hit hit) {
        Rule rule = hit.rule();
        switch (hit.acts()) {
            case Statement.Accept _ -> {
                return Optional.of(new Verdict.Accepted());
            }
            case Statement.Drop _ -> {
                return Optional.of(new Verdict.Dropped(chain, Optional.of(rule)));
            }
            case Statement.Reject reject -> {
                return Optional.of(new Verdict.Rejected(chain, rule, reject.with()));
            }
            case Statement.Dnat _, Statement.Snat _, Statement.Masquerade _ -> {
                return Optional.of(new Verdict.Translate(chain, rule, rule.statement()));
            }
            case Statement.SetMark set -> view.setMark(view.mark() & ~set.mask() ^ set.value());
            case Statement.SetConnectionMark set ->
                    view.connection().ifPresent(c -> view.setConnectionMark(c.mark() & ~set.mask() ^ set.value()));
            case Statement.RestoreMark restore ->
                    view.connection().ifPresent(c -> view.setMark(view.mark() & ~restore.mask() ^ c.mark() & restore.mask()));
            case Statement.CopyConnectionMark copy -> view.connection().ifPresent(c -> view.setMark(c.mark() & copy.mask()));
            case Statement.Jump _, Statement.Goto _, Statement.Return _, Statement.Nothing _, Statement.Log _, Statement.UpdateSet _, Statement.VerdictMap _,
                 Statement.RandomVerdict _ -> { }
        }
        return Optional.empty();
    }

    private static String result(Statement statement) {
        return switch (statement) {
            case Statement.Jump _ -> "jump";
            case Statement.Goto _ -> "goto";
            case Statement.Return _ -> "return";
            case Statement.Accept _ -> "accept";
            case Statement.Drop _ -> "drop";
            case Statement.Reject _ -> "reject";
            case Statement.Dnat _ -> "dnat";
            case Statement.Snat _ -> "snat";
            case Statement.Masquerade _ -> "masquerade";
            case Statement.SetMark _, Statement.SetConnectionMark _, Statement.RestoreMark _, Statement.CopyConnectionMark _, Statement.Nothing _, Statement.Log _,
                 Statement.UpdateSet _, Statement.VerdictMap _, Statement.RandomVerdict _ -> "continue";
        };
    }

    private static String policy(Chain base) {
        return base.base().orElseThrow().accept() ? "accept" : "drop";
    }

    private static Verdict byPolicy(Chain base) {
        return base.base().orElseThrow().accept() ? new Verdict.Accepted() : new Verdict.Dropped(base.id(), Optional.empty());
    }
}
