package dev.glassplane.proxy.ebpf;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Service;
import dev.glassplane.linux.bpf.Algorithm;
import dev.glassplane.proxy.ebpf.EbpfContext.Facts;
import dev.glassplane.proxy.ebpf.EbpfContext.FrontendType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads what only Cilium reads of a Service ({@code cilium/cilium: pkg/annotation/k8s.go, pkg/loadbalancer/reflectors/conversions.go}). */
final class ServiceFacts {

    private static final String PREFIX = "service.cilium.io/";
    /** Load balancer classes whose addresses Cilium gives out itself, so that nobody else answers on their other ports. */
    private static final Set<String> OWN_CLASSES = Set.of("", "io.cilium/bgp-control-plane", "io.cilium/l2-announcer");

    private ServiceFacts() {}

    static Facts of(Service service, ClusterImage image, CiliumConfiguration cilium) {
        JsonNode spec = image.object(service.key()).map(stored -> stored.object().path("spec")).orElseGet(MissingNode::getInstance);
        Optional<Algorithm> algorithm = annotation(service, "lb-algorithm").filter(word -> cilium.algorithmAnnotation())
                .flatMap(word -> Arrays.stream(Algorithm.values()).filter(each -> each != Algorithm.DEFAULT && each.word().equals(word)).findFirst());
        Optional<Boolean> dsr = annotation(service, "forwarding-mode").filter(word -> cilium.modeAnnotation())
                .filter(word -> word.equals("dsr") || word.equals("snat")).map(word -> word.equals("dsr"));
        return new Facts(exposed(service), OWN_CLASSES.contains(spec.path("loadBalancerClass").stringValue("")), topology(service, spec, cilium),
                algorithm, dsr, annotation(service, "src-ranges-policy").filter("deny"::equals).isPresent(), service.sourceRanges());
    }

    private static Optional<String> annotation(Service service, String name) {
        return Optional.ofNullable(service.annotations().get(PREFIX + name));
    }

    private static boolean topology(Service service, JsonNode spec, CiliumConfiguration cilium) {
        boolean asked = service.annotations().getOrDefault("service.kubernetes.io/topology-mode", "").equalsIgnoreCase("auto")
                || service.annotations().getOrDefault("service.kubernetes.io/topology-aware-hints", "").equalsIgnoreCase("auto")
                || spec.path("trafficDistribution").stringValue("").equals("PreferClose");
        return cilium.serviceTopology() && asked;
    }

    /** Words that are no type are left out; if none is left, all frontends exist. External IPs cannot be taken away. */
    private static Set<FrontendType> exposed(Service service) {
        Set<FrontendType> exposed = EnumSet.noneOf(FrontendType.class);
        for (String word : annotation(service, "type").orElse("").split(",")) {
            switch (word.strip()) {
                case "ClusterIP" -> exposed.add(FrontendType.CLUSTER_IP);
                case "NodePort" -> exposed.add(FrontendType.NODE_PORT);
                case "LoadBalancer" -> exposed.add(FrontendType.LOAD_BALANCER);
                default -> { }
            }
        }
        if (exposed.isEmpty()) {
            return EnumSet.allOf(FrontendType.class);
        }
        exposed.add(FrontendType.EXTERNAL_IP);
        return exposed;
    }
}
