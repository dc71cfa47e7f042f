package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.ObjectLoop;
import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * EndpointSlices for Endpoints that users write for a Service without a selector (kubernetes/kubernetes:
 * pkg/controller/endpointslicemirroring).
 */
@Component
@Order(920)
public class EndpointSliceMirroringLoop extends ObjectLoop {

    static final String SKIP_LABEL = "endpointslice.kubernetes.io/skip-mirror";
    private static final String LEADER_ANNOTATION = "control-plane.alpha.kubernetes.io/leader";
    private static final String LAST_APPLIED_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
    private static final String MANAGER = "endpointslicemirroring-controller.k8s.io";
    private static final int ADDRESSES_OF_SUBSET_MAX = 1_000;
    private final Writer writer;

    /** Made once. */
    public EndpointSliceMirroringLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-controller-manager");
    }

    @Override
    public String name() {
        return "endpointslicemirroring";
    }

    @Override
    protected SortedSet<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        SortedSet<ObjectKey> services = new TreeSet<>(touched("services", delta, image));
        touched("endpoints", delta, image).forEach(key -> services.add(new ObjectKey("services", key.namespace(), key.name())));
        services.addAll(EndpointSliceLoop.serviceOfTouchedSlices(delta, image));
        return services;
    }

    @Override
    protected Optional<Instant> treat(ObjectKey key, ClusterImage image, Instant now) {
        Service service = image.services().get(key);
        Optional<Stored> endpoints = image.object(new ObjectKey("endpoints", key.namespace(), key.name()));
        List<Stored> existing = EndpointSliceLoop.slices(key, MANAGER, image);
        boolean mirrored = service != null && service.selector().isEmpty() && endpoints.isPresent()
                && !Meta.label(endpoints.get().object(), SKIP_LABEL).equals("true")
                && Meta.annotation(endpoints.get().object(), LEADER_ANNOTATION).isEmpty();
        if (!mirrored) {
            existing.forEach(slice -> writer.delete(slice, DeleteOptions.DEFAULT));
            return Optional.empty();
        }
        ObjectNode source = endpoints.get().object();
        for (Family family : List.of(Family.IPV4, Family.IPV6)) {
            String type = EndpointSliceLoop.addressType(family);
            SlicePlan plan = SlicePlan.of(endpoints(source, family),
                    existing.stream().filter(slice -> Fields.text(slice.object(), "addressType").equals(type)).toList(),
                    ADDRESSES_OF_SUBSET_MAX, false);
            new SliceWriter(writer, source, "endpoints", type, labels(source, service), annotations(source),
                    Meta.annotation(source, SliceWriter.TRIGGER_ANNOTATION)).carryOut(plan);
        }
        return Optional.empty();
    }

    private static Map<String, String> labels(ObjectNode source, Service service) {
        Map<String, String> labels = new TreeMap<>(Meta.labels(source));
        labels.put(SliceWriter.SERVICE_NAME_LABEL, service.key().name());
        labels.put(SliceWriter.MANAGED_BY_LABEL, MANAGER);
        return labels;
    }

    private static Map<String, String> annotations(ObjectNode source) {
        Map<String, String> annotations = new TreeMap<>(Fields.strings(source.path("metadata"), "annotations"));
        annotations.remove(SliceWriter.TRIGGER_ANNOTATION);
        annotations.remove(LAST_APPLIED_ANNOTATION);
        return annotations;
    }

    private static Map<ArrayNode, List<ObjectNode>> endpoints(ObjectNode source, Family family) {
        Map<ArrayNode, List<ObjectNode>> byPorts = new LinkedHashMap<>();
        Fields.each(source, "subsets").forEach(subset -> {
            List<ObjectNode> endpoints = new ArrayList<>();
            add(endpoints, subset, "addresses", true, family);
            add(endpoints, subset, "notReadyAddresses", false, family);
            if (!endpoints.isEmpty()) {
                byPorts.computeIfAbsent(ports(subset), ports -> new ArrayList<>()).addAll(endpoints);
            }
        });
        return byPorts;
    }

    private static void add(List<ObjectNode> endpoints, JsonNode subset, String field, boolean ready, Family family) {
        Fields.each(subset, field).forEach(address -> Ip.tryParse(Fields.text(address, "ip")).filter(ip -> ip.family() == family)
                .filter(ip -> endpoints.size() < ADDRESSES_OF_SUBSET_MAX).ifPresent(ip -> {
                    ObjectNode endpoint = Fields.object();
                    endpoint.putArray("addresses").add(ip.toString());
                    endpoint.putObject("conditions").put("ready", ready);
                    for (String copied : List.of("hostname", "nodeName", "targetRef")) {
                        if (address.has(copied)) {
                            endpoint.set(copied, address.get(copied).deepCopy());
                        }
                    }
                    endpoints.add(endpoint);
                }));
    }

    private static ArrayNode ports(JsonNode subset) {
        ArrayNode ports = JsonNodeFactory.instance.arrayNode();
        Fields.each(subset, "ports").forEach(port -> {
            ObjectNode entry = ports.addObject();
            if (port.has("appProtocol")) {
                entry.set("appProtocol", port.get("appProtocol"));
            }
            String protocol = Fields.text(port, "protocol");
            entry.put("name", Fields.text(port, "name")).put("port", Fields.number(port, "port", 0))
                    .put("protocol", protocol.isEmpty() ? "TCP" : protocol);
        });
        return ports;
    }
}
