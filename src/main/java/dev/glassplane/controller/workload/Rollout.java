package dev.glassplane.controller.workload;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.IntOrPercent;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How many replicas each ReplicaSet of a Deployment shall have next (kubernetes/kubernetes: pkg/controller/deployment/rolling.go,
 * recreate.go, sync.go). Pure.
 *
 * @param deployment the Deployment
 * @param newSet     ReplicaSet of the current template, if there is one
 * @param oldSets    the others, oldest first
 */
record Rollout(JsonNode deployment, Optional<Stored> newSet, List<Stored> oldSets) {

    static final String DESIRED_ANNOTATION = "deployment.kubernetes.io/desired-replicas";
    static final String MAX_ANNOTATION = "deployment.kubernetes.io/max-replicas";

    static int replicas(Stored set) {
        return Fields.number(set.object().path("spec"), "replicas", 1);
    }

    private static int available(Stored set) {
        return Fields.number(set.object().path("status"), "availableReplicas", 0);
    }

    int wanted() {
        return Fields.number(deployment.path("spec"), "replicas", 1);
    }

    boolean recreate() {
        return Fields.text(deployment.path("spec").path("strategy"), "type").equals("Recreate");
    }

    int maxSurge() {
        return recreate() ? 0 : limit("maxSurge", true);
    }

    /** Both limits rounded to zero would stop the rollout: then one pod may be unavailable. */
    int maxUnavailable() {
        if (recreate()) {
            return 0;
        }
        int unavailable = limit("maxUnavailable", false);
        return Math.min(maxSurge() == 0 && unavailable == 0 ? 1 : unavailable, wanted());
    }

    private int limit(String field, boolean roundUp) {
        return IntOrPercent.resolve(deployment.path("spec").path("strategy").path("rollingUpdate").path(field), "25%", wanted(), roundUp);
    }

    private List<Stored> all() {
        List<Stored> all = new ArrayList<>(oldSets);
        newSet.ifPresent(all::add);
        return all;
    }

    private int total() {
        return all().stream().mapToInt(Rollout::replicas).sum();
    }

    /** Replicas with which a new ReplicaSet starts. */
    int initial() {
        if (recreate()) {
            return wanted();
        }
        int room = wanted() + maxSurge() - total();
        return Math.max(0, Math.min(room, wanted()));
    }

    /**
     * The Deployment's size has changed in mid-rollout, or it is paused: every active set grows or shrinks in proportion.
     *
     * @return wanted replicas of those that change
     */
    Map<Stored, Integer> proportional() {
        List<Stored> active = all().stream().filter(set -> replicas(set) > 0).toList();
        if (active.size() <= 1) {
            Optional<Stored> only = active.isEmpty() ? newSet : Optional.of(active.getFirst());
            return only.filter(set -> replicas(set) != wanted()).map(set -> Map.of(set, wanted())).orElse(Map.of());
        }
        if (newSet.isPresent() && replicas(newSet.get()) == wanted() && available(newSet.get()) == wanted()) {
            return scaledTo(oldSets, 0);
        }
        int toAdd = (wanted() > 0 ? wanted() + maxSurge() : 0) - total();
        if (recreate() || toAdd == 0) {
            return Map.of();
        }
        List<Stored> bySize = active.stream().sorted(Comparator.<Stored>comparingInt(set -> -replicas(set))
                .thenComparing((Stored set) -> Meta.created(set.object()), toAdd > 0 ? Comparator.<Instant>reverseOrder() : Comparator.<Instant>naturalOrder())
                .thenComparing(Stored::key)).toList();
        Map<Stored, Integer> sizes = new LinkedHashMap<>();
        int added = 0;
        for (Stored set : bySize) {
            int share = share(set, toAdd, added);
            sizes.put(set, replicas(set) + share);
            added += share;
        }
        Stored first = bySize.getFirst();
        sizes.put(first, Math.max(0, sizes.get(first) + toAdd - added));
        sizes.entrySet().removeIf(entry -> entry.getValue() == replicas(entry.getKey()));
        return sizes;
    }

    private int share(Stored set, int toAdd, int added) {
        int before = number(set, MAX_ANNOTATION).orElse(Fields.number(deployment.path("status"), "replicas", 1));
        long size = before == 0 ? replicas(set) : Math.round(replicas(set) * (double) (wanted() + maxSurge()) / before);
        int fraction = (int) size - replicas(set);
        int left = toAdd - added;
        return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }

    static Optional<Integer> number(Stored set, String annotation) {
        String text = Meta.annotation(set.object(), annotation);
        return text.matches("\\d{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** One step of a rolling update: the new set grows as far as the surge allows; if it cannot, old ones shrink. */
    Map<Stored, Integer> rollingStep() {
        Stored current = newSet.orElseThrow();
        if (replicas(current) > wanted()) {
            return Map.of(current, wanted());
        }
        int room = wanted() + maxSurge() - total();
        if (replicas(current) < wanted() && room > 0) {
            return Map.of(current, replicas(current) + Math.min(room, wanted() - replicas(current)));
        }
        return shrinkOld(current);
    }

    private Map<Stored, Integer> shrinkOld(Stored current) {
        int minAvailable = wanted() - maxUnavailable();
        int newUnavailable = replicas(current) - available(current);
        int removable = total() - minAvailable - newUnavailable;
        Map<Stored, Integer> sizes = new LinkedHashMap<>();
        int unhealthy = 0;
        for (Stored set : oldSets) {
            int step = Math.min(Math.max(0, removable) - unhealthy, Math.max(0, replicas(set) - available(set)));
            if (replicas(set) > 0 && step > 0) {
                sizes.put(set, replicas(set) - step);
                unhealthy += step;
            }
        }
        int surplus = removable <= 0 ? 0 : all().stream().mapToInt(Rollout::available).sum() - minAvailable;
        for (Stored set : oldSets) {
            int size = sizes.getOrDefault(set, replicas(set));
            int step = Math.min(size, Math.max(0, surplus));
            if (step > 0) {
                sizes.put(set, size - step);
                surplus -= step;
            }
        }
        return sizes;
    }

    /** @return the sets that have another size than this, with it */
    static Map<Stored, Integer> scaledTo(List<Stored> sets, int size) {
        Map<Stored, Integer> sizes = new LinkedHashMap<>();
        sets.stream().filter(set -> replicas(set) != size).forEach(set -> sizes.put(set, size));
        return sizes;
    }
}
