package dev.glassplane.bootstrap.reset;

import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.image.ControlLoops;
import dev.glassplane.image.Leadership;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.SharedLog;
import dev.glassplane.store.SharedLog.Milestone;
import dev.glassplane.store.Stored;
import dev.glassplane.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Remembers the objects as they were when the start was over, and writes the difference back. It writes to the log itself, because uids and
 * the like come back too; nothing is rebuilt, so it takes as long as there are differences.
 */
@Component
public class StartState {

    /** Looks at what control loops made of the state in between. */
    private static final int ROUNDS_MAX = 10;
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);
    private static final String METADATA = "metadata";
    private static final String RESOURCE_VERSION = "resourceVersion";

    private final RevisionLog log;
    private final SharedLog sharing;
    private final ControlLoops loops;
    private final DataplaneSource dataplanes;
    private Map<ObjectKey, Stored> remembered = new HashMap<>();

    StartState(RevisionLog log, SharedLog sharing, ControlLoops loops, DataplaneSource dataplanes) {
        this.log = log;
        this.sharing = sharing;
        this.loops = loops;
        this.dataplanes = dataplanes;
    }

    /** A set of objects that can be gone back to. */
    public record Snapshot(Map<ObjectKey, Stored> objects) {}

    /**
     * What a reset did.
     *
     * @param revision of the log afterwards
     * @param writes   objects removed, restored and put back
     */
    public record Restored(long revision, int writes) {}

    /** Takes the present for the state to go back to. Replicas go back to what the first of them took. */
    public synchronized void remember() {
        if (sharing.shared()) {
            sharing.once(Milestone.STARTED, () -> sharing.keepStart(now().objects().values()));
            remembered = byKey(sharing.startObjects());
        } else {
            remembered = now().objects();
        }
    }

    /** @return the present */
    public Snapshot now() {
        return new Snapshot(byKey(log.snapshot().objects()));
    }

    /** Who leads is not of the cluster. */
    private static Map<ObjectKey, Stored> byKey(Collection<Stored> objects) {
        Map<ObjectKey, Stored> map = new HashMap<>();
        objects.stream().filter(stored -> !stored.key().equals(Leadership.LEASE)).forEach(stored -> map.put(stored.key(), stored));
        return map;
    }

    /**
     * Goes back to the state after the start.
     *
     * @throws TimeoutException if control loops or tables do not settle
     */
    public synchronized Restored reset() throws InterruptedException, TimeoutException {
        Restored restored = restore(new Snapshot(remembered));
        Map<ObjectKey, Stored> present = now().objects();
        // The next reset need not look into what has not been written since; what others wrote meanwhile is not of the start.
        remembered.replaceAll((key, wanted) -> Optional.ofNullable(present.get(key)).filter(now -> same(now, wanted)).orElse(wanted));
        return restored;
    }

    /** Goes back to a state. */
    public synchronized Restored restore(Snapshot wanted) throws InterruptedException, TimeoutException {
        int writes = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            List<Write> differences = differences(wanted.objects(), now().objects());
            if (differences.isEmpty()) {
                break;
            }
            // All at once, so that no control loop sees a part of it; where one was quicker, the next round looks again.
            writes += log.appendAll(differences).size();
            loops.awaitIdle(SETTLE_TIMEOUT);
        }
        dataplanes.atLeast(log.current(), SETTLE_TIMEOUT);
        return new Restored(log.current().value(), writes);
    }

    private static List<Write> differences(Map<ObjectKey, Stored> wanted, Map<ObjectKey, Stored> present) {
        List<Write> writes = new ArrayList<>();
        present.forEach((key, stored) -> {
            if (!wanted.containsKey(key)) {
                writes.add(new Write(key, stored.revision(), Optional.empty()));
            }
        });
        wanted.forEach((key, stored) -> {
            Stored now = present.get(key);
            if (now == null || !same(now, stored)) {
                writes.add(new Write(key, now == null ? Revision.ZERO : now.revision(), Optional.of(withoutRevision(stored.object()))));
            }
        });
        return writes;
    }

    private static boolean same(Stored a, Stored b) {
        return a.revision().equals(b.revision()) || withoutRevision(a.object()).equals(withoutRevision(b.object()));
    }

    private static ObjectNode withoutRevision(ObjectNode object) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.setAll((ObjectNode) object.get(METADATA));
        metadata.remove(RESOURCE_VERSION);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.setAll(object);
        out.set(METADATA, metadata);
        return out;
    }
}
