package dev.glassplane.registry.events;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.schema.Scalars;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@link EventRecorder} through {@link Objects}. Remembers the latest events; a forgotten one is written anew. */
@Component
final class ObjectEventRecorder implements EventRecorder {

    /** Events remembered for counting. */
    static final int REMEMBERED_MAX = 4096;
    private static final Duration QUIET = Duration.ofMinutes(10);
    private static final int MESSAGE_MAX = 1024;
    /** Characters of an object's name that its events' names begin with. */
    private static final int NAME_MAX = 220;
    private static final Logger LOG = LoggerFactory.getLogger(ObjectEventRecorder.class);

    private final Objects objects;
    private final Kind eventKind;
    private final InstantSource clock;
    private final Map<Identity, Written> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Written> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** What makes two events the same. */
    private record Identity(String uid, String namespace, String name, String component, String host, String type, String reason,
                            String message) {}

    private record Written(String namespace, String event, Instant at) {}

    ObjectEventRecorder(Objects objects, Kinds kinds, InstantSource clock) {
        this.objects = objects;
        this.eventKind = kinds.named("events");
        this.clock = clock;
    }

    @Override
    public synchronized void record(Kind kind, ObjectNode regarding, String component, String host, String type, String reason, String message) {
        Instant now = clock.instant();
        String text = message.substring(0, Math.min(message.length(), MESSAGE_MAX));
        String namespace = regarding.path("metadata").path("namespace").asString("");
        Identity identity = new Identity(regarding.path("metadata").path("uid").asString(""), namespace,
                regarding.path("metadata").path("name").asString(""), component, host, type, reason, text);
        Written before = remembered.get(identity);
        try {
            boolean known = before != null && !before.at.isAfter(now)
                    && objects.get(eventKind, before.namespace, before.event).isPresent(); // a reset may have taken it away
            if (!known) {
                remembered.put(identity, create(kind, regarding, identity, now));
            } else if (Duration.between(before.at, now).compareTo(QUIET) >= 0) {
                remembered.put(identity, count(before, kind, regarding, identity, now));
            }
        } catch (ApiException e) {
            LOG.debug("event {} about {} {} is not recorded: {}", reason, kind.name(), identity.name, e.getMessage());
        }
    }

    private Written count(Written before, Kind kind, ObjectNode regarding, Identity identity, Instant now) {
        boolean exists = objects.modify(eventKind, before.namespace, before.event, "", event -> event
                .put("count", event.path("count").asInt(1) + 1).put("lastTimestamp", Scalars.time(now))).isPresent();
        return exists ? new Written(before.namespace, before.event, now) : create(kind, regarding, identity, now);
    }

    private Written create(Kind kind, ObjectNode regarding, Identity identity, Instant now) {
        String namespace = identity.namespace.isEmpty() ? "default" : identity.namespace;
        String unique = Integer.toHexString(identity.hashCode());
        String name = identity.name.substring(0, Math.min(identity.name.length(), NAME_MAX)) + "." + Long.toHexString(now.getEpochSecond() * 1_000_000_000L + now.getNano()) + unique;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject("metadata").put("name", name).put("namespace", namespace);
        ObjectNode involved = event.putObject("involvedObject").put("kind", kind.name()).put("apiVersion", kind.apiVersion())
                .put("namespace", identity.namespace).put("name", identity.name).put("uid", identity.uid);
        String revision = regarding.path("metadata").path("resourceVersion").asString("");
        if (!revision.isEmpty()) {
            involved.put("resourceVersion", revision);
        }
        event.put("reason", identity.reason).put("message", identity.message).put("type", identity.type).put("count", 1)
                .put("firstTimestamp", Scalars.time(now)).put("lastTimestamp", Scalars.time(now))
                .put("reportingComponent", identity.component).put("reportingInstance", identity.host);
        event.putObject("source").put("component", identity.component).put("host", identity.host);
        objects.create(eventKind, namespace, event, WriteOptions.by(identity.component));
        return new Written(namespace, name, now);
    }
}
