package dev.glassplane.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.kernel.KernelLab.Sent;
import dev.glassplane.kernel.Observation.Outcome;
import dev.glassplane.net.Protocol;
import dev.glassplane.scenarios.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Real packets ask many questions about one scenario; the kernel's answers are held against the trace's. */
final class Differential {

    /** Packets of a question whose answer is left to chance. */
    private static final int DRAWS = 2;
    /** Packets of such a question in one round of going every path. */
    private static final int ROUND = 4;
    /** With three equal endpoints one question in a million is not through by then. */
    private static final int ROUNDS_MAX = 12;
    private static final int LAST_PORT = 60_999;
    private static final int SAMPLE = 200;
    /** Standard normal quantile: one of ten million samples lies beyond. */
    private static final double QUANTILE = 5.2;

    private final List<ScenarioQuestion> questions;
    private final KernelLab lab;
    private final List<String> differences = new ArrayList<>();
    private final Map<ScenarioQuestion, Set<Observation>> seen = new HashMap<>();
    private int port = LAST_PORT;
    private int compared;

    private Differential(List<ScenarioQuestion> questions, KernelLab lab) {
        this.questions = questions;
        this.lab = lab;
    }

    /**
     * @param compared    packets whose fate was compared
     * @param differences what did not agree, one text each
     */
    record Result(int compared, List<String> differences) {}

    /** @return what came of asking these questions in namespaces made for the scenario, some of them more than once */
    static Result run(Scenario scenario, List<ScenarioQuestion> questions) {
        return with(scenario, questions, differential -> {
            List<ScenarioQuestion> waiting = new ArrayList<>();
            questions.forEach(question -> waiting.addAll(Collections.nCopies(question.expected().size() > 1 ? DRAWS : 1, question)));
            differential.ask(waiting);
            differential.sample();
        });
    }

    /** @return what came of asking until every path of the trace was taken */
    static Result everyPath(Scenario scenario, List<ScenarioQuestion> questions) {
        return with(scenario, questions, differential -> {
            List<ScenarioQuestion> open = questions;
            for (int round = 0; round < ROUNDS_MAX && !open.isEmpty(); round++) {
                differential.ask(open.stream().flatMap(question -> Collections.nCopies(question.expected().size() > 1 ? ROUND : 1, question).stream()).toList());
                open = questions.stream().filter(question -> !differential.seen.get(question).containsAll(question.expected())).toList();
            }
            open.forEach(question -> differential.differences.add(question.text() + ": after " + ROUNDS_MAX * ROUND + " packets the kernel took only "
                    + differential.seen.get(question) + " of " + question.expected()));
        });
    }

    private static Result with(Scenario scenario, List<ScenarioQuestion> questions, Consumer<Differential> asking) {
        try (KernelLab lab = ScenarioTopology.open(scenario, questions)) {
            Differential differential = new Differential(questions, lab);
            scenario.dataplane().nodes().keySet().forEach(node -> assertThat(lab.loadedTables(node)).as("tables of %s", node)
                    .isEqualTo(lab.printedTables(node)));
            asking.accept(differential);
            return new Result(differential.compared, differential.differences);
        }
    }

    private void ask(List<ScenarioQuestion> all) {
        List<ScenarioQuestion> waiting = new ArrayList<>(all);
        while (!waiting.isEmpty()) {
            List<ScenarioQuestion> batch = batch(waiting);
            lab.forgetSources();
            List<Observation> answers = lab.probe(batch.stream().map(question -> new Sent(question.sender(), question.from(port--))).toList());
            for (int i = 0; i < batch.size(); i++) {
                compared++;
                seen.computeIfAbsent(batch.get(i), _ -> new HashSet<>()).add(answers.get(i));
                if (!batch.get(i).expected().contains(answers.get(i))) {
                    differences.add(batch.get(i).text() + "\n  kernel: " + answers.get(i) + "\n  trace:  " + batch.get(i).expected());
                }
            }
        }
    }

    /** Takes packets that do not disturb each other: a Service with affinity is asked once, since after source NAT two senders may be one client. */
    private static List<ScenarioQuestion> batch(List<ScenarioQuestion> waiting) {
        List<ScenarioQuestion> batch = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (Iterator<ScenarioQuestion> rest = waiting.iterator(); rest.hasNext() && batch.size() < RuleTrace.TAGS; ) {
            ScenarioQuestion question = rest.next();
            if (question.affinity().isEmpty() || asked.add(question.affinity().get())) {
                batch.add(question);
                rest.remove();
            }
        }
        return batch;
    }

    /** Of the questions that leave something to chance one is asked often enough to see the shares. */
    private void sample() {
        questions.stream().filter(question -> question.packet().protocol() == Protocol.TCP && question.affinity().isEmpty()
                && question.expected().size() > 1 && question.expected().stream().allMatch(seen -> seen.outcome() == Outcome.ANSWERED))
                .findFirst().ifPresent(this::sample);
    }

    private void sample(ScenarioQuestion question) {
        Map<String, Double> shares = new HashMap<>();
        question.shares().forEach((seen, share) -> shares.merge(seen.answeredBy() + " " + seen.answeredAt(), share.doubleValue(), Double::sum));
        Map<String, Integer> counted = new HashMap<>();
        lab.probes(question.sender(), question.from(0), SAMPLE).forEach(seen -> counted.merge(seen.answeredBy() + " " + seen.answeredAt(), 1, Integer::sum));
        double chiSquare = shares.entrySet().stream().mapToDouble(entry ->
                Math.pow(counted.getOrDefault(entry.getKey(), 0) - entry.getValue() * SAMPLE, 2) / (entry.getValue() * SAMPLE)).sum();
        if (!shares.keySet().containsAll(counted.keySet()) || chiSquare > critical(shares.size() - 1)) {
            differences.add(question.text() + "\n  kernel, of " + SAMPLE + ": " + counted + "\n  trace:  " + shares + ", chi square " + chiSquare);
        }
    }

    /** Chi square that one sample in ten million exceeds (Wilson and Hilferty's approximation). */
    private static double critical(int freedom) {
        double part = 2.0 / (9 * Math.max(1, freedom));
        return Math.max(1, freedom) * Math.pow(1 - part + QUANTILE * Math.sqrt(part), 3);
    }
}
