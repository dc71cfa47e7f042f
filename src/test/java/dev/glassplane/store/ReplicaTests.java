package dev.glassplane.store;

import static dev.glassplane.store.TestStore.delete;
import static dev.glassplane.store.TestStore.key;
import static dev.glassplane.store.TestStore.object;
import static dev.glassplane.store.TestStore.put;
import static dev.glassplane.store.TestStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two logs on one PostgreSQL. */
class ReplicaTests {

    private static final ObjectKey A = key("configmaps", "a");
    private static final ObjectKey B = key("configmaps", "b");

    private String[] settings;
    private TestStore first;
    private TestStore second;
    private RevisionLog one;
    private RevisionLog two;

    @BeforeEach
    void open() {
        settings = TestDatabase.POSTGRES.fresh();
        first = TestStore.open(settings);
        second = TestStore.open(settings);
        one = first.log();
        two = second.log();
    }

    @AfterEach
    void close() {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
    }

    @Test
    void readsSeeWhatTheOtherAcknowledged() {
        for (int i = 0; i < 50; i++) {
            Stored written = put(i % 2 == 0 ? one : two, A, "v" + i);
            RevisionLog other = i % 2 == 0 ? two : one;
            assertThat(other.sync()).isGreaterThanOrEqualTo(written.revision());
            assertThat(other.get(A)).contains(written);
        }
        assertThat(first.sharing().position().behind()).isZero();
    }

    @Test
    void eventsOfTheOtherAreHeardWithoutAsking() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (AutoCloseable ignored = two.subscribe(heard::addAll)) {
            put(one, A, "1");
            put(one, A, "2");
            delete(one, A);
            await().until(() -> heard.size() == 3);
        }
        assertThat(heard).isEqualTo(one.after(Revision.ZERO, 10));
        assertThat(two.list("configmaps", new Revision(2))).isEqualTo(one.list("configmaps", new Revision(2)));
    }

    @Test
    void bothWriteOneOrderWithoutGaps() throws Exception {
        List<Event> heardByOne = new CopyOnWriteArrayList<>();
        List<Event> heardByTwo = new CopyOnWriteArrayList<>();
        int writers = 8;
        int writes = 50;
        try (AutoCloseable a = one.subscribe(heardByOne::addAll); AutoCloseable b = two.subscribe(heardByTwo::addAll);
             var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = IntStream.range(0, writers).<Callable<Void>>mapToObj(writer -> () -> {
                for (int i = 0; i < writes; i++) {
                    put(writer % 2 == 0 ? one : two, key("configmaps", "of-" + writer), "v" + i);
                }
                return null;
            }).toList();
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
            one.sync();
            two.sync();
        }
        assertThat(heardByOne).extracting(event -> event.revision().value())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, (long) writers * writes).boxed().toList());
        assertThat(heardByTwo).isEqualTo(heardByOne);
        assertThat(one.list("configmaps")).isEqualTo(two.list("configmaps"));
    }

    @Test
    void oneOfAllWritersWinsARace() throws Exception {
        Revision start = put(one, A, "0").revision();
        two.sync();
        AtomicInteger winners = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> tasks = IntStream.range(0, 20).<Callable<Void>>mapToObj(i -> () -> {
                try {
                    (i % 2 == 0 ? one : two).append(new Write(A, start, Optional.of(object("a", "w" + i))));
                    winners.incrementAndGet();
                } catch (ConflictException e) {
                    assertThat(e.actual()).isGreaterThan(start);
                }
                return null;
            }).toList();
            for (var done : threads.invokeAll(tasks)) {
                done.get();
            }
        }
        assertThat(winners).hasValue(1);
    }

    @Test
    void aFenceHoldsAgainstWhatTheOtherWrote() {
        put(one, A, "one leads");
        two.sync();
        Guard oneLeads = state -> {
            if (!value(state.apply(A).orElseThrow()).equals("one leads")) {
                throw new IllegalStateException("no longer");
            }
        };
        assertThat(Fence.around(oneLeads, () -> put(one, B, "written")).revision()).isEqualTo(new Revision(2));
        put(two, A, "two leads");
        assertThatThrownBy(() -> Fence.around(oneLeads, () -> one.append(new Write(B, new Revision(2), Optional.empty())))).hasMessage("no longer");
        assertThat(two.get(B)).isPresent();
    }

    @Test
    void whatTheOtherForgotIsNotGivenOutWithGaps() {
        int more = RecentEvents.CAPACITY + 100;
        IntStream.range(0, more).forEach(i -> put(one, key("configmaps", "k" + i % 5), "v" + i));
        two.sync();
        one.compact(new Revision(more - 10));

        assertThatThrownBy(() -> two.after(new Revision(10), 100)).isInstanceOf(CompactedException.class);
        assertThatThrownBy(() -> two.list("configmaps", new Revision(10))).isInstanceOf(CompactedException.class);
        assertThat(two.after(new Revision(more - 5), 100)).hasSize(5);
        assertThat(two.horizon()).isEqualTo(new Revision(more - 10));
    }

    @Test
    void oneThatMissedMoreThanTheHistorySaysSoAndServesNothing() {
        put(one, A, "1");
        two.sync();
        // Rows that the second has not heard of are compacted: as if it had been paused meanwhile.
        first.jdbc().update("insert into revisions select 3, resource, namespace, name, 'MODIFIED', 2, body from revisions");
        first.jdbc().update("update compaction set horizon = 3");
        first.jdbc().update("update head set revision = 3");

        assertThatThrownBy(() -> put(two, B, "x")).isInstanceOf(StoreException.class).hasMessageContaining("Start the process again");
        assertThat(two.get(A).orElseThrow().revision()).isEqualTo(new Revision(1));
        try (TestStore third = TestStore.open(settings)) {
            assertThat(put(third.log(), B, "x").revision()).isEqualTo(new Revision(4));
        }
    }

    @Test
    void workThatIsDoneOnceIsDoneByOneWhileTheOtherWaits() throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (TestStore store : List.of(first, second, first, second)) {
            tasks.add(() -> {
                store.sharing().once(SharedLog.Milestone.SEEDED, () -> {
                    put(store.log(), A, "by " + done.incrementAndGet());
                    put(store.log(), B, "the end");
                });
                assertThat(store.log().get(B)).isPresent();
                return null;
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var finished : threads.invokeAll(tasks)) {
                finished.get();
            }
        }
        assertThat(done).hasValue(1);
    }

    @Test
    void workThatFailedIsDoneByTheNext() {
        assertThatThrownBy(() -> first.sharing().once(SharedLog.Milestone.SEEDED, () -> {
            throw new IllegalStateException("on purpose");
        })).hasMessage("on purpose");
        List<String> did = new ArrayList<>();
        second.sharing().once(SharedLog.Milestone.SEEDED, () -> did.add("second"));
        first.sharing().once(SharedLog.Milestone.SEEDED, () -> did.add("first"));
        assertThat(did).containsExactly("second");
    }

    @Test
    void theStateToGoBackToIsTheSameForBoth() {
        Stored a = put(one, A, "start");
        first.sharing().keepStart(List.of(a));
        assertThat(second.sharing().startObjects()).containsExactly(a);
    }

    @Test
    void eachHasANumberOfItsOwn() {
        assertThat(List.of(one.opening(), two.opening())).containsExactly(1L, 2L);
    }
}
