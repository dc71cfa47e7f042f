package dev.glassplane.scenarios;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.policy.endpoints.ControllerSwitch;
import dev.glassplane.policy.endpoints.PolicyEndpointPlan;
import dev.glassplane.policy.endpoints.PolicyEndpoints;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.store.ObjectKey;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the PolicyEndpoints of a scenario's NetworkPolicies, if its ConfigMap lets the network policy controller work. */
final class ScenarioPolicies {

    private ScenarioPolicies() {}

    static ClusterImage resolved(ClusterImage image) {
        if (!ControllerSwitch.on(image)) {
            return image;
        }
        ImageEdit edit = ImageEdit.NONE;
        for (NetworkPolicy policy : new Policies().all(image)) {
            int number = 1;
            for (PolicyEndpointPlan.Draft draft : PolicyEndpointPlan.of(policy, image).written()) {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                String name = policy.key().name() + "-" + number++;
                object.putObject("metadata").put("name", name).put("namespace", policy.key().namespace());
                object.set("spec", draft.spec());
                edit = edit.and(ImageEdit.put(new ObjectKey(PolicyEndpoints.RESOURCE, policy.key().namespace(), name), object));
            }
        }
        return edit.applyTo(image);
    }
}
