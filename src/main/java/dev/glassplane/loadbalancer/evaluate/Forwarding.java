package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.linux.conntrack.Tuple;
import dev.glassplane.linux.stack.Decisions;
import dev.glassplane.linux.stack.Draw;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;

/** Carries out the action of a rule: filters, draws by weight, the target. */
final class Forwarding {

    private final LoadBalancer balancer;
    private final Optional<LbNode> node;
    private final Incoming incoming;
    private final Decisions decisions;
    private final List<EvaluationStep> steps;
    private String place = "";

    Forwarding(LoadBalancer balancer, Optional<LbNode> node, Incoming incoming, Decisions decisions, List<EvaluationStep> steps) {
        this.balancer = balancer;
        this.node = node;
        this.incoming = incoming;
        this.decisions = decisions;
        this.steps = steps;
    }

    /** @param name of the rule whose draws come: a seeded answer depends on it and on the connection alone */
    Forwarding at(String name) {
        place = name;
        return this;
    }

    /** A request, and what a rule does with it. */
    Result request(List<Filter> filters, Action action, Listener listener, HttpRequest request) {
        RequestFilters changes = new RequestFilters(request, steps, this::mirror);
        Optional<Result> answered = changes.apply(filters);
        if (answered.isPresent()) {
            return answered.get();
        }
        return switch (action) {
            case Action.Forward forward -> forward(forward, changes);
            case Action.Redirect redirect -> Redirects.answer(redirect, balancer.provider(), incoming, request, listener.port());
            case Action.FixedResponse fixed -> new Result.Answered(fixed.status(), OptionalInt.empty(), changes.response(Headers.NONE.set("Content-Type",
                    fixed.contentType())), fixed.body(), fixed == Action.NOT_FOUND ? Result.Cause.NO_RULE : Result.Cause.FIXED_RESPONSE, "fixed response " + fixed.status());
            case Action.Fail fail -> broken(fail.status(), fail.code(), fail.reason());
            case Action.Close(String reason) -> new Result.Closed(Result.How.RESET, reason);
            case Action.Unmodelled unmodelled -> Evaluator.unmodelled(unmodelled);
        };
    }

    /** A connection without requests, and what a rule does with it. */
    Result flow(Action action, Listener listener) {
        return switch (action) {
            case Action.Forward forward -> drawn(forward).map(chosen -> switch (chosen.backend()) {
                case Backend.Group(String name) -> passed(balancer.targetGroup(name), listener);
                case Backend.Broken broken -> new Result.Closed(Result.How.RESET, broken.code() + ": " + broken.reason());
            }).orElseGet(() -> new Result.Closed(Result.How.RESET, "no backend has a weight"));
            case Action.Fail fail -> new Result.Closed(Result.How.RESET, fail.code() + ": " + fail.reason());
            case Action.Close(String reason) -> new Result.Closed(Result.How.RESET, reason);
            case Action.Unmodelled unmodelled -> Evaluator.unmodelled(unmodelled);
            case Action.Redirect _, Action.FixedResponse _ -> new Result.Closed(Result.How.RESET, "no rule takes the connection");
        };
    }

    private Result passed(TargetGroup group, Listener listener) {
        Optional<Target> target = target(group);
        if (target.isEmpty()) {
            TargetChoice.Eligible none = TargetChoice.eligible(balancer, group, node);
            return new Result.NoTarget(group, none.elsewhere(), "target group " + group.name() + " has no target for this connection" + (none.note().isEmpty() ? "" : ": " + none.note()));
        }
        boolean ends = balancer.provider() == Provider.PROXY || listener.tls().filter(tls -> tls.mode() == Tls.Mode.TERMINATE).isPresent();
        boolean readable = listener.tls().isEmpty() || listener.tls().get().mode() == Tls.Mode.TERMINATE;
        return ends ? new Result.Relayed(group, target.get(), readable ? incoming.request() : Optional.empty(), List.of()) : new Result.Passed(group, target.get());
    }

