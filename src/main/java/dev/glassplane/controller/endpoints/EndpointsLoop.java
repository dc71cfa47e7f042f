package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Endpoints objects of Services with a selector; they show one family, the Service's first. */
@Component
@Order(910)
public class EndpointsLoop extends ObjectLoop {

    static final String MANAGED_BY_LABEL = "endpoints.kubernetes.io/managed-by";
    private static final String MANAGER = "endpoint-controller";
    private static final String OVER_CAPACITY_ANNOTATION = "endpoints.kubernetes.io/over-capacity";
    private final Writer writer;
    private final ServicePods pods = new ServicePods();
    /** Services deleted just now: their Endpoints go with them, whoever wrote these. */
    private final Set<ObjectKey> gone = new HashSet<>();

    /** Made once. */
    public EndpointsLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "endpoints";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> services = new TreeSet<>(pods.concerned(delta, image));
        gone.clear();
        delta.touched().stream().filter(key -> key.resource().equals("services") && image.object(key).isEmpty()).forEach(gone::add);
        touched("endpoints", delta, image).forEach(key -> services.add(new ObjectKey("services", key.namespace(), key.name())));
        return services;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Service service = image.services().get(key);
        Optional<Stored> existing = image.object(new ObjectKey("endpoints", key.namespace(), key.name()));
        if (service == null) {
            existing.filter(endpoints -> gone.contains(key) || Meta.label(endpoints.object(), MANAGED_BY_LABEL).equals(MANAGER))
                    .ifPresent(endpoints -> writer.delete(endpoints, DeleteOptions.DEFAULT));
            return Optional.empty();
        }
        if (service.selector().isEmpty() || service.type().equals("ExternalName")) {
            return Optional.empty();
        }
        Stored stored = image.object(key).orElseThrow();
        List<Pod> selected = pods.selected(service, image);
        Subsets.Result wanted = Subsets.of(service, selected, family(stored.object()));
        String trigger = EndpointSliceLoop.trigger(selected, stored, image);
        if (existing.isPresent()) {
            writer.modify(existing.get(), "", endpoints -> fill(endpoints, service, wanted, trigger));
        } else {
            ObjectNode endpoints = Meta.blank(writer.kind("endpoints"), key.namespace());
            Meta.of(endpoints).put("name", key.name());
            fill(endpoints, service, wanted, trigger);
            writer.create("endpoints", endpoints);
        }
        return Optional.empty();
    }

    private static Family family(ObjectNode service) {
        String first = service.path("spec").path("ipFamilies").path(0).asString("IPv4");
        return first.equals("IPv6") ? Family.IPV6 : Family.IPV4;
    }

    private static void fill(ObjectNode endpoints, Service service, Subsets.Result wanted, String trigger) {
        ObjectNode metadata = Meta.of(endpoints);
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.put(MANAGED_BY_LABEL, MANAGER);
        if (service.clusterIps().isEmpty()) {
            labels.put(SliceWriter.HEADLESS_LABEL, "");
        }
        boolean relabel = !Fields.strings(metadata, "labels").equals(labels);
        if (relabel) {
            metadata.set("labels", Fields.object(labels));
        }
        boolean same = endpoints.path("subsets").equals(wanted.subsets()) || endpoints.path("subsets").isEmpty() && wanted.subsets().isEmpty();
        if (!same || relabel || Meta.annotation(endpoints, SliceWriter.TRIGGER_ANNOTATION).isEmpty()) {
            ObjectNode annotations = Fields.child(metadata, "annotations");
            annotations.put(SliceWriter.TRIGGER_ANNOTATION, trigger);
            if (wanted.truncated()) {
                annotations.put(OVER_CAPACITY_ANNOTATION, "truncated");
            } else {
                annotations.remove(OVER_CAPACITY_ANNOTATION);
            }
        }
        if (!same && wanted.subsets().isEmpty()) {
            endpoints.remove("subsets");
        } else if (!same) {
            endpoints.set("subsets", wanted.subsets().deepCopy());
        }
    }
}
