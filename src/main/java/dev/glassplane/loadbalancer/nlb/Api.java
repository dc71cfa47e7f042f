package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.loadbalancer.aws.DeployFailure;

/** Refusals of the ELB API. */
final class Api {

    private Api() {}

    static DeployFailure validation(String message) {
        return DeployFailure.api("ValidationError", message);
    }

    static DeployFailure configuration(String message) {
        return DeployFailure.api("InvalidConfigurationRequest", message);
    }

    /** @return the number, if it is within the limits */
    static int between(int value, String field, int min, int max) {
        if (value < min || value > max) {
            throw validation("1 validation error detected: Value '" + value + "' at '" + field + "' failed to satisfy constraint: Member must have value "
                    + (value < min ? "greater than or equal to " + min : "less than or equal to " + max));
        }
        return value;
    }
}
