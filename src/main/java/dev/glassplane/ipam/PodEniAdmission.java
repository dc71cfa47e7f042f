package dev.glassplane.ipam;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.Admission;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a new pod that a SecurityGroupPolicy selects ask for an interface of its own, whether any node can give it one or not
 * ({@code aws/amazon-vpc-resource-controller-k8s: webhooks/core/pod_webhook.go}).
 */
@Component
class PodEniAdmission implements Admission {

    private final ObjectProvider<Objects> objects;
    private final ObjectProvider<Kinds> kinds;

    PodEniAdmission(ObjectProvider<Objects> objects, ObjectProvider<Kinds> kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    @Override
    public void complete(Kind kind, ObjectNode created) {
        if (!kind.resource().equals("pods") || created.path("spec").path("hostNetwork").booleanValue(false)) {
            return;
        }
        String namespace = created.path("metadata").path("namespace").asString("");
        List<ObjectNode> policies = objects.getObject().list(kinds.getObject().named(SecurityGroupPolicies.RESOURCE)).objects().stream()
                .filter(stored -> stored.key().namespace().equals(namespace)).map(Stored::object).toList();
        if (!policies.isEmpty() && !SecurityGroupPolicies.groups(policies, created, name -> account(namespace, name)).isEmpty()) {
            PodEni.request(created);
        }
    }

    private JsonNode account(String namespace, String name) {
        return objects.getObject().get(kinds.getObject().named("serviceaccounts"), namespace, name).<JsonNode>map(Stored::object)
                .orElseGet(MissingNode::getInstance);
    }

    /** Nobody but the controller writes the annotation: what it writes is about the interface that it made for the pod. */
    @Override
    public void check(Kind kind, Optional<ObjectNode> before, ObjectNode after) {
        if (!kind.resource().equals("pods")) {
            return;
        }
        String now = PodEni.annotation(after);
        if (before.isEmpty() && !now.isEmpty()) {
            throw denied("pod cannot be created with " + PodEni.NAME + " annotation");
        }
        if (before.filter(old -> !PodEni.annotation(old).equals(now)).isPresent() && !ofController(after)) {
            throw denied("annotation is not set by vpc-resource-controller");
        }
    }

    private boolean ofController(ObjectNode pod) {
        JsonNode metadata = pod.path("metadata");
        NetworkInterface.Holder holder = new NetworkInterface.Holder(metadata.path("namespace").asString(""), metadata.path("name").asString(""),
                metadata.path("uid").asString(""));
        return objects.getObject().list(kinds.getObject().named(NetworkInterface.RESOURCE)).objects().stream().map(stored -> NetworkInterface.of(stored.object()))
                .anyMatch(of -> of.branchPod().equals(Optional.of(holder)) && of.primary().map(Ip::toString).equals(PodEni.address(pod)));
    }

    private static ApiException denied(String why) {
        return new ApiException(403, "Forbidden", "admission webhook \"vpod.vpc.k8s.aws\" denied the request: " + why, null);
    }
}
