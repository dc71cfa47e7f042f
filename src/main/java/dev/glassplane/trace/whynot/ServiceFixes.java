package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Service;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Edits of a Service that its state suggests: traffic policies, source ranges, a port more. Whether they help, a trace tells. */
final class ServiceFixes {

    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    private final ClusterImage image;
    private final Suspect suspect;
    private final Service service;
    private final ObjectNode object;
    private final String name;
    private final List<Fix> fixes = new ArrayList<>();

    private ServiceFixes(ClusterImage image, Suspect suspect) {
        this.image = image;
        this.suspect = suspect;
        this.service = suspect.service();
        this.object = image.object(service.key()).orElseThrow().object();
        this.name = "Service " + service.key().qualifiedName();
    }

    static List<Fix> of(ClusterImage image, Suspect suspect) {
        ServiceFixes grammar = new ServiceFixes(image, suspect);
        grammar.policies();
        grammar.ranges();
        grammar.port();
        return grammar.fixes;
    }

    private void policies() {
        if (service.externalLocal()) {
            spec("let " + name + " use endpoints of every node (externalTrafficPolicy: Cluster); pods then see a node, not the client",
                    spec -> spec.put("externalTrafficPolicy", "Cluster"));
        }
        if (service.internalLocal()) {
            spec("let " + name + " use endpoints of every node (internalTrafficPolicy: Cluster)", spec -> spec.put("internalTrafficPolicy", "Cluster"));
        }
    }

    private void ranges() {
        if (!service.sourceRanges().isEmpty() && service.sourceRanges().stream().noneMatch(range -> range.contains(suspect.packet().source()))) {
            String range = suspect.packet().source() + "/" + (suspect.packet().source().isV4() ? IPV4_BITS : IPV6_BITS);
            spec("let " + name + " take this source too (" + range + " in loadBalancerSourceRanges)", spec -> {
                ArrayNode ranges = spec.putArray("loadBalancerSourceRanges");
                object.path("spec").path("loadBalancerSourceRanges").forEach(ranges::add);
                ranges.add(range);
            });
        }
    }

    private void spec(String sentence, Consumer<ObjectNode> change) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        change.accept(patch.putObject("spec"));
        fixes.add(new Fix(service.key(), "Service", patch, ImageEdit.put(service.key(), merged(object, patch)), sentence));
    }

    /** The unlisted port leads where the first port of the protocol leads; its slices get it too, as the EndpointSlice controller would do. */
    private void port() {
        Optional<Service.Port> like = service.ports().stream().filter(port -> port.protocol() == suspect.packet().protocol()).findFirst();
        if (suspect.port().isPresent() || like.isEmpty() || service.clusterIps().isEmpty()) {
            return;
        }
        int wanted = suspect.packet().destinationPort();
        String portName = "port-" + wanted;
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode ports = patch.putObject("spec").putArray("ports");
        object.path("spec").path("ports").forEach(each -> ports.add(named(each)));
        ObjectNode added = ports.addObject().put("name", portName).put("port", wanted).put("protocol", like.get().protocol().name());
        added.set("targetPort", targetPort(like.get().targetPort()));
        ImageEdit edit = ImageEdit.put(service.key(), merged(object, patch));
        for (ObjectKey key : image.slicesOf().getOrDefault(service.key(), org.pcollections.HashTreePMap.empty()).keySet()) {
            edit = edit.and(ImageEdit.put(key, withPort(key, like.get(), portName)));
        }
        fixes.add(new Fix(service.key(), "Service", patch, edit, "let " + name + " list port " + wanted + ", with the targetPort of "
                + like.get().port() + " (" + like.get().targetPort() + ")"));
    }

    private static JsonNode targetPort(String text) {
        return text.matches("[0-9]+") ? JsonNodeFactory.instance.numberNode(Integer.parseInt(text)) : JsonNodeFactory.instance.stringNode(text);
    }

    /** With two ports, each needs a name. */
    private static ObjectNode named(JsonNode port) {
        ObjectNode copy = (ObjectNode) port.deepCopy();
        return copy.path("name").asString("").isEmpty() ? copy.put("name", "port-" + copy.path("port").asInt()) : copy;
    }

    private ObjectNode withPort(ObjectKey key, Service.Port like, String portName) {
        ObjectNode slice = image.object(key).orElseThrow().object().deepCopy();
        EndpointSlice read = image.slices().get(key);
        ArrayNode ports = slice.withArray("/ports");
        ports.forEach(each -> {
            if (each.path("name").asString("").isEmpty()) {
                ((ObjectNode) each).put("name", "port-" + like.port());
            }
        });
        read.ports().stream().filter(port -> port.name().equals(like.name()) && port.protocol() == like.protocol()).findFirst()
                .ifPresent(port -> ports.addObject().put("name", portName).put("protocol", port.protocol().name()).put("port", port.port()));
        return slice;
    }

    /** RFC 7386: members of the patch replace those of the object; null takes one away. */
    static ObjectNode merged(ObjectNode object, ObjectNode patch) {
        ObjectNode copy = object.deepCopy();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                copy.remove(member.getKey());
            } else if (member.getValue() instanceof ObjectNode inner) {
                ObjectNode before = copy.path(member.getKey()) instanceof ObjectNode there ? there : JsonNodeFactory.instance.objectNode();
                copy.set(member.getKey(), merged(before, inner));
            } else {
                copy.set(member.getKey(), member.getValue());
            }
        }
        return copy;
    }
}
