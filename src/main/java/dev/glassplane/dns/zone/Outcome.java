package dev.glassplane.dns.zone;

import dev.glassplane.dns.message.Response;
import java.util.Optional;

/**
 * What the plugin makes of a question.
 *
 * @param response  its answer
 * @param nameError whether the name is none of the zone's: the next plugin may be asked instead
 */
public record Outcome(Response response, boolean nameError) {

    static Outcome of(Response response) {
        return new Outcome(response, false);
    }

    /** A question that is none of the plugin's. */
    static final Optional<Outcome> NOT_MINE = Optional.empty();
}
