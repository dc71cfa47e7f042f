package dev.glassplane.loadbalancer.aws;

import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the controller writes to the objects that ask for load balancers: its finalizer, the name in their status, and events in its words
 * ({@code kubernetes-sigs/aws-load-balancer-controller: pkg/k8s/finalizer.go, pkg/k8s/events.go}).
 */
public final class SourceWriter {

    private final Objects objects;
    private final EventRecorder events;
    private final Kind kind;
    private final String component;

    /**
     * @param kind      of the objects
     * @param component that events come from: {@code service}, {@code ingress}
     */
    public SourceWriter(Objects objects, EventRecorder events, Kind kind, String component) {
        this.objects = objects;
        this.events = events;
        this.kind = kind;
        this.component = component;
    }

    /**
     * Writes a finalizer, or takes it away.
     *
     * @return whether it was not so already
     */
    public boolean finalizer(ObjectKey key, JsonNode object, String finalizer, boolean wanted) {
        if (finalizers(object).contains(finalizer) == wanted) {
            return false;
        }
        objects.modify(kind, key.namespace(), key.name(), "", current -> {
            List<String> others = finalizers(current).stream().filter(each -> !each.equals(finalizer)).toList();
            ObjectNode metadata = current.withObject("/metadata");
            if (others.isEmpty() && !wanted) {
                metadata.remove("finalizers");
            } else {
                ArrayNode list = metadata.putArray("finalizers");
                others.forEach(list::add);
                if (wanted) {
                    list.add(finalizer);
                }
            }
            return current;
        });
        return true;
    }

    private static List<String> finalizers(JsonNode object) {
        return object.path("metadata").path("finalizers").valueStream().map(each -> each.stringValue("")).toList();
    }

    /**
     * Writes the load balancer's name into {@code status.loadBalancer}.
     *
     * @return whether it was not so already
     */
    public boolean hostname(ObjectKey key, JsonNode object, String hostname) {
        JsonNode points = object.path("status").path("loadBalancer").path("ingress");
        if (points.size() == 1 && points.get(0).path("hostname").stringValue("").equals(hostname) && !points.get(0).has("ip")) {
            return false;
        }
        objects.modify(kind, key.namespace(), key.name(), "status", current -> {
            current.withObject("/status/loadBalancer").putArray("ingress").addObject().put("hostname", hostname);
            return current;
        });
        return true;
    }

    /** Everything is as it was asked for. */
    public void reconciled(ObjectNode object) {
        tell(object, EventRecorder.NORMAL, "SuccessfullyReconciled", "Successfully reconciled");
    }

    /** What was asked for makes no load balancer. */
    public void failed(ObjectNode object, BuildFailure failure) {
        tell(object, EventRecorder.WARNING, "FailedBuildModel", "Failed build model due to " + failure.getMessage());
    }

    /** AWS refuses what was asked for. */
    public void failed(ObjectNode object, DeployFailure failure) {
        tell(object, EventRecorder.WARNING, "FailedDeployModel", "Failed deploy model due to " + failure.getMessage());
    }

    /** An event of the controller's about the object. */
    public void tell(ObjectNode object, String type, String reason, String message) {
        events.record(kind, object, component, "", type, reason, message);
    }
}
