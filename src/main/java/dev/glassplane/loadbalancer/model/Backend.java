package dev.glassplane.loadbalancer.model;

import java.util.List;

/** Where an action sends requests. */
public sealed interface Backend {

    /** A target group of the load balancer, by name. */
    record Group(String targetGroup) implements Backend {}

    /**
     * A reference that leads nowhere: its share of the requests gets an error.
     *
     * @param status HTTP status of the answer, 500 in Gateway API
     * @param code   the word of the condition or reason that says so: {@code BackendNotFound}, {@code RefNotPermitted}, {@code InvalidKind}
     * @param reason for people
     */
    record Broken(int status, String code, String reason) implements Backend {}

    /**
     * A backend with its weight.
     *
     * @param weight  0 for none; the share is the weight by the sum of all
     * @param filters that only apply to requests to this backend
     */
    record Weighted(Backend backend, int weight, List<Filter> filters) {

        public Weighted {
            filters = List.copyOf(filters);
            if (weight < 0) {
                throw new IllegalArgumentException("a weight of " + weight);
            }
        }

        /** All requests, as they are. */
        public static Weighted all(String targetGroup) {
            return new Weighted(new Group(targetGroup), 1, List.of());
        }
    }
}
