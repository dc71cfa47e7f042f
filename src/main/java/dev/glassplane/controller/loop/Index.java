package dev.glassplane.controller.loop;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Objects of one resource by something that they name, kept current by the deltas of one loop, so that a run costs what changed.
 *
 * @param <K> what is looked up
 */
public final class Index<K> {

    private final String resource;
    private final Function<Stored, ? extends Collection<K>> valuesOf;
    private final Map<ObjectKey, Set<K>> valuesByKey = new HashMap<>();
    private final Map<K, TreeSet<ObjectKey>> keysByValue = new HashMap<>();

    /**
     * @param resource as in {@link ObjectKey#resource()}
     * @param valuesOf under which an object is found
     */
    public Index(String resource, Function<Stored, ? extends Collection<K>> valuesOf) {
        this.resource = resource;
        this.valuesOf = valuesOf;
    }

    /**
     * @param key    object that was touched
     * @param before under which it was found so far, empty if it is new
     * @param after  under which it is found now, empty if it is gone
     */
    public record Change<K>(ObjectKey key, Set<K> before, Set<K> after) {}

    /**
     * Takes in what changed. A full delta builds the index anew.
     *
     * @return the touched objects of the resource, in key order
     */
    public List<Change<K>> update(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> touched = new TreeSet<>();
        if (delta.full()) {
            touched.addAll(valuesByKey.keySet());
            touched.addAll(image.all(resource).keySet());
        } else {
            delta.touched().stream().filter(key -> key.resource().equals(resource)).forEach(touched::add);
        }
        List<Change<K>> changes = new ArrayList<>(touched.size());
        for (ObjectKey key : touched) {
            Set<K> after = image.object(key).<Set<K>>map(stored -> new HashSet<>(valuesOf.apply(stored))).orElse(Set.of());
            changes.add(new Change<>(key, replace(key, after), after));
        }
        return changes;
    }

    private Set<K> replace(ObjectKey key, Set<K> after) {
        Set<K> before = after.isEmpty() ? valuesByKey.remove(key) : valuesByKey.put(key, after);
        if (before == null) {
            before = Set.of();
        }
        for (K value : before) {
            if (!after.contains(value)) {
                keysByValue.computeIfPresent(value, (v, keys) -> keys.remove(key) && keys.isEmpty() ? null : keys);
            }
        }
        for (K value : after) {
            keysByValue.computeIfAbsent(value, v -> new TreeSet<>()).add(key);
        }
        return before;
    }

    /** @return keys of the objects found under the value, in order */
    public SortedSet<ObjectKey> keys(K value) {
        TreeSet<ObjectKey> keys = keysByValue.get(value);
        return keys == null ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(keys);
    }

    /** @return the objects found under the value, in key order */
    public List<Stored> objects(K value, ClusterImage image) {
        return keys(value).stream().flatMap(key -> image.object(key).stream()).toList();
    }
}
