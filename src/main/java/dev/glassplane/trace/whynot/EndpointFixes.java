package dev.glassplane.trace.whynot;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.EndpointSlice;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.image.Pod;
import dev.glassplane.image.Service;
import dev.glassplane.net.Ip;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.request.Suggestions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Edits that would give a Service endpoints: a pod that becomes ready, a selector that finds pods, a targetPort that they have. */
final class EndpointFixes {

    /** Pods, or groups of pods, that are proposed. */
    private static final int PROPOSED_MAX = 4;
    private static final String READY = "glassplane.dev/ready";

    private final ClusterImage image;
    private final Service service;
    private final String name;
    private final Collection<EndpointSlice> slices;
    private final List<Fix> fixes = new ArrayList<>();

    private EndpointFixes(ClusterImage image, Service service) {
        this.image = image;
        this.service = service;
        this.name = "Service " + service.key().qualifiedName();
        this.slices = image.slicesOf().getOrDefault(service.key(), org.pcollections.HashTreePMap.empty()).values();
    }

    static List<Fix> of(ClusterImage image, Suspect suspect) {
        EndpointFixes grammar = new EndpointFixes(image, suspect.service());
        grammar.readiness();
        if (grammar.slices.stream().allMatch(slice -> slice.endpoints().isEmpty())) {
            grammar.selectors();
        } else {
            suspect.port().ifPresent(grammar::targetPort);
        }
        return grammar.fixes;
    }

    private void readiness() {
        slices.stream().flatMap(slice -> slice.endpoints().stream().filter(endpoint -> !endpoint.ready() && !endpoint.terminating())
                .flatMap(endpoint -> endpoint.target().stream()).map(pod -> Map.entry(slice, pod))).limit(PROPOSED_MAX)
                .forEach(found -> ready(found.getKey(), found.getValue()));
    }

    private void ready(EndpointSlice slice, String qualified) {
        String[] parts = qualified.split("/");
        ObjectKey key = new ObjectKey("pods", parts[0], parts[1]);
        Optional<Pod> pod = image.pod(parts[0], parts[1]);
        if (pod.isEmpty()) {
            return;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        if (pod.get().annotations().containsKey(READY)) {
            patch.putObject("metadata").putObject("annotations").putNull(READY);
        } else {
            patch.putObject("status").putArray("conditions").addObject().put("type", "Ready").put("status", "True");
        }
        ObjectNode edited = image.object(slice.key()).orElseThrow().object().deepCopy();
        edited.path("endpoints").forEach(endpoint -> {
            if (endpoint.path("targetRef").path("name").asString("").equals(parts[1])) {
                ((ObjectNode) endpoint).putObject("conditions").put("ready", true).put("serving", true).put("terminating", false);
            }
        });
        ObjectNode object = image.object(key).orElseThrow().object();
        fixes.add(new Fix(key, "Pod", patch, ImageEdit.put(key, ServiceFixes.merged(object, patch)).and(ImageEdit.put(slice.key(), edited)),
                "let Pod " + qualified + " become ready"));
    }

    /** Other values of the selector's labels that running pods of the namespace have, the most similar first. */
    private void selectors() {
        Map<Map<String, String>, List<Pod>> groups = image.pods().values().stream().filter(this::could)
                .collect(Collectors.groupingBy(pod -> labels(pod), () -> new java.util.HashMap<>(), Collectors.toList()));
        String wanted = new TreeMap<>(service.selector()).toString();
        groups.entrySet().stream().sorted(java.util.Comparator.comparingInt((Map.Entry<Map<String, String>, List<Pod>> group) ->
                Suggestions.edits(wanted, new TreeMap<>(group.getKey()).toString())).thenComparing(group -> group.getKey().toString()))
                .limit(PROPOSED_MAX).forEach(group -> selector(group.getKey(), group.getValue()));
    }

    private boolean could(Pod pod) {
        return pod.key().namespace().equals(service.key().namespace()) && pod.phase().equals("Running") && pod.ready() && !pod.terminating()
                && pod.ips().stream().anyMatch(Ip::isV4) && !service.selector().isEmpty() && !labels(pod).equals(service.selector())
                && pod.labels().keySet().containsAll(service.selector().keySet()) && service.ports().stream().anyMatch(port -> target(pod, port).isPresent());
    }

    private Map<String, String> labels(Pod pod) {
        Map<String, String> labels = new TreeMap<>();
        service.selector().keySet().forEach(key -> Optional.ofNullable(pod.labels().get(key)).ifPresent(value -> labels.put(key, value)));
        return labels;
    }

    /** The number behind a targetPort on the pod; a pod that declares ports has to declare this one. */
    private static Optional<Integer> target(Pod pod, Service.Port port) {
        if (!port.targetPort().matches("[0-9]+")) {
            return pod.containerPorts().stream().filter(each -> each.name().equals(port.targetPort())).map(Pod.ContainerPort::port).findFirst();
        }
        int number = Integer.parseInt(port.targetPort());
        return pod.containerPorts().isEmpty() || pod.containerPorts().stream().anyMatch(each -> each.port() == number) ? Optional.of(number)
                : Optional.empty();
    }

    private void selector(Map<String, String> labels, List<Pod> pods) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode selector = patch.putObject("spec").putObject("selector");
        labels.forEach(selector::put);
        ObjectNode object = image.object(service.key()).orElseThrow().object();
        ImageEdit edit = ImageEdit.put(service.key(), ServiceFixes.merged(object, patch));
        for (EndpointSlice empty : slices) {
            edit = edit.and(ImageEdit.delete(empty.key()));
        }
        ObjectKey key = new ObjectKey("endpointslices.discovery.k8s.io", service.key().namespace(), service.key().name() + "-what-if");
        fixes.add(new Fix(service.key(), "Service", patch, edit.and(ImageEdit.put(key, slice(key, pods))), "let " + name + " select "
                + labels.entrySet().stream().map(label -> label.getKey() + "=" + label.getValue()).collect(Collectors.joining(",")) + ": "
                + pods.size() + (pods.size() == 1 ? " running pod" : " running pods")));
    }

