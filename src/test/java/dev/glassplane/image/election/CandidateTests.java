package dev.glassplane.image.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class CandidateTests {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.5Z");
    private static final Duration DURATION = Duration.ofSeconds(15);

    private final Candidate me = new Candidate("me", DURATION);
    private final Candidate other = new Candidate("other", DURATION);

    @Test
    void aLeaseThatNobodyHasIsTaken() {
        ObjectNode spec = me.next(JsonNodeFactory.instance.missingNode(), 0, NOW).orElseThrow();
        assertThat(spec.toString()).isEqualTo("{\"holderIdentity\":\"me\",\"leaseDurationSeconds\":15,\"acquireTime\":\"2026-03-01T10:00:00.500000Z\","
                + "\"renewTime\":\"2026-03-01T10:00:00.500000Z\",\"leaseTransitions\":0}");
    }

    @Test
    void theHolderRenewsAndKeepsTheTimeItBegan() {
        ObjectNode spec = me.next(JsonNodeFactory.instance.missingNode(), 0, NOW).orElseThrow();
        ObjectNode renewed = me.next(spec, seconds(2), NOW.plusSeconds(2)).orElseThrow();
        assertThat(renewed.path("acquireTime")).isEqualTo(spec.path("acquireTime"));
        assertThat(renewed.path("renewTime").asString()).isEqualTo("2026-03-01T10:00:02.500000Z");
        assertThat(renewed.path("leaseTransitions").asInt()).isZero();
    }

    @Test
    void anotherTakesItOnlyAfterItHasNotChangedForItsDuration() {
        ObjectNode spec = me.next(JsonNodeFactory.instance.missingNode(), 0, NOW).orElseThrow();
        assertThat(other.next(spec, seconds(100), NOW)).as("seen for the first time, however old it looks").isEmpty();
        assertThat(other.next(spec, seconds(114), NOW)).isEmpty();
        ObjectNode renewed = me.next(spec, seconds(114), NOW.plusSeconds(14)).orElseThrow();
        assertThat(other.next(renewed, seconds(116), NOW)).isEmpty();
        assertThat(other.next(renewed, seconds(130), NOW)).isEmpty();
        ObjectNode taken = other.next(renewed, seconds(131), NOW).orElseThrow();
        assertThat(taken.path("holderIdentity").asString()).isEqualTo("other");
        assertThat(taken.path("leaseTransitions").asInt()).isEqualTo(1);
        assertThat(me.next(taken, seconds(132), NOW)).isEqualTo(Optional.empty());
    }

    @Test
    void oneThatIsGivenUpIsTakenAtOnce() {
        ObjectNode spec = me.next(JsonNodeFactory.instance.missingNode(), 0, NOW).orElseThrow();
        assertThat(other.next(spec, 0, NOW)).isEmpty();
        assertThat(other.next(me.released(spec, NOW), 1, NOW)).isPresent();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
