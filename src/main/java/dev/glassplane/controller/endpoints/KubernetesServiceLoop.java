package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Endpoints and EndpointSlice of Service {@code default/kubernetes}. EKS puts a network interface of the control plane into each of two
 * subnets; here its address is the last usable one of the first two IPv4 subnets, in an IPv6 cluster one of their IPv6 prefixes. Nothing answers there. Objects that somebody else has
 * written stay (kubernetes/kubernetes: pkg/controlplane/reconcilers/endpointsadapter.go).
 */
@Component
@Order(930)
public class KubernetesServiceLoop implements ControlLoop {

    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";
    private static final String SUBNETS = "subnets.ec2.services.k8s.aws";
    private static final int CONTROL_PLANE_INTERFACES = 2;
    private static final int PORT = 443;
    private static final int IPV6_OFFSET = 0xfffe;
    private final Writer writer;

    /** Made once. */
    public KubernetesServiceLoop(Objects objects, Kinds kinds) {
        this.writer = new Writer(objects, kinds, "kube-apiserver");
    }

    @Override
    public String name() {
        return "kubernetes-service";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        if (!delta.touches("services") && !delta.touches(SUBNETS) && !delta.touches("endpoints") && !delta.touches(SliceWriter.RESOURCE)) {
            return Optional.empty();
        }
        Optional<Stored> service = image.object(new ObjectKey("services", NAMESPACE, NAME));
        List<Ip> addresses = addresses(image);
        if (service.isEmpty() || addresses.isEmpty() || !service.get().object().path("spec").path("selector").isEmpty()) {
            return Optional.empty();
        }
        if (image.object(new ObjectKey("endpoints", NAMESPACE, NAME)).isEmpty()) {
            writer.create("endpoints", endpoints(addresses));
        }
        if (image.object(new ObjectKey(SliceWriter.RESOURCE, NAMESPACE, NAME)).isEmpty()) {
            writer.create(SliceWriter.RESOURCE, slice(addresses));
        }
        return Optional.empty();
    }

    private static List<Ip> addresses(ClusterImage image) {
        if (ClusterNetwork.of(image).ipv6()) {
            return image.all(SUBNETS).values().stream().flatMap(subnet -> Cidr.tryParse(Fields.text(subnet.object().path("spec"), "ipv6CIDRBlock")).stream())
                    .filter(cidr -> cidr.family() == Family.IPV6).sorted().limit(CONTROL_PLANE_INTERFACES).map(cidr -> cidr.at(IPV6_OFFSET)).toList();
        }
        return image.all(SUBNETS).values().stream()
                .flatMap(subnet -> Cidr.tryParse(Fields.text(subnet.object().path("spec"), "cidrBlock")).stream())
                .filter(cidr -> cidr.family() == Family.IPV4 && cidr.size() > 3).sorted().limit(CONTROL_PLANE_INTERFACES)
                .map(cidr -> cidr.at(cidr.size() - 2)).toList();
    }

    private ObjectNode endpoints(List<Ip> addresses) {
        ObjectNode endpoints = Meta.blank(writer.kind("endpoints"), NAMESPACE);
        Meta.of(endpoints).put("name", NAME).putObject("labels").put(EndpointSliceMirroringLoop.SKIP_LABEL, "true");
        ObjectNode subset = endpoints.putArray("subsets").addObject();
        ArrayNode list = subset.putArray("addresses");
        addresses.forEach(ip -> list.addObject().put("ip", ip.toString()));
        subset.putArray("ports").addObject().put("name", "https").put("port", PORT).put("protocol", "TCP");
        return endpoints;
    }

    private ObjectNode slice(List<Ip> addresses) {
        ObjectNode slice = Meta.blank(writer.kind(SliceWriter.RESOURCE), NAMESPACE);
        Meta.of(slice).put("name", NAME).putObject("labels").put(SliceWriter.SERVICE_NAME_LABEL, NAME);
        slice.put("addressType", addresses.getFirst().family().word());
        ArrayNode list = slice.putArray("endpoints");
        addresses.forEach(ip -> {
            ObjectNode endpoint = list.addObject();
            endpoint.putArray("addresses").add(ip.toString());
            endpoint.putObject("conditions").put("ready", true);
        });
        slice.putArray("ports").addObject().put("name", "https").put("port", PORT).put("protocol", "TCP");
        return slice;
    }
}
