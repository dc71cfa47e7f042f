package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.object.Fields;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Distributes endpoints over slices of one family so that few slices change: endpoints stay in the slice that has them, new ones fill
 * changed slices first, then one that has room for all the rest, then new slices; a slice that would be deleted is reused for one that would
 * be created (kubernetes/kubernetes: staging/src/k8s.io/endpointslice/reconciler.go).
 *
 * @param kept    slices with the endpoints that they shall have, existing and new
 * @param deleted existing slices that are no longer needed
 */
record SlicePlan(List<SliceDraft> kept, List<Stored> deleted) {

    /**
     * @param desired      endpoints by ports
     * @param existing     slices of the family, in key order
     * @param endpointsMax of a slice
     * @param placeholder  whether a slice without endpoints shall stand where there would be none
     */
    static SlicePlan of(Map<ArrayNode, List<ObjectNode>> desired, List<Stored> existing, int endpointsMax, boolean placeholder) {
        Map<List<String>, List<Stored>> existingByPorts = new HashMap<>();
        existing.forEach(slice -> existingByPorts.computeIfAbsent(SliceDraft.portKey(slice.object().path("ports")), key -> new ArrayList<>())
                .add(slice));
        List<SliceDraft> kept = new ArrayList<>();
        List<Stored> deleted = new ArrayList<>();
        desired.forEach((ports, endpoints) -> {
            List<Stored> slices = existingByPorts.remove(SliceDraft.portKey(ports));
            distribute(ports, endpoints, slices == null ? List.of() : slices, endpointsMax, kept, deleted);
        });
        existingByPorts.values().forEach(deleted::addAll);
        deleted.sort(Comparator.comparing(Stored::key));
        if (placeholder && kept.isEmpty()) {
            ArrayNode none = JsonNodeFactory.instance.arrayNode();
            Optional<Stored> there = deleted.stream().filter(slice -> slice.object().path("endpoints").isEmpty()
                    && slice.object().path("ports").isEmpty()).findFirst();
            there.ifPresent(deleted::remove);
            kept.add(new SliceDraft(there, none));
        }
        return new SlicePlan(reuse(kept, deleted), List.copyOf(deleted));
    }

    private static void distribute(ArrayNode ports, List<ObjectNode> endpoints, List<Stored> slices, int endpointsMax,
                                   List<SliceDraft> kept, List<Stored> deleted) {
        Map<String, ObjectNode> remaining = new LinkedHashMap<>();
        endpoints.forEach(endpoint -> remaining.put(SliceDraft.identity(endpoint), endpoint));
        List<SliceDraft> changed = new ArrayList<>();
        List<SliceDraft> unchanged = new ArrayList<>();
        for (Stored slice : slices) {
            SliceDraft draft = new SliceDraft(Optional.of(slice), ports);
            boolean same = keep(draft, slice, remaining);
            (same ? unchanged : changed).add(draft);
        }
        changed.sort(Comparator.comparingInt(draft -> -draft.endpoints().size()));
        changed.forEach(draft -> fill(draft, remaining, endpointsMax));
        while (!remaining.isEmpty()) {
            int rest = remaining.size();
            Optional<SliceDraft> roomy = unchanged.stream().filter(draft -> draft.endpoints().size() + rest <= endpointsMax)
                    .max(Comparator.comparingInt(draft -> draft.endpoints().size()));
            SliceDraft draft = roomy.orElseGet(() -> new SliceDraft(Optional.empty(), ports));
            if (roomy.isEmpty()) {
                changed.add(draft);
            }
            fill(draft, remaining, endpointsMax);
        }
        for (SliceDraft draft : changed) {
            if (draft.endpoints().isEmpty()) {
                draft.existing().ifPresent(deleted::add);
            } else {
                kept.add(draft);
            }
        }
        kept.addAll(unchanged);
    }

    /** Takes over what the slice has and shall still have; true if nothing but hints differs. */
    private static boolean keep(SliceDraft draft, Stored slice, Map<String, ObjectNode> remaining) {
        boolean same = !slice.object().path("endpoints").isEmpty();
        for (var endpoint : Fields.each(slice.object(), "endpoints").toList()) {
            ObjectNode wanted = remaining.remove(SliceDraft.identity(endpoint));
            if (wanted == null) {
                same = false;
            } else {
                draft.endpoints().add(wanted);
                ObjectNode bare = (ObjectNode) endpoint.deepCopy();
                bare.remove("hints");
                same &= bare.equals(wanted);
            }
        }
        return same;
    }

    private static void fill(SliceDraft draft, Map<String, ObjectNode> remaining, int endpointsMax) {
        var next = remaining.values().iterator();
        while (next.hasNext() && draft.endpoints().size() < endpointsMax) {
            draft.endpoints().add(next.next());
            next.remove();
        }
    }

    /** Turns pairs of a new and a deleted slice into updates. */
    private static List<SliceDraft> reuse(List<SliceDraft> kept, List<Stored> deleted) {
        List<SliceDraft> drafts = new ArrayList<>();
        for (SliceDraft draft : kept) {
            if (draft.existing().isEmpty() && !deleted.isEmpty()) {
                SliceDraft reused = new SliceDraft(Optional.of(deleted.removeFirst()), draft.ports());
                reused.endpoints().addAll(draft.endpoints());
                drafts.add(reused);
            } else {
                drafts.add(draft);
            }
        }
        return List.copyOf(drafts);
    }
}