    private Result forward(Action.Forward forward, RequestFilters changes) {
        Optional<Backend.Weighted> chosen = drawn(forward);
        if (chosen.isEmpty()) {
            int status = balancer.provider() == Provider.PROXY ? 500 : 503;
            return new Result.Answered(status, OptionalInt.empty(), Headers.NONE, "", Result.Cause.NO_BACKEND, "the rule has no backend with a weight");
        }
        Optional<Result> answered = changes.apply(chosen.get().filters());
        if (answered.isPresent()) {
            return answered.get();
        }
        return switch (chosen.get().backend()) {
            case Backend.Broken broken -> broken(broken.status(), broken.code(), broken.reason());
            case Backend.Group(String name) -> toGroup(balancer.targetGroup(name), changes);
        };
    }

    private Result toGroup(TargetGroup group, RequestFilters changes) {
        Optional<Target> target = target(group);
        if (target.isEmpty()) {
            String note = TargetChoice.eligible(balancer, group, node).note();
            return new Result.Answered(503, OptionalInt.empty(), Headers.NONE, "", Result.Cause.NO_TARGETS, "target group " + group.name() + " has no "
                    + (balancer.provider() == Provider.PROXY ? "endpoint that is ready" : "target that could be used") + (note.isEmpty() ? "" : ": " + note));
        }
        HttpRequest forwarded = ForwardedHeaders.added(balancer, incoming, changes.request(), steps);
        return new Result.Relayed(group, target.get(), Optional.of(forwarded), changes.responses());
    }

    private static Result broken(int status, String code, String reason) {
        return new Result.Answered(status, OptionalInt.empty(), Headers.NONE, "", Result.Cause.BROKEN_REFERENCE, code + ": " + reason);
    }

    private Optional<Backend.Weighted> drawn(Action.Forward forward) {
        List<Backend.Weighted> all = forward.backends();
        long sum = all.stream().mapToLong(Backend.Weighted::weight).sum();
        if (sum == 0) {
            return Optional.empty();
        }
        List<BigFraction> weights = all.stream().map(each -> BigFraction.of(each.weight(), sum)).toList();
        int index = all.size() == 1 ? 0 : decisions.choose(new Draw(balancer.name(), "rule/" + place, Tuple.of(incoming.first()), weights));
        if (all.size() > 1) {
            steps.add(new EvaluationStep.BackendChosen(Words.backend(all.get(index).backend()), all.size(), index + 1, weights.get(index)));
        }
        return Optional.of(all.get(index));
    }

    private Optional<Target> target(TargetGroup group) {
        TargetChoice.Eligible eligible = TargetChoice.eligible(balancer, group, node);
        if (eligible.targets().isEmpty()) {
            return Optional.empty();
        }
        int index = TargetChoice.draw(balancer, group, eligible.targets().size(), incoming, decisions);
        Target target = eligible.targets().get(index);
        steps.add(new EvaluationStep.TargetChosen(group, target, eligible.targets().size(), index + 1, eligible.note()));
        return Optional.of(target);
    }

    private void mirror(Filter.Mirror mirror) {
        if (mirror.share().compareTo(BigFraction.ONE) < 0) {
            int no = decisions.choose(new Draw(balancer.name(), "mirror/" + place + "/" + Words.backend(mirror.backend()), Tuple.of(incoming.first()),
                    List.of(mirror.share(), BigFraction.ONE.subtract(mirror.share()))));
            if (no == 1) {
                return;
            }
        }
        String to = switch (mirror.backend()) {
            case Backend.Broken broken -> "nobody: " + broken.code() + ": " + broken.reason();
            case Backend.Group(String name) -> {
                List<Target> targets = new ArrayList<>(TargetChoice.eligible(balancer, balancer.targetGroup(name), node).targets());
                yield targets.isEmpty() ? name + ", which has no target" : name + ", one of " + targets.size() + " targets";
            }
        };
        steps.add(new EvaluationStep.Mirrored(to));
    }
}
