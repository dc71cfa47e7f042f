package dev.glassplane.loadbalancer.model;

import java.util.Locale;

/**
 * Health of a target, in the words of the AWS API.
 *
 * @param state       what it is
 * @param reason      {@code Target.FailedHealthChecks}, {@code Elb.InitialHealthChecking}...; empty if healthy
 * @param description for people; empty if healthy
 */
public record TargetHealth(State state, String reason, String description) {

    /** Works. */
    public static final TargetHealth HEALTHY = new TargetHealth(State.HEALTHY, "", "");

    /** The words of {@code TargetHealthStateEnum}. */
    public enum State {
        INITIAL, HEALTHY, UNHEALTHY, UNHEALTHY_DRAINING, DRAINING, UNUSED, UNAVAILABLE;

        /** @return {@code unhealthy.draining} */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '.');
        }
    }
}
