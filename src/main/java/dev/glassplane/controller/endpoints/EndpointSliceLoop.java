package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Conditions;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** EndpointSlices of Services with a selector. Slices that others manage are left alone. */
@Component
@Order(900)
public class EndpointSliceLoop extends ObjectLoop {

    private static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final int ENDPOINTS_MAX = 100;
    private final Writer writer;
    private final EventRecorder events;
    private final ServicePods pods = new ServicePods();

    /** @param events gets TopologyAwareHintsEnabled and TopologyAwareHintsDisabled */
    public EndpointSliceLoop(Objects objects, Kinds kinds, EventRecorder events) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
        this.events = events;
    }

    @Override
    public String name() {
        return "endpointslice";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> services = new TreeSet<>(pods.concerned(delta, image));
        services.addAll(serviceOfTouchedSlices(delta, image));
        return services;
    }

    /** Services whose slices somebody changed; a slice that is gone names its Service by its own name. */
    static SortedSet<ObjectKey> serviceOfTouchedSlices(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> services = new TreeSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals(SliceWriter.RESOURCE)) {
                int dash = key.name().lastIndexOf('-');
                String service = image.object(key).map(slice -> Meta.label(slice.object(), SliceWriter.SERVICE_NAME_LABEL))
                        .filter(label -> !label.isEmpty()).orElse(dash < 0 ? key.name() : key.name().substring(0, dash));
                services.add(new ObjectKey("services", key.namespace(), service));
            }
        }
        return services;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Service service = image.services().get(key);
        Stored stored = image.object(key).orElse(null);
        if (service == null || stored == null || service.type().equals("ExternalName") || service.selector().isEmpty()) {
            return Optional.empty();
        }
        List<Pod> selected = pods.selected(service, image);
        List<Stored> existing = slices(key, MANAGER, image);
        List<Family> families = families(stored.object());
        existing.stream().filter(slice -> families.stream().noneMatch(family -> addressType(family).equals(addressType(slice))))
                .forEach(slice -> writer.delete(slice, DeleteOptions.DEFAULT));
        for (Family family : families) {
            String type = addressType(family);
            SlicePlan plan = SlicePlan.of(ServiceEndpoints.of(service, selected, family, image),
                    existing.stream().filter(slice -> addressType(slice).equals(type)).toList(), ENDPOINTS_MAX, true);
            hints(service, stored.object(), plan, type, image);
            new SliceWriter(writer, stored.object(), "services", type, labels(service), Map.of(), trigger(selected, stored, image))
                    .carryOut(plan);
        }
        return Optional.empty();
    }

    /** Slices of the Service with this manager, in key order. */
    static List<Stored> slices(ObjectKey service, String manager, ClusterImage image) {
        var slices = image.slicesOf().get(service);
        return slices == null ? List.of() : slices.values().stream()
                .filter(slice -> slice.labels().getOrDefault(SliceWriter.MANAGED_BY_LABEL, "").equals(manager))
                .map(dev.glassplane.image.EndpointSlice::key).sorted().flatMap(key -> image.object(key).stream())
                .filter(slice -> !Meta.terminating(slice.object())).toList();
    }

    private static String addressType(Stored slice) {
        return Fields.text(slice.object(), "addressType");
    }

    static String addressType(Family family) {
        return family == Family.IPV6 ? "IPv6" : "IPv4";
    }

    private static List<Family> families(ObjectNode service) {
        List<Family> families = Fields.each(service.path("spec"), "ipFamilies")
                .map(family -> family.asString("").equals("IPv6") ? Family.IPV6 : Family.IPV4).toList();
        return families.isEmpty() ? List.of(Family.IPV4) : families;
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new TreeMap<>(service.labels());
        labels.put(SliceWriter.SERVICE_NAME_LABEL, service.key().name());
        labels.put(SliceWriter.MANAGED_BY_LABEL, MANAGER);
        if (service.clusterIps().isEmpty()) {
            labels.put(SliceWriter.HEADLESS_LABEL, "");
        } else {
            labels.remove(SliceWriter.HEADLESS_LABEL);
        }
        return labels;
    }

    private void hints(Service service, ObjectNode object, SlicePlan plan, String type, ClusterImage image) {
        List<ObjectNode> endpoints = plan.kept().stream().flatMap(draft -> draft.endpoints().stream()).toList();
        boolean auto = Hints.auto(service);
        Optional<String> refusal = Hints.put(service, Fields.text(object.path("spec"), "trafficDistribution"), endpoints,
                auto ? Hints.zoneCpus(image) : Optional.empty());
        if (refusal.isPresent()) {
            tell(object, EventRecorder.WARNING, "TopologyAwareHintsDisabled", refusal.get() + ", addressType: " + type);
        } else if (auto && plan.kept().stream().anyMatch(SliceDraft::changed) && plan.kept().stream()
                .flatMap(draft -> draft.existing().stream())
                .noneMatch(slice -> Fields.each(slice.object(), "endpoints").anyMatch(endpoint -> endpoint.has("hints")))) {
            tell(object, EventRecorder.NORMAL, "TopologyAwareHintsEnabled", "Topology Aware Hints has been enabled, addressType: " + type);
        }
    }

    private void tell(ObjectNode service, String type, String reason, String message) {
        events.record(writer.kind("services"), service, "endpoint-slice-controller", "", type, reason, message);
    }

    /** The latest change that the endpoints show: of a pod's readiness, or the Service's creation. */
    static String trigger(List<Pod> pods, Stored service, ClusterImage image) {
        Instant created = Meta.created(service.object());
        return Fields.time(pods.stream().flatMap(pod -> image.object(pod.key()).stream())
                .flatMap(pod -> Conditions.find(pod.object(), "Ready").stream())
                .flatMap(condition -> Fields.time(condition, "lastTransitionTime").stream())
                .max(Comparator.naturalOrder()).filter(created::isBefore).orElse(created));
    }
}
