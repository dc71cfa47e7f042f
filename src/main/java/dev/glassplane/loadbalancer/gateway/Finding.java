package dev.glassplane.loadbalancer.gateway;

/**
 * What a condition should say.
 *
 * @param type    {@code Accepted}
 * @param holds   status True or False
 * @param reason  a constant of the API
 * @param message for people
 */
record Finding(String type, boolean holds, String reason, String message) {

    static final String ACCEPTED = "Accepted";
    static final String PROGRAMMED = "Programmed";
    static final String RESOLVED_REFS = "ResolvedRefs";
    static final String CONFLICTED = "Conflicted";

    /** A condition that holds for the reason of its own name. */
    static Finding good(String type, String message) {
        return new Finding(type, true, type, message);
    }

    static Finding bad(String type, String reason, String message) {
        return new Finding(type, false, reason, message);
    }
}
