package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.loadbalancer.evaluate.EvaluationStep.Passed;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** What a load balancer does with a connection or request. A pure function: chance is asked through {@link Decisions}. */
public final class Evaluator {

    /** Rules that are named among those that did not match; the others are counted by the matching rule's place. */
    static final int PASSED_NAMED_MAX = 20;

    private final LoadBalancer balancer;
    private final Incoming incoming;
    private final Forwarding forwarding;
    private final List<EvaluationStep> steps = new ArrayList<>();

    private Evaluator(LoadBalancer balancer, Optional<LbNode> node, Incoming incoming, Decisions decisions) {
        this.balancer = balancer;
        this.incoming = incoming;
        this.forwarding = new Forwarding(balancer, node, incoming, decisions, steps);
    }

    /**
     * @param node of an AWS load balancer that has the connection; empty for a proxy
     * @return what it does, and why
     */
    public static Evaluation evaluate(LoadBalancer balancer, Optional<LbNode> node, Incoming incoming, Decisions decisions) {
        return new Evaluator(balancer, node, incoming, decisions).run();
    }

    private Evaluation run() {
        return switch (ListenerChoice.choose(balancer, incoming)) {
            case ListenerChoice.None none -> new Evaluation(balancer, Optional.empty(), steps, inGrpc(none.result()));
            case ListenerChoice.One one -> {
                steps.add(new EvaluationStep.ListenerChosen(one.listener(), one.why()));
                Result result;
                try {
                    result = taken(one.listener());
                } catch (NotModelledException e) {
                    result = e.result();
                }
                yield new Evaluation(balancer, Optional.of(one.listener()), steps, inGrpc(result));
            }
        };
    }

