package dev.glassplane.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** The same schema and statements on PostgreSQL. */
class PostgresRevisionLogTests {

    @Test
    void theLogWorksOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            String url = postgres.getJdbcUrl("postgres", "postgres");
            var object = JsonNodeFactory.instance.objectNode();
            object.putObject("metadata").put("name", "web");
            ObjectKey key = new ObjectKey("pods", "shop", "web");
            Stored one;
            try (TestLog test = TestLog.at(url, "postgres")) {
                one = test.log().append(new Write(key, Revision.ZERO, Optional.of(object.deepCopy())));
                test.log().append(new Write(key, one.revision(), Optional.of(object.deepCopy().put("text", "2"))));
            }
            try (TestLog again = TestLog.at(url, "postgres")) {
                assertThat(again.log().current().value()).isEqualTo(2);
                assertThat(again.log().list("pods", one.revision()).objects()).containsExactly(one);
                again.log().compact(new Revision(2));
                assertThat(again.rows()).isEqualTo(1);
            }
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.start();
        } catch (IOException | RuntimeException e) {
            return abort("no embedded PostgreSQL on this machine: " + e.getMessage());
        }
    }
}
