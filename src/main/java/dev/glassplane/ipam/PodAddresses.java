package dev.glassplane.ipam;

import dev.glassplane.image.Pod;
import dev.glassplane.image.PodAddressFields;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Writes the address that a pod network gave a pod into its status. */
@Component
class PodAddresses {

    private final Objects objects;
    private final Kind pods;

    PodAddresses(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.pods = kinds.named("pods");
    }

    /**
     * Leaves another pod of the same name, and a pod that meanwhile has an address, as they are.
     *
     * @return the pod's state afterwards, empty if it is gone
     */
    Optional<Stored> write(Pod pod, Ip ip) {
        ObjectKey key = pod.key();
        return objects.modify(pods, key.namespace(), key.name(), "status", object -> PodAddressFields.give(object, pod.uid(), ip));
    }
}
