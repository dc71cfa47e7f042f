package dev.glassplane.apiserver;

import dev.glassplane.apiserver.wire.Statuses;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.ApiException.Details;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Evictions: deletes that ask disruption budgets first. Source: {@code kubernetes: pkg/registry/core/pod/storage/eviction.go}. */
@Component
class Evictions {

    /** Evictions that the loop has not counted yet. */
    private static final int UNCONFIRMED_MAX = 2000;
    private static final int RETRY_SECONDS = 10;
    private static final String VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";

    private final Objects objects;
    private final Kinds kinds;
    private final InstantSource clock;

    Evictions(Objects objects, Kinds kinds, InstantSource clock) {
        this.objects = objects;
        this.kinds = kinds;
        this.clock = clock;
    }

    /** @throws ApiException 429 if a budget forbids it */
    void evict(Kind pods, Stored pod, DeleteOptions options) {
        Stored budget = isFree(pod.object()) ? null : budget(pod);
        if (budget != null && !isUnhealthyAndFree(pod.object(), budget.object())) {
            count(budget, pod.key().name(), options.dryRun());
        }
        objects.delete(pods, pod.key().namespace(), pod.key().name(), options);
    }

    /** A pod that does not run needs no budget. */
    private static boolean isFree(JsonNode pod) {
        return List.of("Succeeded", "Failed", "Pending").contains(pod.path("status").path("phase").asString(""))
                || pod.path("metadata").has("deletionTimestamp");
    }

    private Stored budget(Stored pod) {
        List<Stored> budgets = objects.list(kinds.named("poddisruptionbudgets.policy")).objects().stream()
                .filter(each -> each.key().namespace().equals(pod.key().namespace()))
                .filter(each -> each.object().path("spec").path("selector").isObject())
                .filter(each -> LabelSelector.read(each.object().path("spec").path("selector")).matchesObject(pod.object())).toList();
        if (budgets.size() > 1) {
            throw Statuses.internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        return budgets.isEmpty() ? null : budgets.getFirst();
    }

    /** A pod that is not ready does not count; it may go if the others are enough, or always if the budget says so. */
    private static boolean isUnhealthyAndFree(JsonNode pod, JsonNode budget) {
        boolean ready = pod.path("status").path("conditions").valueStream()
                .anyMatch(each -> each.path("type").asString("").equals("Ready") && each.path("status").asString("").equals("True"));
        JsonNode status = budget.path("status");
        boolean always = budget.path("spec").path("unhealthyPodEvictionPolicy").asString("").equals("AlwaysAllow");
        return !ready && (always || status.path("desiredHealthy").asInt(0) > 0
                && status.path("currentHealthy").asInt(0) >= status.path("desiredHealthy").asInt(0));
    }

    private void count(Stored budget, String pod, boolean dryRun) {
        String name = budget.key().name();
        if (dryRun) {
            check(budget.object(), name);
            return;
        }
        objects.modify(kinds.named("poddisruptionbudgets.policy"), budget.key().namespace(), name, "status", current -> {
            check(current, name);
            ObjectNode status = (ObjectNode) current.get("status");
            status.put("disruptionsAllowed", status.path("disruptionsAllowed").asInt(0) - 1);
            (status.get("disruptedPods") instanceof ObjectNode disrupted ? disrupted : status.putObject("disruptedPods"))
                    .put(pod, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
            return current;
        });
    }

    private static void check(JsonNode budget, String name) {
        JsonNode status = budget.path("status");
        if (status.path("observedGeneration").asInt(0) < budget.path("metadata").path("generation").asInt(0)) {
            throw refused("The disruption budget " + name + " is still being processed by the server.", RETRY_SECONDS);
        }
        if (status.path("disruptedPods").size() > UNCONFIRMED_MAX) {
            throw new ApiException(403, "Forbidden", "poddisruptionbudgets.policy \"" + name + "\" is forbidden: DisruptedPods map too big - too many "
                    + "evictions not confirmed by PDB controller", new Details(name, "policy", "poddisruptionbudgets", "", List.of(), 0));
        }
        if (status.path("disruptionsAllowed").asInt(0) <= 0) {
            throw refused("The disruption budget " + name + " needs " + status.path("desiredHealthy").asInt(0) + " healthy pods and has "
                    + status.path("currentHealthy").asInt(0) + " currently", 0);
        }
    }

    private static ApiException refused(String why, int retryAfterSeconds) {
        return new ApiException(429, "TooManyRequests", VIOLATES,
                new Details("", "", "", "", List.of(new Cause("DisruptionBudget", why, "")), retryAfterSeconds));
    }
}
