package dev.glassplane.trace.render;

import dev.glassplane.loadbalancer.evaluate.Evaluation;
import dev.glassplane.loadbalancer.evaluate.EvaluationStep;
import dev.glassplane.loadbalancer.evaluate.Headers;
import dev.glassplane.loadbalancer.evaluate.HttpRequest;
import dev.glassplane.loadbalancer.evaluate.Incoming.ClientTls;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.trace.model.HttpAnswer;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Talk;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What load balancers look at, what is said, and what is answered, as lines and as JSON. */
final class HttpRender {

    private HttpRender() {}

    /** A line of what a load balancer did: what it looked at, what it did, and who put it there. */
    record Line(String what, String did, String origin) {}

    /** @param passed whether rules that did not match are listed */
    static List<Line> lines(Evaluation evaluation, boolean passed) {
        List<Line> lines = new ArrayList<>();
        evaluation.steps().forEach(step -> lines(step, passed, lines));
        return lines;
    }

    private static void lines(EvaluationStep step, boolean all, List<Line> lines) {
        switch (step) {
            case EvaluationStep.ListenerChosen s -> lines.add(new Line("listener " + s.listener().name(), s.why(), Words.origin(s.listener().origin())));
            case EvaluationStep.TlsEnded s -> lines.add(new Line("TLS", tls(s), ""));
            case EvaluationStep.RuleMatched s -> {
                passed(s.passed(), all, lines);
                lines.add(new Line(rule(s), dev.glassplane.loadbalancer.evaluate.Words.conditions(s.rule().conditions()) + ": "
                        + dev.glassplane.loadbalancer.evaluate.Words.action(s.rule().action()), Words.origin(s.rule().origin()) + skipped(s.place() - 1)));
            }
            case EvaluationStep.Defaulted s -> {
                passed(s.passed(), all, lines);
                lines.add(new Line("default action", s.passed().isEmpty() ? "there are no rules" : "no rule matches", ""));
            }
            case EvaluationStep.Filtered s -> lines.add(new Line("filter", s.what(), ""));
            case EvaluationStep.Forwarding s -> lines.add(new Line("adds", s.what(), ""));
            case EvaluationStep.BackendChosen s -> lines.add(new Line("backend " + s.backend(), "choice " + s.index() + " of " + s.of() + " by weight, p="
                    + Words.fraction(s.share()), ""));
            case EvaluationStep.TargetChosen s -> lines.add(new Line("target group " + s.group().name(), target(s), Words.origin(s.group().origin())));
            case EvaluationStep.Mirrored s -> lines.add(new Line("mirror", "a copy goes to " + s.to(), ""));
        }
    }

    private static void passed(List<EvaluationStep.Passed> rules, boolean all, List<Line> lines) {
        if (all) {
            rules.forEach(each -> lines.add(new Line("rule " + each.rule().name(), "no match: " + each.because(), "")));
        }
    }

    private static String rule(EvaluationStep.RuleMatched step) {
        return "rule " + (step.rule().priority().isPresent() ? "priority " + step.rule().priority().getAsInt() : step.rule().name());
    }

    private static String skipped(int rules) {
        return rules == 0 ? "" : "  (" + rules + (rules == 1 ? " rule" : " rules") + " passed)";
    }

    private static String tls(EvaluationStep.TlsEnded step) {
        return step.shown().map(Tls.Certificate::reference).map(shown -> "ends here, shows " + shown
                + step.fits().filter(fits -> !fits).map(_ -> ", which is not made out for this name: clients that check it turn away").orElse("")).orElse("no certificate");
    }

    private static String target(EvaluationStep.TargetChosen step) {
        Target target = step.target();
        String who = target.pod().map(pod -> " (pod " + pod.qualifiedName() + ")").orElse(target.node().isEmpty() ? "" : " (node " + target.node() + ")");
        return target.socket() + who + ", " + target.health().state().word() + (target.health().reason().isEmpty() ? "" : " " + target.health().reason())
                + (step.of() > 1 ? "  choice " + step.index() + " of " + step.of() : "") + (step.note().isEmpty() ? "" : "; " + step.note());
    }

    /** @return {@code 301 location: https://...}, with who says so */
    static String answer(Path.Answered answer) {
        HttpAnswer http = answer.http();
        return http.status() + (http.grpcStatus().isPresent() ? ", grpc-status " + http.grpcStatus().getAsInt() : "") + (http.assumed() ? " (assumed)" : "")
                + " from " + http.by() + ": " + http.why() + (http.headers().fields().isEmpty() ? "" : "; " + http.headers())
                + answer.reaches().filter(reaches -> !reaches).map(_ -> "; it does not reach the client").orElse("");
    }

    /** @return what a process is told, for people */
    static String heard(Step.Heard step) {
        Talk talk = step.talk();
        String introduced = talk.proxyProtocol().map(client -> ", PROXY protocol v2 names " + client).orElse("");
        return "hears " + talk.request() + (talk.tls().isPresent() ? " over TLS" : ", no TLS") + " from " + step.packet().source() + introduced;
    }

    static ObjectNode talk(Talk talk) {
        ObjectNode json = request(talk.request()).put("tls", talk.tls().isPresent());
        talk.tls().flatMap(ClientTls::sni).ifPresent(sni -> json.put("sni", sni));
        talk.proxyProtocol().ifPresent(client -> json.put("proxyProtocol", client));
        return json;
    }

    private static ObjectNode request(HttpRequest request) {
        ObjectNode json = object().put("method", request.method()).put("host", request.authority()).put("path", request.path());
        if (!request.query().isEmpty()) {
            json.put("query", request.query());
        }
        json.set("headers", headers(request.headers()));
        return json;
    }

    private static ObjectNode headers(Headers headers) {
        ObjectNode json = object();
        headers.fields().forEach(field -> json.put(field.name(), headers.joined(field.name()).orElseThrow()));
        return json;
    }

    static ObjectNode json(Path.Answered answer) {
        HttpAnswer http = answer.http();
        ObjectNode json = object().put("status", http.status());
        http.grpcStatus().ifPresent(status -> json.put("grpcStatus", status));
        json.put("by", http.by()).put("assumed", http.assumed());
        answer.reaches().ifPresent(reaches -> json.put("reachesClient", reaches));
        json.set("headers", headers(http.headers()));
        return json.put("body", http.body()).put("sentence", http.why());
    }

    /** The evaluation as members of a step. */
    static void put(ObjectNode json, Evaluation evaluation) {
        json.put("hook", "load-balancer").put("table", evaluation.loadBalancer().name()).put("result", Results.word(evaluation.result()));
        evaluation.listener().ifPresent(listener -> json.put("chain", listener.name()));
        evaluation.rule().ifPresent(matched -> {
            json.putObject("rule").put("index", matched.place()).put("text", dev.glassplane.loadbalancer.evaluate.Words.conditions(matched.rule().conditions()) + ": "
                    + dev.glassplane.loadbalancer.evaluate.Words.action(matched.rule().action())).put("name", matched.rule().name());
            json.set("object", StepJson.object(matched.rule().origin()));
            json.put("skipped", matched.place() - 1);
        });
        ArrayNode steps = json.putArray("evaluation");
        lines(evaluation, true).forEach(line -> {
            ObjectNode each = steps.addObject().put("what", line.what()).put("did", line.did());
            if (!line.origin().isEmpty()) {
                each.put("origin", line.origin());
            }
        });
        json.put("evidence", Results.sentence(evaluation.result()));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
