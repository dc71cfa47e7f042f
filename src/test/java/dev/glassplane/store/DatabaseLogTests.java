package dev.glassplane.store;

import static dev.glassplane.store.TestStore.delete;
import static dev.glassplane.store.TestStore.key;
import static dev.glassplane.store.TestStore.object;
import static dev.glassplane.store.TestStore.put;
import static dev.glassplane.store.TestStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** The log's promises, on each of its databases. */
@ParameterizedClass
@EnumSource
class DatabaseLogTests {

    private static final ObjectKey A = key("configmaps", "a");
    private static final ObjectKey B = key("configmaps", "b");
    private static final ObjectKey OTHER = key("secrets", "a");

    @Parameter
    private TestDatabase database;
    private TestStore store;
    private RevisionLog log;

    @BeforeEach
    void open() {
        store = TestStore.open(database.fresh());
        log = store.log();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void aWriteGetsTheNextRevisionAndCarriesIt() {
        Stored first = put(log, A, "1");
        Stored second = put(log, A, "2");

        assertThat(first.revision()).isEqualTo(new Revision(1));
        assertThat(second.revision()).isEqualTo(new Revision(2));
        assertThat(second.object().at("/metadata/resourceVersion").stringValue()).isEqualTo("2");
        assertThat(log.current()).isEqualTo(new Revision(2));
        assertThat(log.get(A)).contains(second);
        assertThat(value(first)).as("the state handed out before").isEqualTo("1");
    }

    @Test
    void aWriteKeepsNothingOfTheObjectHandedIn() {
        ObjectNode mine = object("a", "1");
        log.append(new Write(A, Revision.ZERO, Optional.of(mine)));
        mine.putObject("data").put("value", "changed");

        assertThat(value(log.get(A).orElseThrow())).isEqualTo("1");
        assertThat(mine.path("metadata").has("resourceVersion")).isFalse();
    }

    @Test
    void aFailedPreconditionChangesNothing() {
        put(log, A, "1");
        Write stale = new Write(A, new Revision(7), Optional.of(object("a", "2")));
        assertThatThrownBy(() -> log.append(stale)).isInstanceOfSatisfying(ConflictException.class,
                conflict -> assertThat(conflict.actual()).isEqualTo(new Revision(1)));
        assertThatThrownBy(() -> log.append(new Write(A, Revision.ZERO, Optional.of(object("a", "2")))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> log.append(new Write(B, new Revision(1), Optional.empty())))
                .isInstanceOfSatisfying(ConflictException.class, conflict -> assertThat(conflict.actual()).isEqualTo(Revision.ZERO));
        assertThatThrownBy(() -> log.append(new Write(B, Revision.ZERO, Optional.empty()))).isInstanceOf(IllegalArgumentException.class);

        assertThat(log.current()).isEqualTo(new Revision(1));
        assertThat(store.rows()).isEqualTo(1);
    }

    @Test
    void aDeleteIsTheLastStateAtItsRevision() {
        put(log, A, "1");
        Stored deleted = delete(log, A);

        assertThat(deleted.revision()).isEqualTo(new Revision(2));
        assertThat(value(deleted)).isEqualTo("1");
        assertThat(deleted.object().at("/metadata/resourceVersion").stringValue()).isEqualTo("2");
        assertThat(log.get(A)).isEmpty();
        assertThat(log.after(new Revision(1), 10)).extracting(Event::type).containsExactly(Event.Type.DELETED);
        assertThat(put(log, A, "again").revision()).isEqualTo(new Revision(3));
    }

    @Test
    void concurrentWritersMakeOneOrderWithoutGaps() throws Exception {
        List<Long> heard = new CopyOnWriteArrayList<>();
        int callers = 8;
        int writes = 100;
        try (AutoCloseable ignored = log.subscribe(events -> events.forEach(event -> heard.add(event.revision().value())));
             var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks = IntStream.range(0, callers)
                    .<Callable<Integer>>mapToObj(caller -> () -> writeAndCheckOrder(caller, writes)).toList();
            for (var done : executor.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo(writes);
            }
        }
        long total = (long) callers * writes;
        assertThat(heard).containsExactlyElementsOf(LongStream.rangeClosed(1, total).boxed().toList());
        assertThat(log.after(Revision.ZERO, Integer.MAX_VALUE)).extracting(event -> event.revision().value()).isEqualTo(heard);
        assertThat(store.rows()).isEqualTo(total);
    }

    private int writeAndCheckOrder(int caller, int writes) {
        long last = 0;
        int good = 0;
        for (int i = 0; i < writes; i++) {
            Stored stored = put(log, key("configmaps", "of-" + caller), "v" + i);
            boolean seen = log.current().compareTo(stored.revision()) >= 0 && log.get(stored.key()).orElseThrow().equals(stored);
            good += seen && stored.revision().value() > last ? 1 : 0;
            last = stored.revision().value();
        }
        return good;
    }

    @Test
    void exactlyOneOfManyWritersWinsARace() throws Exception {
        put(log, A, "0");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = IntStream.range(0, 50).<Callable<Boolean>>mapToObj(i -> () -> {
                try {
                    log.append(new Write(A, new Revision(1), Optional.of(object("a", "w" + i))));
                    return true;
                } catch (ConflictException e) {
                    return false;
                }
            }).toList();
            int winners = 0;
            for (var done : executor.invokeAll(tasks)) {
                winners += done.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(log.current()).isEqualTo(new Revision(2));
    }

    @Test
    void writesThatBelongTogetherAreSeenTogether() throws Exception {
        put(log, A, "1");
        List<Integer> heard = new CopyOnWriteArrayList<>();
        try (AutoCloseable ignored = log.subscribe(events -> heard.add(events.size()))) {
            List<Write> writes = new ArrayList<>(IntStream.range(0, 600)
                    .mapToObj(i -> new Write(key("configmaps", "n" + i), Revision.ZERO, Optional.of(object("n" + i, "x")))).toList());
            writes.add(new Write(A, new Revision(7), Optional.of(object("a", "stale"))));
            assertThat(log.appendAll(writes)).as("all but the stale one").hasSize(600);
        }
        assertThat(heard).containsExactly(600);
        assertThat(log.appendAll(List.of())).isEmpty();
    }

    @Test
    void listsAreInKeyOrderAndOfOneResource() {
        put(log, B, "b");
        put(log, OTHER, "s");
        put(log, A, "a");

        Listing listing = log.list("configmaps");
        assertThat(listing.revision()).isEqualTo(new Revision(3));
        assertThat(listing.objects()).extracting(Stored::key).containsExactly(A, B);
        assertThat(log.list("pods").objects()).isEmpty();
    }

    @Test
    void aListAtAnOldRevisionShowsWhatWasThere() {
        put(log, A, "1");
        put(log, B, "1");
        put(log, A, "2");
        delete(log, B);
        put(log, OTHER, "x");

        assertThat(values("configmaps", 0)).isEmpty();
        assertThat(values("configmaps", 1)).containsExactly("1");
        assertThat(values("configmaps", 2)).containsExactly("1", "1");
        assertThat(values("configmaps", 3)).containsExactly("2", "1");
        assertThat(values("configmaps", 5)).containsExactly("2");
        assertThat(log.list("configmaps", new Revision(3)).revision()).isEqualTo(new Revision(3));
        assertThatThrownBy(() -> log.list("configmaps", new Revision(6))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("revision 6 has not been written yet, the last one is 5");
    }

    private List<String> values(String resource, long at) {
        return log.list(resource, new Revision(at)).objects().stream().map(TestStore::value).toList();
    }

    @Test
    void afterIsLimitedAndEmptyAtTheEnd() {
        IntStream.range(0, 5).forEach(i -> put(log, A, "v" + i));

        assertThat(log.after(new Revision(1), 2)).extracting(event -> event.revision().value()).containsExactly(2L, 3L);
        assertThat(log.after(new Revision(5), 10)).isEmpty();
        assertThat(log.after(new Revision(99), 10)).as("not written yet").isEmpty();
        Event third = log.after(new Revision(2), 1).getFirst();
        assertThat(value(third.current())).isEqualTo("v2");
        assertThat(value(third.previous().orElseThrow())).isEqualTo("v1");
    }

    @Test
    void historyOlderThanMemoryComesFromTheDatabase() {
        ObjectKey gone = key("configmaps", "gone");
        put(log, gone, "x");
        put(log, A, "first");
        delete(log, gone);
        List<Event> fresh = log.after(Revision.ZERO, 3);
        for (int i = 0; i < RecentEvents.CAPACITY; i++) {
            put(log, A, "v" + i);
        }

        assertThat(log.after(Revision.ZERO, 3)).isEqualTo(fresh);
        assertThat(log.after(new Revision(2), Integer.MAX_VALUE)).hasSize(RecentEvents.CAPACITY + 1);
        assertThat(values("configmaps", 1)).containsExactly("x");
        assertThat(values("configmaps", 2)).containsExactly("first", "x");
        assertThat(values("configmaps", 3)).containsExactly("first");
        assertThat(values("configmaps", 4)).containsExactly("v0");
    }

    @Test
    void aListenerThatFailsHarmsNobody() throws Exception {
        List<Event> heard = new ArrayList<>();
        try (AutoCloseable bad = log.subscribe(events -> {
            throw new IllegalStateException("on purpose");
        }); AutoCloseable worse = log.subscribe(events -> {
            throw new StackOverflowError("on purpose");
        }); AutoCloseable good = log.subscribe(heard::addAll)) {
            put(log, A, "1");
            put(log, A, "2");
        }
        put(log, A, "after closing");

        assertThat(heard).extracting(event -> event.revision().value()).containsExactly(1L, 2L);
    }

    @Test
    void aListenerMustNotWrite() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        try (AutoCloseable ignored = log.subscribe(events -> {
            try {
                put(log, B, "from the listener");
            } catch (IllegalStateException e) {
                thrown.add(e);
            }
        })) {
            put(log, A, "1");
        }
        assertThat(thrown).hasSize(1);
        assertThat(log.get(B)).isEmpty();
    }

    @Test
    void aWriteThatTheDatabaseRefusesIsNotAcknowledgedAndNotThere() {
        put(log, A, "1");
        store.jdbc().execute("alter table revisions rename to hidden");
        assertThatThrownBy(() -> put(log, A, "2")).isInstanceOf(StoreException.class).hasMessageContaining("configmaps/default/a");
        assertThat(log.current()).isEqualTo(new Revision(1));
        assertThat(value(log.get(A).orElseThrow())).isEqualTo("1");

        store.jdbc().execute("alter table hidden rename to revisions");
        assertThat(put(log, A, "3").revision()).isEqualTo(new Revision(2));
        assertThat(log.after(Revision.ZERO, 10)).hasSize(2);
    }

    @Test
    void whatACommitWithUnknownOutcomeWroteIsInTheLog() throws Exception {
        put(log, A, "1");
        List<Event> heard = new CopyOnWriteArrayList<>();
        try (AutoCloseable ignored = log.subscribe(heard::addAll)) {
            store.jdbc().update("insert into revisions select 2, resource, namespace, name, 'MODIFIED', 1, body from revisions");
            store.jdbc().update("update head set revision = 2");

            assertThat(put(log, B, "3").revision()).isEqualTo(new Revision(3));
        }
        assertThat(heard).extracting(event -> event.revision().value()).containsExactly(2L, 3L);
        assertThat(log.get(A).orElseThrow().revision()).isEqualTo(new Revision(2));
        assertThat(log.after(Revision.ZERO, 10)).hasSize(3);
    }

    @Test
    void aPreconditionHoldsAgainstWhatOthersWrote() {
        put(log, A, "1");
        store.jdbc().update("insert into revisions select 2, resource, namespace, name, 'MODIFIED', 1, body from revisions");
        store.jdbc().update("update head set revision = 2");

        assertThatThrownBy(() -> log.append(new Write(A, new Revision(1), Optional.of(object("a", "late"))))).isInstanceOfSatisfying(
                ConflictException.class, conflict -> assertThat(conflict.actual()).isEqualTo(new Revision(2)));
        assertThat(log.current()).as("the verdict comes with what it rests on").isEqualTo(new Revision(2));
    }

    @Test
    void aGuardSeesTheWritesBeforeItsOwn() throws Exception {
        put(log, A, "taken");
        Guard free = state -> {
            if (value(state.apply(A).orElseThrow()).equals("taken")) {
                throw new IllegalStateException("taken");
            }
        };
        Write write = new Write(B, Revision.ZERO, Optional.of(object("b", "x")), free);
        assertThatThrownBy(() -> log.append(write)).hasMessage("taken");
        assertThatThrownBy(() -> Fence.around(free, () -> put(log, B, "x"))).hasMessage("taken");
        assertThat(log.current()).isEqualTo(new Revision(1));

        put(log, A, "free");
        assertThat(Fence.around(free, () -> put(log, B, "x")).revision()).isEqualTo(new Revision(3));
    }

    @Test
    void anObjectOfSeveralMegabytesSurvives() {
        String large = "x".repeat(3 << 20);
        put(log, A, large);
        byte[] body = store.jdbc().queryForObject("select body from revisions", byte[].class);

        assertThat(value(new Stored(A, new Revision(1), Json.parse(body, new Revision(1))))).isEqualTo(large);
    }
}
