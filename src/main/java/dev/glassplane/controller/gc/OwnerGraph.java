package dev.glassplane.controller.gc;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who owns whom, by uid, over all resources; kept current by deltas. */
final class OwnerGraph {

    private final Map<ObjectKey, String> uids = new HashMap<>();
    private final Map<String, ObjectKey> keys = new HashMap<>();
    private final Map<ObjectKey, Set<String>> owners = new HashMap<>();
    private final Map<String, TreeSet<ObjectKey>> dependents = new HashMap<>();

    /** Takes in what changed; returns the objects that may have to be treated. */
    SortedSet<ObjectKey> update(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> touched = new TreeSet<>(delta.touched());
        if (delta.full()) {
            touched.addAll(uids.keySet());
            image.objects().values().forEach(ofResource -> touched.addAll(ofResource.keySet()));
        }
        SortedSet<ObjectKey> concerned = new TreeSet<>(touched);
        for (ObjectKey key : touched) {
            Stored stored = image.object(key).orElse(null);
            String before = uids.get(key);
            String after = stored == null ? null : Meta.uid(stored.object());
            if (before != null && !before.equals(after)) {
                uids.remove(key);
                keys.remove(before);
                concerned.addAll(dependents(before));
            }
            if (after != null) {
                uids.put(key, after);
                keys.put(after, key);
                concerned.addAll(dependents(after));
            }
            own(key, stored == null ? Set.of() : Meta.owners(stored.object()).map(owner -> Fields.text(owner, "uid"))
                    .collect(Collectors.toSet()), concerned);
        }
        return concerned;
    }

    /** A dependent that changes or goes may let its owner go: foreground deletion waits for it. */
    private void own(ObjectKey key, Set<String> now, SortedSet<ObjectKey> concerned) {
        Set<String> before = now.isEmpty() ? owners.remove(key) : owners.put(key, now);
        Set<String> all = new HashSet<>(now);
        for (String uid : before == null ? Set.<String>of() : before) {
            all.add(uid);
            if (!now.contains(uid)) {
                dependents.computeIfPresent(uid, (u, set) -> set.remove(key) && set.isEmpty() ? null : set);
            }
        }
        now.forEach(uid -> dependents.computeIfAbsent(uid, u -> new TreeSet<>()).add(key));
        all.forEach(uid -> {
            if (keys.containsKey(uid)) {
                concerned.add(keys.get(uid));
            }
        });
    }

    boolean exists(String uid) {
        return keys.containsKey(uid);
    }

    /** Objects that name the uid as an owner. */
    SortedSet<ObjectKey> dependents(String uid) {
        return Collections.unmodifiableSortedSet(dependents.getOrDefault(uid, new TreeSet<>()));
    }
}
