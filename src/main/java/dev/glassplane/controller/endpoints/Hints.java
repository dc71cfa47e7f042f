package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Resources;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Node;
import dev.glassplane.image.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Topology hints: which zones and nodes an endpoint is for. Annotation {@code service.kubernetes.io/topology-mode: Auto} shares the
 * endpoints out by the zones' CPUs ({@link ZoneShares}); {@code spec.trafficDistribution} names the endpoint's own zone or node
 * (kubernetes/kubernetes: staging/src/k8s.io/endpointslice/topologycache, trafficdist).
 */
final class Hints {

    private static final String HINTS_ANNOTATION = "service.kubernetes.io/topology-aware-hints";
    private static final String MODE_ANNOTATION = "service.kubernetes.io/topology-mode";

    private Hints() {}

    static boolean auto(Service service) {
        String mode = service.annotations().getOrDefault(HINTS_ANNOTATION, service.annotations().getOrDefault(MODE_ANNOTATION, ""));
        return mode.equals("Auto") || mode.equals("auto");
    }

    /**
     * Writes hints into the endpoints of all slices of one family; not-ready endpoints get none.
     *
     * @param zoneCpus milli-CPUs by zone, empty if a node does not say
     * @return why the endpoints get no hints although the annotation asks for them
     */
    static Optional<String> put(Service service, String trafficDistribution, List<ObjectNode> endpoints,
                                Optional<Map<String, Long>> zoneCpus) {
        List<ObjectNode> ready = endpoints.stream().filter(endpoint -> Fields.flag(endpoint.path("conditions"), "ready")).toList();
        if (auto(service)) {
            return shared(ready, zoneCpus);
        }
        boolean node = trafficDistribution.equals("PreferSameNode");
        if (node || trafficDistribution.equals("PreferClose") || trafficDistribution.equals("PreferSameZone")) {
            ready.forEach(endpoint -> close(endpoint, node));
        }
        return Optional.empty();
    }

    private static Optional<String> shared(List<ObjectNode> ready, Optional<Map<String, Long>> zoneCpus) {
        ZoneShares shares;
        try {
            shares = ZoneShares.of(zoneCpus.orElseThrow(() -> new ZoneShares.ImpossibleException(
                    "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes")), ready.size());
        } catch (ZoneShares.ImpossibleException e) {
            return Optional.of(e.getMessage());
        }
        List<String> zones = ready.stream().map(endpoint -> Fields.text(endpoint, "zone")).toList();
        if (zones.contains("")) {
            return Optional.of("One or more endpoints do not have a zone specified");
        }
        List<String> hints = shares.assign(zones);
        for (int i = 0; i < ready.size(); i++) {
            forZone(ready.get(i).putObject("hints"), hints.get(i));
        }
        return Optional.empty();
    }

    private static void close(ObjectNode endpoint, boolean node) {
        String zone = Fields.text(endpoint, "zone");
        String nodeName = node ? Fields.text(endpoint, "nodeName") : "";
        if (zone.isEmpty() && nodeName.isEmpty()) {
            return;
        }
        ObjectNode hints = endpoint.putObject("hints");
        if (!nodeName.isEmpty()) {
            hints.putArray("forNodes").addObject().put("name", nodeName);
        }
        if (!zone.isEmpty()) {
            forZone(hints, zone);
        }
    }

    private static void forZone(ObjectNode hints, String zone) {
        hints.putArray("forZones").addObject().put("name", zone);
    }

    /** Allocatable milli-CPUs of Ready worker nodes by zone; empty if one of these has no zone or no CPU, or there is only one zone. */
    static Optional<Map<String, Long>> zoneCpus(ClusterImage image) {
        Map<String, Long> cpus = new TreeMap<>();
        for (Node node : image.nodes().values()) {
            boolean controlPlane = node.labels().containsKey("node-role.kubernetes.io/control-plane")
                    || node.labels().containsKey("node-role.kubernetes.io/master");
            if (!controlPlane && node.ready()) {
                JsonNode allocatable = image.object(node.key()).orElseThrow().object().path("status").path("allocatable");
                long cpu = Resources.parse(allocatable).milliCpu();
                if (node.zone().isEmpty() || cpu == 0) {
                    return Optional.empty();
                }
                cpus.merge(node.zone(), cpu, Long::sum);
            }
        }
        return cpus.size() < 2 ? Optional.empty() : Optional.of(cpus);
    }
}
