package dev.glassplane.loadbalancer.model;

/**
 * State of a load balancer, as the AWS API says it.
 *
 * @param code   whether it works
 * @param reason why not, may be empty
 */
public record State(Code code, String reason) {

    /** Works. */
    public static final State ACTIVE = new State(Code.ACTIVE, "");

    /** The words of {@code LoadBalancerState.Code}. */
    public enum Code {
        PROVISIONING, ACTIVE, ACTIVE_IMPAIRED, FAILED;

        /** @return {@code active_impaired} */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
