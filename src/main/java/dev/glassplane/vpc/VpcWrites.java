package dev.glassplane.vpc;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.Revision;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Writes network interfaces for the control loops that share the VPC's addresses, and tells them whether an image is too old to decide on:
 * one that does not show all their writes could hand out an address twice.
 */
@Component
public class VpcWrites {

    private final Objects objects;
    private final Kind kind;
    private final AtomicLong newest = new AtomicLong();

    /** @param kinds must know NetworkInterface */
    public VpcWrites(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.kind = kinds.named(NetworkInterface.RESOURCE);
    }

    /** @return whether the image shows every interface as the loops last wrote it; if not, a later image will */
    public boolean shownBy(ClusterImage image) {
        return image.revision().value() >= newest.get();
    }

    /** Creates an interface. */
    public void create(NetworkInterface created) {
        note(objects.create(kind, "", created.toObject(), WriteOptions.by("vpc")).revision());
    }

    /** Writes the interface's addresses; one that is gone stays gone. */
    public void update(NetworkInterface changed) {
        objects.modify(kind, "", changed.id(), "", changed::writeTo).ifPresent(stored -> note(stored.revision()));
    }

    /** Gives an interface security groups; one that is gone stays gone. */
    public void setGroups(String id, List<String> groups) {
        objects.modify(kind, "", id, "", object -> {
            groups.forEach(object.withObject("/spec").putArray("securityGroups")::add);
            return object;
        }).ifPresent(stored -> note(stored.revision()));
    }

    /** Deletes an interface; it need not exist. */
    public void delete(String id) {
        if (objects.get(kind, "", id).isPresent()) {
            note(objects.delete(kind, "", id, DeleteOptions.NOW).object().revision());
        }
    }

    /** Notes another write that the next decision must see, for example of a pod's address. */
    public void note(Revision revision) {
        newest.accumulateAndGet(revision.value(), Math::max);
    }
}
