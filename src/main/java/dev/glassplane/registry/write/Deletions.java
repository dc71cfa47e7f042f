package dev.glassplane.registry.write;

import dev.glassplane.registry.ApiErrors;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.DeleteOptions.Propagation;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.schema.Scalars;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a deletion makes of an object: {@code apiserver: pkg/registry/rest/delete.go} and, for pods, {@code pkg/registry/core/pod/strategy.go}.
 */
final class Deletions {

    private static final String DELETION_TIMESTAMP = "deletionTimestamp";
    private static final String GRACE = "deletionGracePeriodSeconds";
    private static final String FINALIZERS = "finalizers";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    private static final long POD_GRACE_DEFAULT = 30;

    private Deletions() {}

    /** @throws dev.glassplane.registry.ApiException 409 if a precondition does not hold */
    static void checkPreconditions(Kind kind, Stored before, DeleteOptions options) {
        String name = before.key().name();
        String uid = Trees.meta(before.object(), "uid");
        options.uid().filter(wanted -> !wanted.equals(uid)).ifPresent(wanted -> {
            throw ApiErrors.conflict(kind, name, "the UID in the precondition (" + wanted + ") does not match the UID in record (" + uid
                    + "). The object might have been deleted and then recreated");
        });
        String revision = before.revision().toString();
        options.resourceVersion().filter(wanted -> !wanted.equals(revision)).ifPresent(wanted -> {
            throw ApiErrors.conflict(kind, name, "the ResourceVersion in the precondition (" + wanted
                    + ") does not match the ResourceVersion in record (" + revision + "). The object might have been modified");
        });
    }

    /**
     * @param object a copy of the object's state; gets the deletion's marks
     * @return whether the object goes at once; else it stays with the marks, which may be what they were
     */
    static boolean mark(Kind kind, ObjectNode object, DeleteOptions options, Instant now) {
        ObjectNode metadata = Trees.metadata(object);
        options.propagation().ifPresent(propagation -> setFinalizers(metadata, propagation));
        long grace = kind.resource().equals("pods") ? podGrace(object, options) : 0;
        if (metadata.has(DELETION_TIMESTAMP)) {
            long remaining = metadata.path(GRACE).asLong(0);
            boolean shorter = options.gracePeriodSeconds().isPresent() ? grace < remaining : grace == 0 && remaining > 0;
            if (shorter) {
                metadata.put(DELETION_TIMESTAMP, Scalars.time(now.plusSeconds(grace))).put(GRACE, (int) Math.min(grace, Integer.MAX_VALUE));
            }
        } else {
            metadata.put(DELETION_TIMESTAMP, Scalars.time(now.plusSeconds(grace))).put(GRACE, (int) Math.min(grace, Integer.MAX_VALUE));
            Metadata.raiseGeneration(object);
        }
        if (kind.resource().equals("namespaces")) {
            (object.get("status") instanceof ObjectNode status ? status : object.putObject("status")).put("phase", "Terminating");
        }
        return isOver(object);
    }

    /** @return whether a marked object has nothing left that keeps it */
    static boolean isOver(ObjectNode object) {
        return object.path("metadata").has(DELETION_TIMESTAMP) && object.path("metadata").path(GRACE).asLong(0) == 0
                && object.path("metadata").path(FINALIZERS).isEmpty() && object.path("spec").path(FINALIZERS).isEmpty();
    }

    private static long podGrace(ObjectNode pod, DeleteOptions options) {
        String phase = pod.path("status").path("phase").asString("");
        if (pod.path("spec").path("nodeName").asString("").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
            return 0;
        }
        long grace = options.gracePeriodSeconds().orElseGet(() -> pod.path("metadata").has(DELETION_TIMESTAMP)
                ? pod.path("metadata").path(GRACE).asLong(0)
                : pod.path("spec").path("terminationGracePeriodSeconds").asLong(POD_GRACE_DEFAULT));
        return grace < 0 ? 1 : grace;
    }

    private static void setFinalizers(ObjectNode metadata, Propagation propagation) {
        Set<String> finalizers = new LinkedHashSet<>();
        metadata.path(FINALIZERS).forEach(each -> finalizers.add(each.asString()));
        finalizers.remove(FOREGROUND);
        finalizers.remove(ORPHAN);
        switch (propagation) {
            case FOREGROUND -> finalizers.add(FOREGROUND);
            case ORPHAN -> finalizers.add(ORPHAN);
            case BACKGROUND -> { }
        }
        if (finalizers.isEmpty()) {
            metadata.remove(FINALIZERS);
        } else {
            ArrayNode list = metadata.putArray(FINALIZERS);
            finalizers.forEach(list::add);
        }
    }
}