    /** As the EndpointSlice controller would write it. */
    private ObjectNode slice(ObjectKey key, List<Pod> pods) {
        ObjectNode slice = JsonNodeFactory.instance.objectNode().put("apiVersion", "discovery.k8s.io/v1").put("kind", "EndpointSlice");
        slice.putObject("metadata").put("name", key.name()).put("namespace", key.namespace()).putObject("labels")
                .put("kubernetes.io/service-name", service.key().name());
        slice.put("addressType", "IPv4");
        ArrayNode ports = slice.putArray("ports");
        service.ports().forEach(port -> target(pods.getFirst(), port).ifPresent(number ->
                ports.addObject().put("name", port.name()).put("protocol", port.protocol().name()).put("port", number)));
        ArrayNode endpoints = slice.putArray("endpoints");
        for (Pod pod : pods) {
            ObjectNode endpoint = endpoints.addObject().put("nodeName", pod.nodeName())
                    .put("zone", image.node(pod.nodeName()).map(node -> node.zone()).orElse(""));
            endpoint.putArray("addresses").add(pod.ips().stream().filter(Ip::isV4).findFirst().orElseThrow().toString());
            endpoint.putObject("conditions").put("ready", true).put("serving", true).put("terminating", false);
            endpoint.putObject("targetRef").put("kind", "Pod").put("namespace", pod.key().namespace()).put("name", pod.key().name());
        }
        return slice;
    }

    /** A named targetPort that no selected pod declares leaves the slices without the port. */
    private void targetPort(Service.Port port) {
        boolean known = slices.stream().anyMatch(slice -> slice.ports().stream().anyMatch(each -> each.name().equals(port.name()) && each.protocol() == port.protocol()));
        if (known) {
            return;
        }
        slices.stream().flatMap(slice -> slice.endpoints().stream()).flatMap(endpoint -> endpoint.target().stream())
                .flatMap(pod -> image.pod(pod.split("/")[0], pod.split("/")[1]).stream()).flatMap(pod -> pod.containerPorts().stream())
                .filter(each -> each.protocol() == port.protocol()).distinct().limit(PROPOSED_MAX).forEach(each -> targetPort(port, each));
    }

    private void targetPort(Service.Port port, Pod.ContainerPort container) {
        ObjectNode object = image.object(service.key()).orElseThrow().object();
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode ports = patch.putObject("spec").putArray("ports");
        object.path("spec").path("ports").forEach(each -> {
            ObjectNode copy = (ObjectNode) each.deepCopy();
            if (copy.path("port").asInt() == port.port() && copy.path("protocol").asString("TCP").equals(port.protocol().name())) {
                if (container.name().isEmpty()) {
                    copy.put("targetPort", container.port());
                } else {
                    copy.put("targetPort", container.name());
                }
            }
            ports.add(copy);
        });
        ImageEdit edit = ImageEdit.put(service.key(), ServiceFixes.merged(object, patch));
        for (EndpointSlice slice : slices) {
            ObjectNode copy = image.object(slice.key()).orElseThrow().object().deepCopy();
            copy.withArray("/ports").addObject().put("name", port.name()).put("protocol", port.protocol().name()).put("port", container.port());
            edit = edit.and(ImageEdit.put(slice.key(), copy));
        }
        fixes.add(new Fix(service.key(), "Service", patch, edit, "let port " + port.port() + " of " + name + " lead to container port "
                + (container.name().isEmpty() ? "" : container.name() + " ") + container.port() + " instead of " + port.targetPort()));
    }
}
