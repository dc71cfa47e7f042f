package dev.glassplane.ipam;

import dev.glassplane.image.LabelSelector;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Which security groups SecurityGroupPolicies give to a pod ({@code aws/amazon-vpc-resource-controller-k8s: pkg/utils/helper.go},
 * filterPodSecurityGroups).
 */
final class SecurityGroupPolicies {

    /** Resource in object keys. */
    static final String RESOURCE = "securitygrouppolicies.vpcresources.k8s.aws";

    private SecurityGroupPolicies() {}

    /**
     * @param policies       all of the pod's namespace, by name
     * @param pod            the pod
     * @param serviceAccount finds the service account by its name; a missing node if there is none
     * @return ids, each once, in the order of the policies
     */
    static List<String> groups(List<? extends JsonNode> policies, JsonNode pod, Function<String, JsonNode> serviceAccount) {
        Set<String> groups = new LinkedHashSet<>();
        for (JsonNode policy : policies) {
            JsonNode spec = policy.path("spec");
            boolean byPod = spec.has("podSelector");
            boolean byAccount = spec.has("serviceAccountSelector");
            boolean fits = (byPod || byAccount) && (!byPod || LabelSelector.read(spec.path("podSelector")).matchesObject(pod))
                    && (!byAccount || LabelSelector.read(spec.path("serviceAccountSelector"))
                            .matchesObject(serviceAccount.apply(pod.path("spec").path("serviceAccountName").asString("default"))));
            if (fits) {
                spec.path("securityGroups").path("groupIds").forEach(id -> groups.add(id.asString("")));
            }
        }
        return List.copyOf(groups);
    }
}
