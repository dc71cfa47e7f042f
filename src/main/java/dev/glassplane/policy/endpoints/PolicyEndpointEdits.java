package dev.glassplane.policy.endpoints;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.PolicyReader;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What the network policy controller would make of edits of NetworkPolicies that nobody writes. */
public final class PolicyEndpointEdits {

    private PolicyEndpointEdits() {}

    /** @return the edit and the PolicyEndpoints that follow from it; the edit alone while the controller is off */
    public static ImageEdit following(ImageEdit edit, ClusterImage image) {
        if (!ControllerSwitch.on(image)) {
            return edit;
        }
        ClusterImage edited = edit.applyTo(image);
        ImageEdit all = edit;
        for (Map.Entry<ObjectKey, Optional<ObjectNode>> each : edit.objects().entrySet()) {
            if (each.getKey().resource().equals(NetworkPolicy.RESOURCE)) {
                all = all.and(each.getValue().map(object -> planned(PolicyReader.read(each.getKey(), object), edited)).orElseGet(() -> gone(each.getKey(), image)));
            }
        }
        return all;
    }

    private static ImageEdit gone(ObjectKey policy, ClusterImage image) {
        return PolicyEndpoints.of(policy, image).stream().map(Stored::key).map(ImageEdit::delete).reduce(ImageEdit.NONE, ImageEdit::and);
    }

    private static ImageEdit planned(NetworkPolicy policy, ClusterImage image) {
        PolicyEndpointPlan plan = PolicyEndpointPlan.of(policy, image);
        ImageEdit edit = plan.dropped().stream().map(Stored::key).map(ImageEdit::delete).reduce(ImageEdit.NONE, ImageEdit::and);
        int number = 1;
        for (PolicyEndpointPlan.Draft draft : plan.written()) {
            ObjectNode object = draft.existing().map(stored -> stored.object().deepCopy()).orElseGet(() -> PolicyEndpoints.fresh(policy, draft.spec()));
            object.set("spec", draft.spec());
            ObjectKey key = draft.existing().map(Stored::key).orElse(new ObjectKey(PolicyEndpoints.RESOURCE, policy.key().namespace(), policy.key().name() + "-new" + number++));
            edit = edit.and(ImageEdit.put(key, object));
        }
        return edit;
    }
}
