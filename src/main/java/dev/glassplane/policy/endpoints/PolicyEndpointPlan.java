package dev.glassplane.policy.endpoints;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.Pod;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which PolicyEndpoints a policy should have ({@code aws/amazon-network-policy-controller-k8s: pkg/policyendpoints/manager.go}): what stands in an
 * existing one stays there, new entries fill existing ones up and then make more; one without any entry is dropped, but for the last.
 *
 * @param written specs of existing objects, and of new ones without an object
 * @param dropped objects that are not needed any more
 */
public record PolicyEndpointPlan(List<Draft> written, List<Stored> dropped) {

    /** Entries of one kind that one object holds ({@code --endpoint-chunk-size}). */
    public static final int CHUNK = 200;

    /** The three lists of an object. */
    private enum Part {
        INGRESS("ingress"), EGRESS("egress"), PODS("podSelectorEndpoints");

        private final String field;

        Part(String field) {
            this.field = field;
        }
    }

    /**
     * @param existing the object, empty for a new one
     * @param spec     what it should say
     */
    public record Draft(Optional<Stored> existing, ObjectNode spec) {}

    private static final class Packing {
        private final Optional<Stored> existing;
        private final Map<Part, List<JsonNode>> parts = new EnumMap<>(Part.class);

        Packing(Optional<Stored> existing) {
            this.existing = existing;
            for (Part part : Part.values()) {
                parts.put(part, new ArrayList<>());
            }
        }

        boolean isEmpty() {
            return parts.values().stream().allMatch(List::isEmpty);
        }
    }

    /**
     * @param existing PolicyEndpoints of the policy, by name
     * @param resolver of the policy
     * @param hostIp   status.hostIP of a pod
     */
    static PolicyEndpointPlan of(NetworkPolicy policy, JsonNode policySpec, List<Stored> existing, EndpointResolver resolver,
                                 java.util.function.Function<Pod, String> hostIp) {
        Map<Part, Set<JsonNode>> wanted = new EnumMap<>(Part.class);
        wanted.put(Part.INGRESS, combined(resolver.resolve(Direction.INGRESS)));
        wanted.put(Part.EGRESS, combined(resolver.resolve(Direction.EGRESS)));
        wanted.put(Part.PODS, new LinkedHashSet<>(resolver.selected().stream().map(pod -> pod(pod, hostIp.apply(pod))).toList()));
        List<Packing> kept = new ArrayList<>();
        List<Packing> emptied = new ArrayList<>();
        for (Stored object : existing) {
            Packing packing = new Packing(Optional.of(object));
            for (Part part : Part.values()) {
                object.object().path("spec").path(part.field).forEach(entry -> {
                    if (wanted.get(part).remove(entry)) {
                        packing.parts.get(part).add(entry);
                    }
                });
            }
            (packing.isEmpty() ? emptied : kept).add(packing);
        }
        List<Packing> created = new ArrayList<>();
        for (Part part : Part.values()) {
            pack(part, wanted.get(part), kept, emptied, created);
        }
        return plan(policy, policySpec, kept, emptied, created);
    }

    private static void pack(Part part, Collection<JsonNode> entries, List<Packing> kept, List<Packing> emptied, List<Packing> created) {
        List<Packing> room = new ArrayList<>(Stream.of(kept, emptied, created).flatMap(List::stream).toList());
        int at = 0;
        for (JsonNode entry : entries) {
            while (at < room.size() && room.get(at).parts.get(part).size() >= CHUNK) {
                at++;
            }
            if (at == room.size()) {
                Packing fresh = new Packing(Optional.empty());
                created.add(fresh);
                room.add(fresh);
            }
            room.get(at).parts.get(part).add(entry);
        }
    }

    private static PolicyEndpointPlan plan(NetworkPolicy policy, JsonNode policySpec, List<Packing> kept, List<Packing> emptied, List<Packing> created) {
        List<Packing> written = new ArrayList<>(kept);
        List<Packing> dropped = new ArrayList<>();
        emptied.forEach(packing -> (packing.isEmpty() ? dropped : written).add(packing));
        written.addAll(created);
        if (written.isEmpty()) {
            written.add(dropped.isEmpty() ? new Packing(Optional.empty()) : dropped.removeFirst());
        }
        return new PolicyEndpointPlan(written.stream().map(packing -> new Draft(packing.existing, spec(policy, policySpec, packing))).toList(),
                dropped.stream().map(packing -> packing.existing.orElseThrow()).toList());
    }

    private static ObjectNode spec(NetworkPolicy policy, JsonNode policySpec, Packing packing) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        list(spec, Part.EGRESS, packing);
        list(spec, Part.INGRESS, packing);
        ArrayNode isolation = spec.putArray("podIsolation");
        Stream.of(Direction.values()).filter(policy.isolates()::contains).forEach(direction ->
                isolation.add(direction == Direction.INGRESS ? "Ingress" : "Egress"));
        spec.set("podSelector", policySpec.path("podSelector").isObject() ? policySpec.path("podSelector").deepCopy() : JsonNodeFactory.instance.objectNode());
        list(spec, Part.PODS, packing);
        spec.putObject("policyRef").put("name", policy.key().name()).put("namespace", policy.key().namespace());
        return spec;
    }

    private static void list(ObjectNode spec, Part part, Packing packing) {
        List<JsonNode> entries = packing.parts.get(part);
        if (!entries.isEmpty()) {
            ArrayNode list = spec.putArray(part.field);
            entries.forEach(entry -> list.add(entry.deepCopy()));
        }
    }

    /** Entries about the same addresses become one: all ports if one of them says so, else the ports of all. */
    private static Set<JsonNode> combined(List<Resolved> resolved) {
        Map<List<Object>, ResolvedEndpoint> byAddress = new LinkedHashMap<>();
        for (Resolved each : resolved) {
            ResolvedEndpoint endpoint = each.endpoint();
            byAddress.merge(List.of(endpoint.cidr(), endpoint.except().stream().sorted().toList()), endpoint, (one, other) ->
                    new ResolvedEndpoint(one.cidr(), one.except(), one.ports().isEmpty() || other.ports().isEmpty() ? List.of()
                            : Stream.concat(one.ports().stream(), other.ports().stream()).distinct().toList()));
        }
        Set<JsonNode> entries = new LinkedHashSet<>();
        byAddress.values().forEach(endpoint -> entries.add(endpoint.write()));
        return entries;
    }

    private static ObjectNode pod(Pod pod, String hostIp) {
        return JsonNodeFactory.instance.objectNode().put("hostIP", hostIp).put("name", pod.key().name()).put("namespace", pod.key().namespace())
                .put("podIP", pod.ips().getFirst().toString());
    }

    /** @return PolicyEndpoints that the policy should have in the image, as the controller would write them */
    public static PolicyEndpointPlan of(NetworkPolicy policy, ClusterImage image) {
        return PolicyEndpoints.plan(policy, image, new EndpointResolver(image, policy));
    }
}
