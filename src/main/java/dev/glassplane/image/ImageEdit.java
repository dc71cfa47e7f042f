package dev.glassplane.image;

import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects that are put into an image or taken out of it in thought: nobody writes them, and no control loop acts on them. A value with equals.
 *
 * @param objects what each key holds afterwards, empty for nothing; not to be modified
 */
public record ImageEdit(SortedMap<ObjectKey, Optional<ObjectNode>> objects) {

    /** Changes nothing. */
    public static final ImageEdit NONE = new ImageEdit(new TreeMap<>());

    public ImageEdit {
        objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
    }

    /** @return an edit that puts one object, new or changed */
    public static ImageEdit put(ObjectKey key, ObjectNode object) {
        return new ImageEdit(new TreeMap<>(Map.of(key, Optional.of(object))));
    }

    /** @return an edit that takes one object away */
    public static ImageEdit delete(ObjectKey key) {
        return new ImageEdit(new TreeMap<>(Map.of(key, Optional.empty())));
    }

    /** @return both edits; where they name the same object, the later one counts */
    public ImageEdit and(ImageEdit later) {
        SortedMap<ObjectKey, Optional<ObjectNode>> all = new TreeMap<>(objects);
        all.putAll(later.objects);
        return new ImageEdit(all);
    }

    /** @return whether it changes nothing */
    public boolean isEmpty() {
        return objects.isEmpty();
    }

    /** @return the image with these objects, at the same revision; what the edit does not name keeps its identity */
    public ClusterImage applyTo(ClusterImage image) {
        List<Event> events = new ArrayList<>();
        objects.forEach((key, object) -> {
            Optional<Stored> before = image.object(key);
            if (object.isPresent()) {
                events.add(new Event(before.isPresent() ? Event.Type.MODIFIED : Event.Type.ADDED, image.revision(),
                        new Stored(key, image.revision(), object.get()), before));
            } else {
                before.ifPresent(gone -> events.add(new Event(Event.Type.DELETED, image.revision(), gone, before)));
            }
        });
        return ClusterImages.apply(image, events);
    }

    /** @return what the edit touches */
    public ClusterDelta delta() {
        return new ClusterDelta(false, objects.keySet());
    }
}
