package dev.glassplane.store;

import static dev.glassplane.store.TestStore.delete;
import static dev.glassplane.store.TestStore.key;
import static dev.glassplane.store.TestStore.put;
import static dev.glassplane.store.TestStore.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same log on PostgreSQL. Skipped where the embedded server does not start. */
@Tag("slow")
class PostgresTests {

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        String failure = "";
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
        }
        assumeThat(failure).as("PostgreSQL does not start here").isEmpty();
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void theLogIsTheSameThere() {
        String[] settings = {"spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"), "spring.datasource.username=postgres"};
        List<Event> events;
        Listing listing;
        try (TestStore store = TestStore.open(settings)) {
            RevisionLog log = store.log();
            IntStream.range(0, 40).forEach(i -> put(log, key("configmaps", "k" + i % 7), "v" + i + " \u00e4\u0000\ud83d\ude00"));
            delete(log, key("configmaps", "k3"));
            log.compact(new Revision(20));
            events = log.after(new Revision(20), 100);
            listing = log.list("configmaps", new Revision(30));
        }
        try (TestStore store = TestStore.open(settings)) {
            RevisionLog log = store.log();
            assertThat(log.current()).isEqualTo(new Revision(41));
            assertThat(log.horizon()).isEqualTo(new Revision(20));
            assertThat(log.after(new Revision(20), 100)).isEqualTo(events);
            assertThat(log.list("configmaps", new Revision(30))).isEqualTo(listing);
            assertThat(store.rows()).isEqualTo(7 + 21);
            assertThat(value(log.get(key("configmaps", "k4")).orElseThrow())).isEqualTo("v39 \u00e4\u0000\ud83d\ude00");
            store.jdbc().execute("alter table revisions rename to hidden");
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> put(log, key("configmaps", "k1"), "no")).isInstanceOf(StoreException.class);
            store.jdbc().execute("alter table hidden rename to revisions");
            assertThat(put(log, key("configmaps", "k1"), "yes").revision()).isEqualTo(new Revision(42));
        }
    }
}
