package dev.glassplane.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A log with its database, and nothing else of the server. */
public final class TestStore implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;

    private TestStore(String... properties) {
        List<String> all = new ArrayList<>(List.of("spring.main.banner-mode=off", "spring.jpa.hibernate.ddl-auto=none", "logging.level.root=warn"));
        all.addAll(Arrays.asList(properties));
        context = new SpringApplicationBuilder(Beans.class).web(WebApplicationType.NONE).properties(all.toArray(String[]::new)).run();
    }

    /** @param properties {@code name=value} */
    public static TestStore open(String... properties) {
        return new TestStore(properties);
    }

    public RevisionLog log() {
        return context.getBean(RevisionLog.class);
    }

    public SharedLog sharing() {
        return context.getBean(SharedLog.class);
    }

    JdbcTemplate jdbc() {
        return context.getBean(JdbcTemplate.class);
    }

    long rows() {
        return jdbc().queryForObject("select count(*) from revisions", Long.class);
    }

    @Override
    public void close() {
        context.close();
    }

    public static ObjectKey key(String resource, String name) {
        return new ObjectKey(resource, "default", name);
    }

    public static ObjectNode object(String name, String value) {
        ObjectNode object = JSON.createObjectNode().put("kind", "ConfigMap");
        object.putObject("metadata").put("name", name).put("namespace", "default");
        object.putObject("data").put("value", value);
        return object;
    }

    /** Writes whatever the object's revision is now. */
    public static Stored put(RevisionLog log, ObjectKey key, String value) {
        Revision now = log.get(key).map(Stored::revision).orElse(Revision.ZERO);
        return log.append(new Write(key, now, Optional.of(object(key.name(), value))));
    }

    public static Stored delete(RevisionLog log, ObjectKey key) {
        return log.append(new Write(key, log.get(key).orElseThrow().revision(), Optional.empty()));
    }

    static String value(Stored stored) {
        return stored.object().path("data").path("value").stringValue("");
    }

    @EnableAutoConfiguration
    @Import({StoreConfiguration.class, SharedDatabase.class, Head.class, LogDatabase.class, DatabaseLog.class, DatabaseSharing.class})
    static class Beans {}
}
