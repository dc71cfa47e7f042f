package dev.glassplane.registry;

import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The whole write path over a log in memory, with a clock that tests set. The namespaces {@code default} and {@code shop} exist. */
public final class TestRegistry implements AutoCloseable {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Warnings of the writes with {@link #warning()}. */
    public final List<String> warnings = new ArrayList<>();
    /** Time of the cluster. */
    public volatile Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    /** A registry with extra properties and beans. */
    public TestRegistry(Map<String, Object> properties, Class<?>... beans) {
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.registerBean(RevisionLog.class, MemoryRevisionLog::new);
        context.registerBean(InstantSource.class, () -> () -> now);
        context.scan("dev.glassplane.registry");
        if (beans.length > 0) {
            context.register(beans);
        }
        context.refresh();
        create("{apiVersion: v1, kind: Namespace, metadata: {name: default}}");
        create("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
    }

    public TestRegistry() {
        this(Map.of());
    }

    public Objects objects() {
        return context.getBean(Objects.class);
    }

    public Kinds kinds() {
        return context.getBean(Kinds.class);
    }

    public RevisionLog log() {
        return context.getBean(RevisionLog.class);
    }

    public EventRecorder events() {
        return context.getBean(EventRecorder.class);
    }

    public static WriteOptions by() {
        return WriteOptions.by("test");
    }

    public static WriteOptions strict() {
        return new WriteOptions("", "test", WriteOptions.FieldValidation.STRICT, false, warning -> { });
    }

    public static WriteOptions dryRun() {
        return new WriteOptions("", "test", WriteOptions.FieldValidation.IGNORE, true, warning -> { });
    }

    public WriteOptions warning() {
        return new WriteOptions("", "test", WriteOptions.FieldValidation.WARN, false, warnings::add);
    }

    public static ObjectNode yaml(String text) {
        return (ObjectNode) YAML.readTree(text);
    }

    /** Creates a manifest in its namespace, {@code shop} if it names none. */
    public Stored create(String manifest) {
        return create(yaml(manifest), by());
    }

    public Stored create(ObjectNode manifest, WriteOptions options) {
        Kind kind = kind(manifest);
        return objects().create(kind, namespace(kind, manifest), manifest, options);
    }

    /** Replaces by a manifest. */
    public Stored update(String manifest) {
        return update(yaml(manifest), by());
    }

    public Stored update(ObjectNode manifest, WriteOptions options) {
        Kind kind = kind(manifest);
        return objects().update(kind, namespace(kind, manifest), manifest.path("metadata").path("name").asString(""), manifest, options);
    }

    /** Applies a merge patch in YAML to {@code resource/name} in {@code shop}. */
    public Stored merge(String resource, String name, String patch) {
        Kind kind = kinds().named(resource);
        return objects().patch(kind, kind.namespaced() ? "shop" : "", name, new Patch.Merge(yaml(patch)), by());
    }

    public ObjectNode get(String resource, String name) {
        Kind kind = kinds().named(resource);
        return objects().get(kind, kind.namespaced() ? "shop" : "", name).orElseThrow().object();
    }

    private Kind kind(ObjectNode manifest) {
        return kinds().byKind(manifest.path("apiVersion").asString(), manifest.path("kind").asString()).orElseThrow();
    }

    private static String namespace(Kind kind, ObjectNode manifest) {
        return kind.namespaced() ? manifest.path("metadata").path("namespace").asString("shop") : "";
    }

    @Override
    public void close() {
        context.close();
    }
}
