package dev.glassplane.trace.device;

import dev.glassplane.linux.netfilter.Chain;
import dev.glassplane.linux.netfilter.ChainId;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.NftSet;
import dev.glassplane.linux.netfilter.NftTables;
import dev.glassplane.linux.netfilter.Rule;
import dev.glassplane.linux.netfilter.Statement;
import dev.glassplane.linux.stack.Decision;
import dev.glassplane.linux.stack.HostState;
import dev.glassplane.linux.stack.Lookup;
import dev.glassplane.linux.stack.StackStep;
import dev.glassplane.linux.stack.StepListener;
import dev.glassplane.net.Origin;
import dev.glassplane.net.Packet;
import dev.glassplane.trace.model.Choice;
import dev.glassplane.trace.model.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.commons.numbers.fraction.BigFraction;

/**
 * Turns what a host tells into the steps of a hop: a mark or translation belongs to the rule that made it, and the draws of a chain become one
 * choice.
 */
final class StepRecorder implements StepListener {

    private final HostState host;
    private final NftTables nftTables;
    private final BiFunction<Decision, Packet, Decision> explain;
    private final List<Step> steps = new ArrayList<>();
    private Draws draws;
    private Optional<Packet> packet = Optional.empty();

    /** Questions asked of chance in one visit of one chain: the first asker's position, what was taken last, and how likely all of it was. */
    private record Draws(String chain, int first, int taken, BigFraction probability) {}

    StepRecorder(HostState host) {
        this(host, (decision, _) -> decision);
    }

    /** @param explain says more about a decision on a packet */
    StepRecorder(HostState host, BiFunction<Decision, Packet, Decision> explain) {
        this.host = host;
        this.explain = explain;
        this.nftTables = new NftTables(host.entries());
    }

    List<Step> steps() {
        return steps;
    }

    /** @return the packet as the last translation left it, empty before the host has it */
    Optional<Packet> packet() {
        return packet;
    }

