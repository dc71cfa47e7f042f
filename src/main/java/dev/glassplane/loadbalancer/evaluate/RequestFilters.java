package dev.glassplane.loadbalancer.evaluate;

import dev.glassplane.loadbalancer.model.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A request on its way through filters, and what they will do with the answer. */
final class RequestFilters {

    private final List<EvaluationStep> steps;
    private final Consumer<Filter.Mirror> mirror;
    private final List<Filter.ResponseHeaders> responses = new ArrayList<>();
    private HttpRequest request;

    RequestFilters(HttpRequest request, List<EvaluationStep> steps, Consumer<Filter.Mirror> mirror) {
        this.request = request;
        this.steps = steps;
        this.mirror = mirror;
    }

    HttpRequest request() {
        return request;
    }

    List<Filter.ResponseHeaders> responses() {
        return responses;
    }

    /** @return headers of an answer as the filters leave them */
    Headers response(Headers headers) {
        Headers changed = headers;
        for (Filter.ResponseHeaders each : responses) {
            changed = changed.changed(each.set(), each.add(), each.remove());
        }
        return changed;
    }

    /** @return an answer, if a filter gives one itself */
    Optional<Result> apply(List<Filter> filters) {
        for (Filter filter : filters) {
            Optional<Result> answered = apply(filter);
            if (answered.isPresent()) {
                return answered;
            }
        }
        return Optional.empty();
    }

    private Optional<Result> apply(Filter filter) {
        switch (filter) {
            case Filter.RequestHeaders(var set, var add, var remove) -> change(filter, request.with(request.headers().changed(set, add, remove)));
            case Filter.ResponseHeaders headers -> {
                responses.add(headers);
                steps.add(new EvaluationStep.Filtered(filter, Words.filter(filter)));
            }
            case Filter.Rewrite(var host, var path) -> change(filter, request.at(host.orElse(request.authority()),
                    path.map(rewrite -> Rewrites.path(rewrite, request.path())).orElse(request.path())));
            case Filter.RewriteHost(var expression, var replacement) -> change(filter,
                    request.at(Regexes.replaceFirst(expression, replacement, request.authority()), request.path()));
            case Filter.Mirror copy -> mirror.accept(copy);
            case Filter.Cors cors -> {
                Optional<Result> preflight = CorsAnswers.preflight(cors, request);
                if (preflight.isPresent()) {
                    steps.add(new EvaluationStep.Filtered(filter, "answers the preflight itself"));
                    return preflight;
                }
                CorsAnswers.response(cors, request).ifPresent(headers -> {
                    responses.add(headers);
                    steps.add(new EvaluationStep.Filtered(filter, "allows the origin: " + Words.filter(headers)));
                });
            }
            case Filter.Timeout _ -> steps.add(new EvaluationStep.Filtered(filter, Words.filter(filter)));
            case Filter.Unmodelled(var what, var limit) -> throw new NotModelledException(what, limit);
        }
        return Optional.empty();
    }

    private void change(Filter filter, HttpRequest changed) {
        String urls = request.authority().equals(changed.authority()) && request.path().equals(changed.path()) ? "" : ": now " + changed;
        request = changed;
        steps.add(new EvaluationStep.Filtered(filter, Words.filter(filter) + urls));
    }
}
