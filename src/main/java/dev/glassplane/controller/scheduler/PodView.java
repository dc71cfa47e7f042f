package dev.glassplane.controller.scheduler;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.controller.object.NodeRequirements;
import dev.glassplane.controller.object.Resources;
import dev.glassplane.controller.object.Taint.Toleration;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What the scheduler reads of a Pod.
 *
 * @param name         metadata.name
 * @param namespace    metadata.namespace
 * @param labels       metadata.labels
 * @param group        pods of equal group are spread over nodes and zones: those of one controller, or with the same labels
 * @param priority     spec.priority
 * @param created      metadata.creationTimestamp
 * @param requests     what it takes of a node
 * @param hostPorts    ports that it takes of a node, as {@code IP/PROTOCOL/PORT}, IP 0.0.0.0 for all addresses
 * @param nodes        nodeSelector and node affinity
 * @param tolerations  of taints
 * @param spreads      topologySpreadConstraints
 * @param affinity     required pod affinity
 * @param antiAffinity required pod anti-affinity
 * @param unmodelled   what it demands that is not modelled, empty for nothing
 */
record PodView(String name, String namespace, Map<String, String> labels, String group, int priority, Instant created,
               Resources requests, Set<String> hostPorts, NodeRequirements nodes, List<Toleration> tolerations, List<Spread> spreads,
               List<Near> affinity, List<Near> antiAffinity, String unmodelled) {

    /**
     * A topologySpreadConstraint.
     *
     * @param topologyKey label whose values are the domains
     * @param maxSkew     how many more pods a domain may have than the least one
     * @param required    DoNotSchedule
     * @param minDomains  0 for none
     * @param pods        which pods of the namespace count
     */
    record Spread(String topologyKey, int maxSkew, boolean required, int minDomains, LabelSelector pods) {}

    /**
     * A term of pod affinity or anti-affinity.
     *
     * @param namespaces  where the other pods are
     * @param pods        which they are
     * @param topologyKey label whose value both nodes share
     */
    record Near(Set<String> namespaces, LabelSelector pods, String topologyKey) {

        boolean covers(PodView pod) {
            return namespaces.contains(pod.namespace()) && pods.matches(pod.labels());
        }
    }

    static PodView of(Stored stored) {
        JsonNode pod = stored.object();
        JsonNode spec = pod.path("spec");
        String namespace = Meta.namespace(pod);
        Map<String, String> labels = Meta.labels(pod);
        String controller = Meta.controllerUid(pod);
        JsonNode affinity = spec.path("affinity");
        return new PodView(Meta.name(pod), namespace, labels,
                controller.isEmpty() ? (labels.isEmpty() ? "" : namespace + labels) : controller,
                priority(spec), Meta.created(pod), Resources.ofPod(spec), hostPorts(spec), NodeRequirements.ofPod(spec),
                Toleration.ofPod(spec), Fields.each(spec, "topologySpreadConstraints").map(spread -> spread(spread, labels)).toList(),
                near(affinity.path("podAffinity"), namespace, labels), near(affinity.path("podAntiAffinity"), namespace, labels),
                unmodelled(spec));
    }

    /** The condition for a pod of the default scheduler to need a node. */
    static boolean pending(JsonNode pod) {
        String scheduler = Fields.text(pod.path("spec"), "schedulerName");
        return Fields.text(pod.path("spec"), "nodeName").isEmpty() && !Meta.terminating(pod) && !finished(pod)
                && (scheduler.isEmpty() || scheduler.equals("default-scheduler"))
                && Fields.each(pod.path("spec"), "schedulingGates").findAny().isEmpty();
    }

    /** The API resolves priority classes; the two that every cluster has count here too. */
    static int priority(JsonNode spec) {
        return Fields.number(spec, "priority", switch (Fields.text(spec, "priorityClassName")) {
            case "system-node-critical" -> 2_000_001_000;
            case "system-cluster-critical" -> 2_000_000_000;
            default -> 0;
        });
    }

    private static String unmodelled(JsonNode spec) {
        JsonNode affinity = spec.path("affinity");
        boolean namespaceSelector = Stream.of("podAffinity", "podAntiAffinity")
                .flatMap(kind -> Fields.each(affinity.path(kind), "requiredDuringSchedulingIgnoredDuringExecution"))
                .anyMatch(term -> term.has("namespaceSelector"));
        if (namespaceSelector) {
            return "a namespaceSelector in pod affinity";
        }
        return spec.path("resourceClaims").isEmpty() ? "" : "resourceClaims";
    }

    static boolean finished(JsonNode pod) {
        String phase = Fields.text(pod.path("status"), "phase");
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    private static Set<String> hostPorts(JsonNode spec) {
        boolean hostNetwork = Fields.flag(spec, "hostNetwork");
        Stream<JsonNode> sidecars = Fields.each(spec, "initContainers")
                .filter(container -> Fields.text(container, "restartPolicy").equals("Always"));
        Set<String> ports = new TreeSet<>();
        Stream.concat(Fields.each(spec, "containers"), sidecars).flatMap(container -> Fields.each(container, "ports")).forEach(port -> {
            int number = Fields.number(port, "hostPort", hostNetwork ? Fields.number(port, "containerPort", 0) : 0);
            String protocol = Fields.text(port, "protocol");
            String ip = Fields.text(port, "hostIP");
            if (number > 0) {
                ports.add((ip.isEmpty() || ip.equals("::") ? "0.0.0.0" : ip) + "/" + (protocol.isEmpty() ? "TCP" : protocol) + "/" + number);
            }
        });
        return ports;
    }

    private static Spread spread(JsonNode json, Map<String, String> labels) {
        return new Spread(Fields.text(json, "topologyKey"), Fields.number(json, "maxSkew", 1),
                !Fields.text(json, "whenUnsatisfiable").equals("ScheduleAnyway"), Fields.number(json, "minDomains", 0),
                withLabelKeys(LabelSelector.read(json.path("labelSelector")), json, labels));
    }

    private static List<Near> near(JsonNode affinity, String namespace, Map<String, String> labels) {
        return Fields.each(affinity, "requiredDuringSchedulingIgnoredDuringExecution").map(term -> {
            Set<String> namespaces = new TreeSet<>(Fields.each(term, "namespaces").map(name -> name.asString("")).toList());
            return new Near(namespaces.isEmpty() ? Set.of(namespace) : namespaces,
                    withLabelKeys(LabelSelector.read(term.path("labelSelector")), term, labels), Fields.text(term, "topologyKey"));
        }).toList();
    }

    /** {@code matchLabelKeys}: the pod's own values of these labels are demanded too. */
    private static LabelSelector withLabelKeys(LabelSelector selector, JsonNode json, Map<String, String> labels) {
        List<LabelSelector.Requirement> requirements = new ArrayList<>(selector.requirements());
        Fields.each(json, "matchLabelKeys").map(key -> key.asString("")).filter(labels::containsKey)
                .forEach(key -> requirements.add(LabelSelector.Requirement.in(key, labels.get(key))));
        return new LabelSelector(requirements);
    }
}