    /** @return who put the element into a keyed table that led to the last rule, if one did: what speaks for a rule that stands for everybody */
    Optional<Origin> ledBy() {
        for (Step step : steps.reversed()) {
            if (step instanceof Step.LookedUp(Lookup lookup) && lookup.origin().isPresent()) {
                return lookup.origin();
            }
            if (!(step instanceof Step.RuleMatched) && !(step instanceof Step.LookedUp)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void on(StackStep step) {
        packet = switch (step) {
            case StackStep.Entered s -> Optional.of(s.packet());
            case StackStep.Originated s -> Optional.of(s.packet());
            case StackStep.Translated s -> Optional.of(s.after());
            case StackStep.Encapsulated s -> Optional.of(s.after());
            case StackStep.Decapsulated s -> Optional.of(s.after());
            case StackStep.Decided s -> s.decision().change().map(StackStep.Translated::after).or(() -> packet);
            case StackStep.Tracked _, StackStep.Matched _, StackStep.ChainEnded _, StackStep.Chose _, StackStep.Marked _, StackStep.Routed _,
                 StackStep.LookedUp _, StackStep.Bridged _, StackStep.Left _, StackStep.DeliveredLocally _ -> packet;
        };
        switch (step) {
            case StackStep.Entered s -> steps.add(new Step.Arrived(s.device(), s.packet()));
            case StackStep.Originated s -> steps.add(new Step.Sent(s.packet()));
            case StackStep.Tracked s -> steps.add(new Step.Tracked(s.state(), s.connection(), s.reply()));
            case StackStep.Matched s -> matched(s);
            case StackStep.ChainEnded s -> {
                draws = null;
                steps.add(new Step.ChainEnded(s.hook(), s.chain(), s.passed(), s.end()));
            }
            case StackStep.Chose s -> chose(s);
            case StackStep.Marked s -> marked(new Step.Mark(s.from(), s.to()));
            case StackStep.Translated s -> translated(new Step.Change(s.kind(), s.before(), s.after()));
            case StackStep.Routed s -> steps.add(new Step.Routed(s.local(), s.rule(), s.route()));
            case StackStep.Bridged s -> steps.add(new Step.Bridged(s.bridge(), s.ip(), s.port()));
            case StackStep.Encapsulated s -> steps.add(new Step.Encapsulated(s.device(), s.origin(), s.before(), s.after()));
            case StackStep.Decapsulated s -> steps.add(new Step.Decapsulated(s.device(), s.before(), s.after()));
            case StackStep.LookedUp s -> steps.add(new Step.LookedUp(s.lookup()));
            case StackStep.Decided s -> steps.add(new Step.Decided(packet.map(now -> explain.apply(s.decision(), now)).orElse(s.decision()),
                    s.decision().change().map(change -> new Step.Change(change.kind(), change.before(), change.after())),
                    s.decision().chosen().map(chosen -> new Choice(chosen.of(), chosen.index(), chosen.probability(), chosen.by()))));
            case StackStep.Left _, StackStep.DeliveredLocally _ -> { } // the device adds these itself, with what it knows
        }
    }

    private void chose(StackStep.Chose step) {
        String place = step.draw().place();
        int slash = place.lastIndexOf('/');
        String chain = place.substring(0, slash);
        boolean same = draws != null && draws.chain().equals(chain);
        int first = same ? draws.first() : Integer.parseInt(place.substring(slash + 1));
        draws = new Draws(chain, first, step.taken(), same ? draws.probability().multiply(step.probability()) : step.probability());
    }

    private void matched(StackStep.Matched step) {
        steps.add(new Step.RuleMatched(step.hook(), step.chain(), step.position(), step.rule(), step.acts(), step.passed(), step.result(),
                Optional.empty(), Optional.empty(), choice(step)));
        draws = null;
    }

    private Optional<Choice> choice(StackStep.Matched step) {
        if (draws != null && draws.chain().equals(step.chain().table().name() + "/" + step.chain().name())) {
            if (step.rule().statement() instanceof Statement.RandomVerdict random) {
                return Optional.of(new Choice(random.verdicts().size(), draws.taken() + 1, draws.probability(), "random"));
            }
            int options = options(step.chain(), draws.first());
            return Optional.of(new Choice(options, step.position() - draws.first() + 1, draws.probability(), "random"));
        }
        boolean remembered = step.rule().matches().stream().anyMatch(match -> match instanceof Match.RecentCheck
                || match instanceof Match.InNftSet set && nftTables.set(step.chain().table(), set.set()).filter(NftSet::dynamic).isPresent());
        return remembered ? Optional.of(new Choice(1, 1, BigFraction.ONE, "affinity")) : Optional.empty();
    }

    private int options(ChainId id, int first) {
        List<Rule> rules = host.netfilter().chain(id).map(Chain::rules).orElseThrow();
        return (int) rules.subList(first - 1, rules.size()).stream()
                .filter(rule -> rule.statement() instanceof Statement.Jump || rule.statement() instanceof Statement.Goto).count();
    }

    private void marked(Step.Mark mark) {
        if (!steps.isEmpty() && steps.getLast() instanceof Step.RuleMatched rule && rule.mark().isEmpty()) {
            steps.set(steps.size() - 1, rule.marked(mark));
        }
    }

    private void translated(Step.Change change) {
        boolean byRule = !steps.isEmpty() && steps.getLast() instanceof Step.RuleMatched rule && rule.change().isEmpty()
                && (rule.rule().statement() instanceof Statement.Dnat || rule.rule().statement() instanceof Statement.Snat
                || rule.rule().statement() instanceof Statement.Masquerade);
        if (byRule) {
            steps.set(steps.size() - 1, ((Step.RuleMatched) steps.getLast()).changed(change));
        } else {
            steps.add(new Step.Translated(change));
        }
    }
}
