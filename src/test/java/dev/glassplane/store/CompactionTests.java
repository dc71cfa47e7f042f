package dev.glassplane.store;

import static dev.glassplane.store.TestStore.delete;
import static dev.glassplane.store.TestStore.key;
import static dev.glassplane.store.TestStore.put;
import static dev.glassplane.store.TestStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class CompactionTests {

    private static final ObjectKey A = key("configmaps", "a");
    private static final ObjectKey B = key("configmaps", "b");

    @Parameter
    private TestDatabase database;

    @Test
    void historyGoesAndTheStateStays() {
        try (TestStore store = TestStore.open(database.fresh())) {
            RevisionLog log = store.log();
            put(log, A, "1");
            put(log, B, "1");
            put(log, A, "2");
            delete(log, B);
            put(log, A, "3");

            assertThat(log.compact(new Revision(4))).isEqualTo(new Revision(4));
            assertThat(log.horizon()).isEqualTo(new Revision(4));
            assertThat(store.rows()).as("a at 2 and at 3").isEqualTo(2);
            assertThatThrownBy(() -> log.after(new Revision(3), 10)).isInstanceOf(CompactedException.class)
                    .hasMessage("revision 3 is older than the compaction horizon 4");
            assertThatThrownBy(() -> log.list("configmaps", new Revision(3))).isInstanceOfSatisfying(CompactedException.class,
                    e -> assertThat(e.horizon()).isEqualTo(new Revision(4)));
            assertThat(log.list("configmaps", new Revision(4)).objects()).extracting(TestStore::value).containsExactly("2");
            assertThat(log.after(new Revision(4), 10)).hasSize(1);
            assertThat(value(log.get(A).orElseThrow())).isEqualTo("3");
        }
    }

    @Test
    void theHorizonNeverGoesBackAndNeverPassesTheLastWrite() {
        try (TestStore store = TestStore.open(database.fresh())) {
            RevisionLog log = store.log();
            put(log, A, "1");
            put(log, A, "2");
            assertThat(log.compact(new Revision(99))).isEqualTo(new Revision(2));
            assertThat(log.compact(new Revision(1))).isEqualTo(new Revision(2));
            assertThat(store.rows()).isEqualTo(1);
        }
    }

    @Test
    void itRunsByItselfAsWritesComeIn() {
        try (TestStore store = TestStore.open(with(database.fresh(), "glassplane.store.history=50"))) {
            RevisionLog log = store.log();
            put(log, B, "old");
            for (int i = 0; i < 400; i++) {
                put(log, A, "v" + i);
            }
            await().until(() -> {
                put(log, A, "more");
                return store.rows() < 70 && log.horizon().value() > 330;
            });
            assertThat(value(log.get(B).orElseThrow())).isEqualTo("old");
        }
    }

    @Test
    void whatIsLeftOpensAgainTheSame() {
        assumeThat(database).as("a database in memory is gone with its process").isNotEqualTo(TestDatabase.H2_MEMORY);
        String[] settings = database.fresh();
        Listing before;
        Revision horizon;
        try (TestStore store = TestStore.open(settings)) {
            RevisionLog log = store.log();
            Random random = new Random(7);
            for (int i = 0; i < 600; i++) {
                ObjectKey key = key("configmaps", "k" + random.nextInt(20));
                if (log.get(key).isPresent() && random.nextInt(4) == 0) {
                    delete(log, key);
                } else {
                    put(log, key, "v" + i);
                }
            }
            delete(log, log.list("configmaps").objects().getFirst().key());
            horizon = log.compact(log.current());
            before = log.list("configmaps");
            assertThat(store.rows()).isEqualTo(before.objects().size());
        }
        try (TestStore store = TestStore.open(settings)) {
            assertThat(store.log().list("configmaps")).isEqualTo(before);
            assertThat(store.log().horizon()).isEqualTo(horizon);
            assertThat(store.log().current()).as("a deletion was the last write").isEqualTo(horizon);
            assertThat(put(store.log(), A, "next").revision().value()).isEqualTo(horizon.value() + 1);
        }
    }

    private static String[] with(String[] settings, String more) {
        return Stream.concat(Arrays.stream(settings), Stream.of(more)).toArray(String[]::new);
    }
}
