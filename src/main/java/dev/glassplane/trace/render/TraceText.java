package dev.glassplane.trace.render;

import dev.glassplane.dns.Resolution;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.RuleText;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.trace.model.Cost;
import dev.glassplane.trace.model.Hop;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Reply;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.request.Detail;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Text for a terminal, without colours. Summary: rules that only lead on are left out, a line a rule. Full: every rule that matched, as
 * iptables-save prints it, and where chains ended. Minimal: outcome, translations, deliveries; the form that changes least.
 */
public final class TraceText {

    private static final int CHAIN_WIDTH = 34;
    private static final int ACTION_WIDTH = 52;

    private final StringBuilder text = new StringBuilder();
    private final Detail detail;

    private TraceText(Detail detail) {
        this.detail = detail;
    }

    /** @return the answer; every line ends with a line end */
    public static String print(Trace trace, Detail detail) {
        TraceText printer = new TraceText(detail);
        if (detail == Detail.minimal) {
            printer.minimal(trace);
        } else {
            printer.whole(trace);
        }
        return printer.text.toString();
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private void minimal(Trace trace) {
        trace.refusal().ifPresent(sentence -> line("UNSUPPORTED " + sentence));
        for (Path path : trace.paths()) {
            line(path.outcome() + path.code().map(code -> " " + code).orElse("") + " p=" + Words.fraction(path.share()) + " client sees "
                    + Words.sees(path));
            path.there().hops().forEach(hop -> hop.steps().forEach(step -> minimal(hop, step)));
            path.there().end().rule().ifPresent(rule -> line("  " + path.there().hops().getLast().device() + ": "
                    + Words.chain(path.there().end().chain().orElseThrow()) + " " + Words.origin(rule.origin())));
            path.answer().ifPresent(answer -> line("  answer: " + HttpRender.answer(answer)));
            if (path.there().end().code().filter(ReasonCode::ofPolicy).isPresent()) {
                line("  " + path.there().end().sentence());
            }
            path.reply().ifPresent(reply -> {
                reply.leg().hops().forEach(hop -> hop.steps().forEach(step -> minimal(hop, step)));
                line("  return: " + (reply.returned() ? "OK" : reply.end().outcome() + reply.code().map(code -> " " + code).orElse(""))
                        + (reply.asymmetric() ? " asymmetric" : ""));
            });
        }
        trace.notes().forEach(note -> line("  note: " + note));
        if (trace.notExplored().signum() > 0 && trace.paths().size() > 1) {
            line("not explored: " + Words.fraction(trace.notExplored()));
        }
    }

    private void minimal(Hop hop, Step step) {
        switch (step) {
            case Step.RuleMatched rule -> rule.change().ifPresent(change -> line("  " + hop.device() + ": " + Words.change(change)));
            case Step.Translated translated -> line("  " + hop.device() + ": " + Words.change(translated.change()));
            case Step.Fabric fabric -> fabric.change().ifPresent(change -> line("  " + hop.device() + ": " + Words.change(change)));
            case Step.Decided decided -> decided.change().ifPresent(change -> line("  " + hop.device() + ": " + Words.change(change)));
            case Step.Resolved resolved -> line("  " + hop.device() + ": dns " + Words.resolved(resolved.resolution()));
            case Step.Received received -> line("  " + hop.device() + " has " + received.packet());
            case Step.Encapsulated wrapped -> line("  " + hop.device() + ": " + wrapped.device() + " sends it inside " + wrapped.outer());
            case Step.Decapsulated unwrapped -> line("  " + hop.device() + ": " + unwrapped.device() + " takes it out");
            case Step.Filtered filtered -> {
                if (!filtered.ruling().passes()) {
                    line("  " + hop.device() + ": " + filtered.ruling().sentence());
                }
            }
            case Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.Left _, Step.LookedUp _,
                 Step.Logged _, Step.Bridged _ -> { }
            case Step.Balanced balanced -> {
                balanced.evaluation().rule().ifPresent(rule -> line("  " + hop.device() + ": rule " + rule.rule().name() + " [" + Words.origin(rule.rule().origin()) + "]"));
                line("  " + hop.device() + ": " + Results.sentence(balanced.evaluation().result()));
            }
            case Step.Connected opened -> line("  " + hop.device() + " opens " + opened.packet());
            case Step.Heard heard -> {
                line("  " + hop.device() + " " + HttpRender.heard(heard));
                heard.talk().request().headers().fields().forEach(field -> line("    " + field.name().toLowerCase(Locale.ROOT) + ": " + field.value()));
            }
        }
    }

    private void whole(Trace trace) {
        if (trace.refusal().isPresent()) {
            line("UNSUPPORTED  " + trace.refusal().get());
            return;
        }
        String question = trace.packet().orElseThrow() + (trace.target().isEmpty() ? "" : " (" + trace.target() + ")");
        boolean one = trace.paths().size() == 1;
        if (!one) {
            line(question + ": " + trace.paths().size() + " paths: " + trace.shares().entrySet().stream()
                    .map(share -> share.getKey() + " " + Words.fraction(share.getValue())).collect(Collectors.joining(", "))
                    + (trace.notExplored().signum() > 0 ? ", not explored " + Words.fraction(trace.notExplored()) : ""));
        }
        for (int i = 0; i < trace.paths().size(); i++) {
            Path path = trace.paths().get(i);
            String outcome = path.outcome() + path.code().map(code -> " " + code).orElse("");
            if (!one) {
                line("");
            }
            path(path, one ? outcome + "  " + question : "path " + (i + 1) + "  " + outcome);
        }
        line("");
        trace.notes().forEach(note -> line("note:    " + note));
        line("assumed: " + trace.assumptions().stream().map(Enum::name).sorted().collect(Collectors.joining(", ")));
        line("tables:  revision " + trace.revision());
    }

    private void path(Path path, String head) {
        line(head + "  p=" + Words.fraction(path.share()) + "  cost " + cost(path.there().cost(), path.there().costByNode())
                + "  client sees " + Words.sees(path));
        hops(path.there().hops());
        line("why:     " + path.there().end().sentence());
        path.answer().ifPresent(answer -> line("answer:  " + HttpRender.answer(answer)));
        path.reply().ifPresent(this::reply);
    }

    private static String cost(Cost total, Map<String, Cost> byNode) {
        String nodes = byNode.size() < 2 ? "" : byNode.entrySet().stream().map(entry -> entry.getValue().rulesEvaluated() + " on " + entry.getKey())
                .collect(Collectors.joining(", ", " (", ")"));
        String maps = total.mapLookups() == 0 ? "" : ", " + total.mapLookups() + (total.mapLookups() == 1 ? " map look-up, " : " map look-ups, ")
                + total.hashProbes() + (total.hashProbes() == 1 ? " probe" : " probes");
        return total.rulesEvaluated() + " rules" + nodes + maps;
    }

    private void hops(List<Hop> hops) {
        for (int i = 0; i < hops.size(); i++) {
            Hop hop = hops.get(i);
            String ways = (hop.in().isEmpty() ? "" : "  " + hop.in()) + (hop.out().isEmpty() ? "" : (hop.in().isEmpty() ? "  -> " : " -> ") + hop.out());
            String cost = hop.cost().rulesEvaluated() == 0 ? "" : "  (" + hop.cost().rulesEvaluated() + " rules, " + hop.cost().rulesMatched() + " matched)";
            line(String.format(Locale.ROOT, "%2d %s%s%s", i + 1, hop.device(), ways, cost));
            hop.steps().forEach(this::step);
        }
    }

    private void reply(Reply reply) {
        String way = reply.leg().hops().stream().map(hop -> hop.device() + hop.steps().stream().flatMap(step -> switch (step) {
            case Step.Translated translated -> java.util.stream.Stream.of(translated.change().kind());
            case Step.Fabric fabric -> fabric.change().map(Step.Change::kind).stream();
            case Step.RuleMatched rule -> rule.change().map(Step.Change::kind).stream();
            case Step.Decided decided -> decided.change().map(Step.Change::kind).stream();
            case Step.Resolved _, Step.Sent _, Step.Arrived _, Step.Tracked _, Step.ChainEnded _, Step.Routed _, Step.Left _, Step.Received _, Step.LookedUp _,
                 Step.Filtered _, Step.Logged _, Step.Bridged _, Step.Encapsulated _, Step.Decapsulated _, Step.Balanced _, Step.Connected _,
                 Step.Heard _ -> java.util.stream.Stream.<String>empty();
        }).collect(Collectors.joining(", ", " (", ")")).replace(" ()", "")).collect(Collectors.joining(" -> "));
        line("return:  " + way + "  " + (reply.returned() ? "OK" : reply.end().outcome() + reply.code().map(code -> " " + code).orElse(""))
                + (reply.asymmetric() ? ", not the way it came" : ""));
        if (!reply.returned()) {
            line("         " + reply.end().sentence());
        }
        if (detail == Detail.full) {
            hops(reply.leg().hops());
        }
    }

    private void step(Step step) {
        boolean full = detail == Detail.full;
        switch (step) {
            case Step.Resolved resolved -> resolved(resolved);
            case Step.Sent sent -> line("    sends " + sent.packet());
            case Step.Arrived arrived -> {
                if (full) {
                    line("    in by " + arrived.iface() + ": " + arrived.packet());
                }
            }
            case Step.Tracked tracked -> {
                if (full) {
                    line("    conntrack " + tracked.state() + (tracked.reply() ? ", reply direction" : ""));
                }
            }
            case Step.RuleMatched rule -> rule(rule);
            case Step.ChainEnded ended -> {
                if (full) {
                    line("    " + pad(Words.chain(ended.chain()) + " end", CHAIN_WIDTH) + " " + ended.end() + passed(ended.skipped()));
                }
            }
            case Step.Translated translated -> line("    " + pad("conntrack", CHAIN_WIDTH) + " " + Words.change(translated.change()));
            case Step.Routed routed -> line("    " + pad("route", CHAIN_WIDTH) + " " + Words.route(routed));
            case Step.LookedUp asked -> lookup(asked.lookup());
            case Step.Decided decided -> decided(decided);
            case Step.Bridged bridged -> line("    " + pad("bridge " + bridged.bridge(), CHAIN_WIDTH) + " " + bridged.ip() + " is behind " + bridged.port());
            case Step.Encapsulated wrapped -> {
                line("    " + pad(wrapped.device(), CHAIN_WIDTH) + " " + pad(Words.wrapped(wrapped), ACTION_WIDTH) + " [" + Words.origin(wrapped.origin()) + "]");
                line("    " + pad("", CHAIN_WIDTH) + " outer " + wrapped.outer() + ", inner " + wrapped.inner());
            }
            case Step.Decapsulated unwrapped -> line("    " + pad(unwrapped.device(), CHAIN_WIDTH) + " takes " + unwrapped.inner() + " out of " + unwrapped.outer());
            case Step.Left left -> {
                if (full) {
                    line("    out by " + left.iface() + " to " + left.nextHop() + ": " + left.packet());
                }
            }
            case Step.Received received -> line("    has " + received.packet()
                    + (received.listener().isEmpty() ? "  (nobody declared that a process listens there)" : "  " + received.listener()));
            case Step.Fabric fabric -> line("    " + fabric.evidence());
            case Step.Filtered filtered -> line("    " + filtered.ruling().sentence());
            case Step.Logged _ -> { }
            case Step.Balanced balanced -> {
                HttpRender.lines(balanced.evaluation(), full).forEach(each -> line("    " + pad(each.what(), CHAIN_WIDTH) + " "
                        + (each.origin().isEmpty() ? each.did() : pad(each.did(), ACTION_WIDTH) + " [" + each.origin() + "]")));
                if (Results.ends(balanced.evaluation().result())) {
                    line("    " + pad("so", CHAIN_WIDTH) + " " + Results.sentence(balanced.evaluation().result()));
                }
            }
            case Step.Connected opened -> line("    opens a connection of its own: " + opened.packet() + opened.talk().map(talk -> ", " + talk).orElse(""));
            case Step.Heard heard -> {
                line("    " + HttpRender.heard(heard));
                heard.talk().request().headers().fields().forEach(field -> line("        " + field.name().toLowerCase(Locale.ROOT) + ": " + field.value()));
            }
        }
    }

    /** Queries are listed to those who want everything, and where no name was found. */
    private void resolved(Step.Resolved step) {
        line("    " + pad("dns", CHAIN_WIDTH) + " " + pad(Words.resolved(step.resolution()), ACTION_WIDTH) + " "
                + step.resolution().deciding().map(query -> "@" + query.server() + " " + query.who()).orElse("") + (step.way().isEmpty() ? "" : ", " + step.way()));
        if (detail == Detail.full || step.resolution().result() != Resolution.Result.FOUND) {
            step.resolution().queries().forEach(query -> line("        " + query));
        }
    }

    /** A table that gave no answer, or one that the rule says anyway, explains something only to those who want everything. */
    private void lookup(Lookup asked) {
        if (detail == Detail.full || asked.origin().isPresent()) {
            line("    " + pad(asked.table(), CHAIN_WIDTH) + " " + asked.key() + (asked.hit() ? " -> " + asked.value().get() : ": nothing")
                    + asked.origin().map(origin -> "  [" + Words.origin(origin) + "]").orElse("")
                    + (detail == Detail.full ? "  (" + asked.structure().word() + ", " + asked.probes() + (asked.probes() == 1 ? " probe)" : " probes)") : ""));
        }
    }

    private void decided(Step.Decided step) {
        String what = step.change().map(Words::change).orElse(step.decision().result());
        line("    " + pad(step.decision().place(), CHAIN_WIDTH) + " " + pad(what + step.choice().map(Words::choice).orElse(""), ACTION_WIDTH)
                + step.decision().origin().map(origin -> " [" + Words.origin(origin) + "]").orElse("") + "  " + step.decision().evidence());
    }

    private void rule(Step.RuleMatched step) {
        if (detail != Detail.full && leadsOn(step)) {
            return;
        }
        line("    " + pad(Words.chain(step.chain()) + " #" + step.index(), CHAIN_WIDTH) + " " + pad(Words.action(step), ACTION_WIDTH)
                + " [" + Words.origin(step.rule().origin()) + "]" + passed(step.skipped()));
        if (detail == Detail.full) {
            line("        " + RuleText.of(step.chain(), step.rule()));
        }
    }

    /** A standing rule that only passes the packet on explains nothing. */
    private static boolean leadsOn(Step.RuleMatched step) {
        boolean standing = step.rule().origin().kind().isEmpty();
        return switch (step.acts()) {
            case Statement.Jump _, Statement.Goto _ -> standing && step.choice().isEmpty();
            case Statement.Return _ -> standing && step.rule().matches().stream().noneMatch(Match.Destination.class::isInstance);
            case Statement.RestoreMark _, Statement.CopyConnectionMark _ -> step.mark().isEmpty();
            case Statement.SetMark clear -> clear.value() == 0 && step.mark().isEmpty();
            case Statement.Nothing _ -> standing;
            case Statement.Accept _, Statement.Drop _, Statement.Reject _, Statement.Dnat _, Statement.Snat _, Statement.Masquerade _,
                 Statement.SetConnectionMark _, Statement.UpdateSet _, Statement.VerdictMap _, Statement.RandomVerdict _, Statement.Log _ -> false;
        };
    }

    private static String passed(int rules) {
        return rules == 0 ? "" : "  (" + rules + (rules == 1 ? " rule" : " rules") + " passed)";
    }

    private static String pad(String word, int width) {
        return word.length() >= width ? word : word + " ".repeat(width - word.length());
    }
}
