package dev.glassplane.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.robustness.Operation.Answer;
import dev.glassplane.robustness.Operation.Answer.Absent;
import dev.glassplane.robustness.Operation.Answer.Conflict;
import dev.glassplane.robustness.Operation.Answer.Found;
import dev.glassplane.robustness.Operation.Answer.Unknown;
import dev.glassplane.robustness.Operation.Request;
import dev.glassplane.robustness.Operation.Request.Create;
import dev.glassplane.robustness.Operation.Request.Delete;
import dev.glassplane.robustness.Operation.Request.Read;
import dev.glassplane.robustness.Operation.Request.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The checker must find what it is there to find. */
class LinearizabilityTests {

    @Test
    void oneAfterTheOther() {
        assertThat(good(at(0, 1, new Read(), new Absent()), at(2, 3, new Create("a"), new Found("a", 1)), at(4, 5, new Read(), new Found("a", 1)),
                at(6, 7, new Update("b", 1), new Found("b", 2)), at(8, 9, new Update("c", 1), new Conflict()), at(10, 11, new Delete(2), new Found("b", 0)),
                at(12, 13, new Read(), new Absent()), at(14, 15, new Create("d"), new Found("d", 4)))).isTrue();
    }

    @Test
    void whatOverlapsMayHaveHappenedEitherWay() {
        Operation create = at(0, 1, new Create("a"), new Found("a", 1));
        Operation update = at(2, 10, new Update("b", 1), new Found("b", 2));
        assertThat(good(create, update, at(3, 4, new Read(), new Found("b", 2)), at(5, 6, new Read(), new Found("b", 2)))).isTrue();
        assertThat(good(create, update, at(3, 4, new Read(), new Found("a", 1)), at(5, 6, new Read(), new Found("b", 2)))).isTrue();
        assertThat(good(create, update, at(3, 4, new Read(), new Found("b", 2)), at(5, 6, new Read(), new Found("a", 1)))).as("reads that go back").isFalse();
    }

    @Test
    void aLostUpdate() {
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 5, new Update("b", 1), new Found("b", 2)),
                at(3, 6, new Update("c", 1), new Found("c", 3)))).as("both updates rest on the same revision").isFalse();
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 3, new Update("b", 1), new Found("b", 2)),
                at(4, 5, new Read(), new Found("a", 1)))).as("acknowledged and gone").isFalse();
    }

    @Test
    void aStaleRead() {
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 3, new Read(), new Absent()))).isFalse();
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 3, new Delete(1), new Found("a", 0)), at(4, 5, new Read(), new Found("a", 1)))).isFalse();
    }

    @Test
    void aPreconditionThatWasNotKept() {
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 3, new Create("b"), new Found("b", 2)))).isFalse();
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 1)), at(2, 3, new Update("b", 1), new Conflict()))).as("a conflict with nobody").isFalse();
        assertThat(good(at(0, 1, new Create("a"), new Found("a", 5)), at(2, 3, new Update("b", 5), new Found("b", 4)))).as("a revision that goes back").isFalse();
    }

    @Test
    void whatWasNotAnsweredMayOrMayNotHaveHappened() {
        Operation create = at(0, 1, new Create("a"), new Found("a", 1));
        Operation lost = new Operation("k", new Update("b", 1), new Unknown(), 2, Long.MAX_VALUE);
        assertThat(good(create, lost, at(4, 5, new Read(), new Found("a", 1)))).isTrue();
        assertThat(good(create, lost, at(4, 5, new Read(), new Found("b", 7)))).isTrue();
        assertThat(good(create, lost, at(4, 5, new Read(), new Found("a", 1)), at(6, 7, new Read(), new Found("b", 7)))).as("it came late").isTrue();
        assertThat(good(create, lost, at(4, 5, new Read(), new Found("b", 7)), at(6, 7, new Read(), new Found("a", 1)))).as("and did not go again").isFalse();
        assertThat(good(create, lost, at(4, 5, new Read(), new Found("b", 7)), at(6, 7, new Read(), new Found("b", 8)))).as("one revision").isFalse();
    }

    /** Histories of a register that is right, many at once, and the same with one answer changed. */
    @Test
    void longHistories() {
        for (int seed = 0; seed < 20; seed++) {
            List<Operation> history = history(new Random(seed), 300);
            assertThat(Linearizability.holds(history)).as("seed %d", seed).isTrue();
            int changed = lastRead(history);
            Operation read = history.get(changed);
            history.set(changed, new Operation("k", read.request(), new Found("never written", 1), read.call(), read.returned()));
            assertThat(Linearizability.holds(history)).as("changed, seed %d", seed).isFalse();
        }
    }

    @Test
    void aProblemNamesTheKeyAndItsHistory() {
        assertThat(Linearizability.problems(List.of(at(0, 1000, new Create("a"), new Found("a", 1)), at(2000, 3000, new Read(), new Absent())))).singleElement().asString()
                .startsWith("no order explains what clients were told of k:\n  k Create[value=a] -> Found[value=a, revision=1]");
    }

    private static int lastRead(List<Operation> history) {
        int found = history.size() - 1;
        while (!(history.get(found).request() instanceof Read)) {
            found--;
        }
        return found;
    }

    /** Every operation takes effect in the middle of its time, which overlaps with that of some others. */
    private static List<Operation> history(Random random, int count) {
        List<Operation> history = new ArrayList<>();
        KeyState state = KeyState.ABSENT;
        for (int i = 0; i < count; i++) {
            long effect = i * 10L;
            Request request = switch (random.nextInt(4)) {
                case 0 -> new Create("v" + i);
                case 1 -> new Update("v" + i, random.nextInt(3) == 0 ? state.revision() - 1 : state.revision());
                case 2 -> new Delete(state.revision());
                default -> new Read();
            };
            Answer answer = answer(state, request, i + 1);
            Operation operation = new Operation("k", request, answer, effect - random.nextInt(25), effect + random.nextInt(25));
            state = state.after(operation).orElseThrow();
            history.add(operation);
        }
        return history;
    }

    private static Answer answer(KeyState state, Request request, long revision) {
        boolean exists = !state.equals(KeyState.ABSENT);
        return switch (request) {
            case Read _ -> exists ? new Found(state.value(), state.revision()) : new Absent();
            case Create create -> exists ? new Conflict() : new Found(create.value(), revision);
            case Update update -> !exists ? new Absent() : update.revision() == state.revision() ? new Found(update.value(), revision) : new Conflict();
            case Delete _ -> exists ? new Found(state.value(), 0) : new Absent();
        };
    }

    private static Operation at(long call, long returned, Request request, Answer answer) {
        return new Operation("k", request, answer, call, returned);
    }

    private static boolean good(Operation... operations) {
        return Linearizability.holds(List.of(operations));
    }
}
