package dev.glassplane.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.robustness.WatchLog.Told;
import java.util.List;
import org.junit.jupiter.api.Test;

/** These checkers too must find what they are there to find. */
class WatchChecksTests {

    private static final WatchLog REFERENCE = watch(0, 1, 2, 4, 5);

    @Test
    void aWatchThatIsWhatHappened() {
        assertThat(WatchChecks.problems(watch(0, 1, 2, 4, 5), REFERENCE)).isEmpty();
        assertThat(WatchChecks.problems(watch(2, 4), REFERENCE)).as("from later on, and not to the end").isEmpty();
    }

    @Test
    void aGapARepetitionAndAWrongOrder() {
        assertThat(WatchChecks.problems(watch(0, 1, 4, 5), REFERENCE)).singleElement().asString().contains("but Told[revision=2");
        assertThat(WatchChecks.problems(watch(0, 1, 2, 2, 4), REFERENCE)).first().asString().contains("revision 2 came after 2");
        assertThat(WatchChecks.problems(watch(0, 2, 1, 4), REFERENCE)).first().asString().contains("revision 1 came after 2");
        assertThat(WatchChecks.problems(watch(0, 1, 2, 3, 4), REFERENCE)).singleElement().asString().contains("was Told[revision=3");
    }

    @Test
    void anAcknowledgedWriteThatNobodyIsToldOf() {
        Operation written = new Operation("k", new Operation.Request.Create("v3"), new Operation.Answer.Found("v3", 3), 0, 1);
        assertThat(WatchChecks.missing(List.of(written), REFERENCE)).hasSize(1);
        assertThat(WatchChecks.missing(List.of(written), watch(0, 1, 2, 3))).isEmpty();
    }

    @Test
    void revisionsThatDoNotFollowTime() {
        Operation first = new Operation("a", new Operation.Request.Create("x"), new Operation.Answer.Found("x", 7), 0, 1);
        Operation later = new Operation("b", new Operation.Request.Create("y"), new Operation.Answer.Found("y", 6), 2, 3);
        Operation beside = new Operation("b", new Operation.Request.Create("y"), new Operation.Answer.Found("y", 6), 0, 3);
        assertThat(RealTime.problems(List.of(first, later), List.of())).hasSize(1);
        assertThat(RealTime.problems(List.of(first, beside), List.of())).isEmpty();
        assertThat(RealTime.problems(List.of(first), List.of(new RealTime.Listed(2, 6)))).as("a list that is too old").hasSize(1);
        assertThat(RealTime.problems(List.of(first), List.of(new RealTime.Listed(2, 7)))).isEmpty();
    }

    private static WatchLog watch(long begin, long... revisions) {
        WatchLog watch = new WatchLog(begin);
        for (long revision : revisions) {
            watch.told().add(new Told(revision, "ADDED k v" + revision));
        }
        return watch;
    }
}
