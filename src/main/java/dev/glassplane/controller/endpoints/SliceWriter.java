package dev.glassplane.controller.endpoints;

import dev.glassplane.controller.loop.Writer;
import dev.glassplane.controller.object.Fields;
import dev.glassplane.controller.object.Meta;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.store.Stored;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out a {@link SlicePlan}.
 *
 * @param writer      where to
 * @param owner       object that the slices belong to; its name begins theirs
 * @param ownerKind   resource of the owner
 * @param addressType IPv4 or IPv6
 * @param labels      of every slice
 * @param annotations of every slice, besides the change time
 * @param trigger     value of the change time annotation for slices that change, empty for none
 */
record SliceWriter(Writer writer, ObjectNode owner, String ownerKind, String addressType, Map<String, String> labels,
                   Map<String, String> annotations, String trigger) {

    static final String RESOURCE = "endpointslices.discovery.k8s.io";
    static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";
    static final String MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";
    static final String HEADLESS_LABEL = "service.kubernetes.io/headless";
    static final String TRIGGER_ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

    void carryOut(SlicePlan plan) {
        plan.deleted().forEach(slice -> writer.delete(slice, DeleteOptions.DEFAULT));
        plan.kept().forEach(draft -> draft.existing().ifPresentOrElse(slice -> update(slice, draft), () -> create(draft)));
    }

    private void create(SliceDraft draft) {
        ObjectNode slice = Meta.blank(writer.kind(RESOURCE), Meta.namespace(owner));
        Meta.of(slice).put("generateName", Meta.name(owner) + "-");
        slice.put("addressType", addressType);
        describe(slice);
        fill(slice, draft);
        writer.create(RESOURCE, slice);
    }

    private void update(Stored stored, SliceDraft draft) {
        boolean samePorts = SliceDraft.portKey(stored.object().path("ports")).equals(SliceDraft.portKey(draft.ports()));
        writer.modify(stored, "", slice -> {
            describe(slice);
            if (draft.changed() || !samePorts) {
                fill(slice, draft);
            }
        });
    }

    private void describe(ObjectNode slice) {
        ObjectNode metadata = Meta.of(slice);
        if (!Fields.strings(metadata, "labels").equals(labels)) {
            metadata.set("labels", Fields.object(labels));
        }
        ObjectNode wanted = Fields.object(annotations);
        String time = Meta.annotation(slice, TRIGGER_ANNOTATION);
        if (!time.isEmpty()) {
            wanted.put(TRIGGER_ANNOTATION, time);
        }
        if (!wanted.isEmpty() && !wanted.equals(metadata.path("annotations"))) {
            metadata.set("annotations", wanted);
        }
        if (Meta.controllerUid(slice).isEmpty()) {
            metadata.putArray("ownerReferences").add(Meta.ownedBy(writer.kind(ownerKind), owner));
        }
    }

    private void fill(ObjectNode slice, SliceDraft draft) {
        if (!trigger.isEmpty()) {
            Fields.child(Meta.of(slice), "annotations").put(TRIGGER_ANNOTATION, trigger);
        }
        ArrayNode endpoints = slice.putArray("endpoints");
        draft.endpoints().forEach(endpoint -> endpoints.add(endpoint.deepCopy()));
        slice.set("ports", draft.ports().deepCopy());
    }
}
