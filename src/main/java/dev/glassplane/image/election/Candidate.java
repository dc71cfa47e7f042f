package dev.glassplane.image.election;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One that wants to hold the Lease, as pure steps over what it observes. A foreign record counts as expired when it has not changed for its duration
 * on this process's own monotonic clock: clocks of machines need not agree. Source: {@code client-go: tools/leaderelection/leaderelection.go}.
 */
final class Candidate {

    private static final DateTimeFormatter MICRO_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String HOLDER = "holderIdentity";

    private final String identity;
    private final Duration leaseDuration;
    private JsonNode observed = JsonNodeFactory.instance.missingNode();
    private long observedNanos;

    Candidate(String identity, Duration leaseDuration) {
        this.identity = identity;
        this.leaseDuration = leaseDuration;
    }

    /**
     * @param spec  of the Lease as it is now; missing if there is none
     * @param nanos monotonic time
     * @param now   time to write
     * @return the spec to write in order to hold the Lease, empty while somebody else does
     */
    Optional<ObjectNode> next(JsonNode spec, long nanos, Instant now) {
        if (!spec.equals(observed)) {
            observed = spec;
            observedNanos = nanos;
        }
        String holder = holder(spec);
        boolean mine = holder.equals(identity);
        long valid = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong(leaseDuration.toSeconds())).toNanos();
        if (!mine && !holder.isEmpty() && nanos - observedNanos < valid) {
            return Optional.empty();
        }
        ObjectNode next = JsonNodeFactory.instance.objectNode().put(HOLDER, identity).put("leaseDurationSeconds", (int) leaseDuration.toSeconds());
        next.put("acquireTime", mine ? spec.path("acquireTime").asString("") : MICRO_TIME.format(now)).put("renewTime", MICRO_TIME.format(now));
        return Optional.of(next.put("leaseTransitions", spec.path("leaseTransitions").asInt(0) + (mine || spec.isMissingNode() ? 0 : 1)));
    }

    /** @return the spec that gives the Lease up, so that others need not wait */
    ObjectNode released(JsonNode spec, Instant now) {
        String time = MICRO_TIME.format(now);
        return JsonNodeFactory.instance.objectNode().put(HOLDER, "").put("leaseDurationSeconds", 1).put("acquireTime", time).put("renewTime", time)
                .put("leaseTransitions", spec.path("leaseTransitions").asInt(0));
    }

    static String holder(JsonNode spec) {
        return spec.path(HOLDER).asString("");
    }
}