    private Result taken(Listener listener) {
        if (listener.protocol().http()) {
            return incoming.request().isEmpty() ? new Result.NoRequest("listener " + listener.name() + " waits for a request of HTTP") : http(listener);
        }
        boolean ends = listener.tls().filter(tls -> tls.mode() == Tls.Mode.TERMINATE).isPresent();
        if (listener.tls().isPresent() && incoming.tls().isEmpty()) {
            return new Result.Closed(Result.How.RESET, "listener " + listener.name() + " expects a TLS handshake");
        }
        if (ends) {
            Optional<Result> refused = handshake(listener.tls().get());
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        List<Passed> passed = new ArrayList<>();
        for (int i = 0; i < listener.rules().size(); i++) {
            Rule rule = listener.rules().get(i);
            Optional<String> broken = rule.conditions().stream().flatMap(condition -> ofConnection(condition).stream()).findFirst();
            if (broken.isEmpty()) {
                steps.add(new EvaluationStep.RuleMatched(rule, i + 1, passed));
                return forwarding.at(rule.name()).flow(rule.action(), listener);
            }
            note(passed, rule, broken.get());
        }
        steps.add(new EvaluationStep.Defaulted(passed));
        return forwarding.at(listener.name()).flow(listener.otherwise(), listener);
    }

    private Optional<String> ofConnection(Condition condition) {
        return switch (condition) {
            case Condition.Sni(var hosts) -> Conditions.sni(hosts, incoming);
            case Condition.SourceIp _, Condition.Unmodelled _ -> Conditions.broken(condition, incoming, HttpRequest.get("", "/"));
            case Condition.Host _, Condition.Path _, Condition.Header _, Condition.Query _, Condition.Method _, Condition.Grpc _ ->
                throw new IllegalStateException("a rule of a listener that reads no requests asks for " + Words.condition(condition));
        };
    }

    private Result http(Listener listener) {
        if (listener.tls().isPresent()) {
            Optional<Result> refused = handshake(listener.tls().get());
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        Optional<Listener> other = ListenerChoice.misdirected(balancer, listener, incoming);
        HttpRequest request = incoming.request().orElseThrow();
        if (other.isPresent()) {
            return new Result.Answered(421, OptionalInt.empty(), Headers.NONE, "", Result.Cause.MISDIRECTED, "host " + request.host() + " belongs to listener "
                    + other.get().name() + ", and the connection was made for listener " + listener.name());
        }
        Optional<Integer> best = listener.hosts() == Listener.Hosts.MOST_SPECIFIC ? mostSpecific(listener, request) : Optional.empty();
        List<Passed> passed = new ArrayList<>();
        for (int i = 0; i < listener.rules().size(); i++) {
            Rule rule = listener.rules().get(i);
            Optional<String> broken = broken(rule, request, best);
            if (broken.isEmpty()) {
                steps.add(new EvaluationStep.RuleMatched(rule, i + 1, passed));
                return forwarding.at(rule.name()).request(rule.filters(), rule.action(), listener, request);
            }
            note(passed, rule, broken.get());
        }
        steps.add(new EvaluationStep.Defaulted(passed));
        return forwarding.at(listener.name()).request(List.of(), listener.otherwise(), listener, request);
    }

    private static void note(List<Passed> passed, Rule rule, String because) {
        if (passed.size() < PASSED_NAMED_MAX) {
            passed.add(new Passed(rule, because));
        }
    }

    private Optional<String> broken(Rule rule, HttpRequest request, Optional<Integer> best) {
        for (Condition condition : rule.conditions()) {
            Optional<String> broken = Conditions.broken(condition, incoming, request);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return best.isPresent() && specificity(rule, request).filter(best.get()::equals).isEmpty()
                ? Optional.of("other rules have a more specific host for " + request.host()) : Optional.empty();
    }

    /** The specificity of the host that decides which rules are asked at all, empty if no host fits. */
    private static Optional<Integer> mostSpecific(Listener listener, HttpRequest request) {
        return listener.rules().stream().flatMap(rule -> specificity(rule, request).stream()).max(Integer::compare);
    }

    private static Optional<Integer> specificity(Rule rule, HttpRequest request) {
        List<HostPattern> hosts = rule.conditions().stream().filter(Condition.Host.class::isInstance).flatMap(host -> ((Condition.Host) host).hosts().stream()).toList();
        return hosts.isEmpty() ? Optional.of(0)
                : hosts.stream().filter(host -> Patterns.fits(host, request.host())).map(Patterns::specificity).max(Integer::compare);
    }

    /** @return the failure, if the client is turned away */
    private Optional<Result> handshake(Tls tls) {
        String name = incoming.tls().flatMap(Incoming.ClientTls::sni).orElse("");
        Optional<Tls.Certificate> fitting = tls.certificates().stream().filter(each -> each.hostnames().stream().anyMatch(host -> Patterns.fits(host, name))).findFirst();
        Optional<Tls.Certificate> shown = fitting.or(() -> tls.certificates().stream().findFirst());
        steps.add(new EvaluationStep.TlsEnded(shown, shown.filter(each -> !each.hostnames().isEmpty()).map(_ -> fitting.isPresent())));
        if (shown.isEmpty()) {
            return Optional.of(new Result.Closed(Result.How.TLS_ERROR, "the listener has no certificate"));
        }
        boolean missing = tls.clients().filter(Tls.ClientValidation::required).isPresent() && incoming.tls().filter(Incoming.ClientTls::certificate).isEmpty();
        return missing ? Optional.of(new Result.Closed(Result.How.TLS_ERROR, "the listener asks for a certificate of the client, signed by "
                + tls.clients().get().authorities().stream().collect(Collectors.joining(", ")) + ", and the client shows none")) : Optional.empty();
    }

    /** A proxy tells a gRPC client in gRPC's words (envoyproxy/envoy: source/common/grpc/status.cc). */
    private Result inGrpc(Result result) {
        boolean grpc = balancer.provider() == Provider.PROXY && incoming.request().filter(HttpRequest::grpc).isPresent();
        if (!grpc || !(result instanceof Result.Answered answered)) {
            return result;
        }
        int status = switch (answered.status()) {
            case 400 -> 13;
            case 401 -> 16;
            case 403 -> 7;
            case 404 -> 12;
            case 429, 502, 503, 504 -> 14;
            default -> 2;
        };
        return new Result.Answered(200, OptionalInt.of(status), answered.headers(), answered.body(), answered.cause(), answered.why());
    }

    /** @return the action's name for an error, used by both kinds of traffic */
    static Result unmodelled(Action.Unmodelled action) {
        return new Result.NotModelled(action.what(), action.limit());
    }
}
