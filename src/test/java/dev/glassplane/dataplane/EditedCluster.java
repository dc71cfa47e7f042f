package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.store.Event;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A cluster that a test edits object by object; changes come out as images and deltas. */
public final class EditedCluster {

    private static final YAMLMapper YAML = new YAMLMapper();

    private ClusterImage image = ClusterImage.EMPTY;
    private long revision;
    private final List<Event> pending = new ArrayList<>();

    /** Creates or replaces an object given as YAML. */
    public EditedCluster put(ObjectKey key, String yaml) {
        return put(key, (ObjectNode) YAML.readTree(yaml));
    }

    /** Creates or replaces an object. */
    public EditedCluster put(ObjectKey key, ObjectNode object) {
        Stored stored = new Stored(key, new Revision(++revision), object);
        pending.add(new Event(Event.Type.MODIFIED, stored.revision(), stored, Optional.empty()));
        return this;
    }

    /** Deletes an object that is in the image. */
    public EditedCluster delete(ObjectKey key) {
        Stored last = image.object(key).orElseThrow();
        Stored stored = new Stored(key, new Revision(++revision), last.object());
        pending.add(new Event(Event.Type.DELETED, stored.revision(), stored, Optional.of(last)));
        return this;
    }

    /** @return the image of all that was published */
    public ClusterImage image() {
        return image;
    }

    /** @return the image after the edits since the last call, and what they touched */
    public ClusterDelta advance() {
        Set<ObjectKey> touched = pending.stream().map(event -> event.current().key()).collect(Collectors.toSet());
        image = ClusterImages.apply(image, pending);
        pending.clear();
        return new ClusterDelta(false, touched);
    }
}
