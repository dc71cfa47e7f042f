package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes Network Load Balancers for Services, and tells of the others why they have none ({@code controllers/service/service_controller.go}). */
@Component
@Order(950)
class ServiceLoop implements ControlLoop {

    private static final String COMPONENT = "service";
    private static final String SERVICES = "services";

    private final Objects objects;
    private final EventRecorder events;
    private final StackWriter writer;
    private final Kind services;
    private boolean owed;

    ServiceLoop(Objects objects, Kinds kinds, EventRecorder events, StackWriter writer) {
        this.objects = objects;
        this.events = events;
        this.writer = writer;
        this.services = kinds.named(SERVICES);
    }

    @Override
    public String name() {
        return "aws-load-balancer-service";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        owed |= delta.full() || delta.touched().stream().anyMatch(key -> key.resource().equals(SERVICES) || key.resource().contains(".ec2.services.k8s.aws")
                || key.resource().equals("networkinterfaces.glassplane.dev") || key.resource().equals("targetgroupbindings.elbv2.k8s.aws"));
        if (!owed || !writer.shownBy(image)) {
            return Optional.empty();
        }
        owed = false;
        List<ServiceObject> concerned = image.all(SERVICES).values().stream().filter(ServiceLoop::concerns).map(ServiceObject::of).toList();
        if (!concerned.isEmpty()) {
            boolean vpc = ClusterNetwork.of(image).is(PodNetwork.VPC);
            StackWriter.Run run = writer.on(image, now);
            concerned.forEach(service -> treat(service, run, image, vpc));
        }
        return Optional.empty();
    }

    /** Quick, because it is asked of every Service. */
    private static boolean concerns(Stored stored) {
        return stored.object().path("spec").path("type").stringValue("").equals("LoadBalancer") || stored.object().path("metadata").has("finalizers")
                || stored.object().path("metadata").path("annotations").has(ServiceObject.PREFIX + "/aws-load-balancer-type");
    }

    private void treat(ServiceObject service, StackWriter.Run run, ClusterImage image, boolean vpc) {
        if (!service.claimed()) {
            if (service.finalized()) {
                release(service, run);
            } else if (service.isType("LoadBalancer") && !service.deleting() && !service.hasStatus() && service.loadBalancerClass().isEmpty()) {
                pending(service, vpc, image);
            }
            return;
        }
        if (!vpc) {
            tell(service, EventRecorder.WARNING, "FailedBuildModel", "Failed build model due to "
                    + ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC));
            return;
        }
        try {
            bring(service, run);
        } catch (BuildFailure e) {
            tell(service, EventRecorder.WARNING, "FailedBuildModel", "Failed build model due to " + e.getMessage());
        } catch (DeployFailure e) {
            tell(service, EventRecorder.WARNING, "FailedDeployModel", "Failed deploy model due to " + e.getMessage());
        }
    }

    private void bring(ServiceObject service, StackWriter.Run run) {
        NlbSettings.unknown(service.annotations()).forEach(key -> tell(service, EventRecorder.WARNING, "UnknownAnnotation", "the AWS Load Balancer Controller does not "
                + "know annotation " + key + " and passes over it"));
        NlbPlan plan = new NlbBuilder(service, run.cloud()).build();
        boolean changed = !service.finalized();
        if (changed) {
            objects.modify(services, service.key().namespace(), service.key().name(), "", object -> {
                object.withObject("/metadata").withArray("finalizers").add(ServiceObject.FINALIZER);
                return object;
            });
        }
        changed |= run.deploy(plan.stack());
        changed |= status(service, plan.stack().dnsName(run.cloud().place()));
        if (changed) {
            tell(service, EventRecorder.NORMAL, "SuccessfullyReconciled", "Successfully reconciled");
        }
    }

    private boolean status(ServiceObject service, String hostname) {
        var ingress = service.object().path("status").path("loadBalancer").path("ingress");
        if (ingress.size() == 1 && ingress.get(0).path("hostname").stringValue("").equals(hostname) && !ingress.get(0).has("ip")) {
            return false;
        }
        objects.modify(services, service.key().namespace(), service.key().name(), "status", object -> {
            object.withObject("/status/loadBalancer").putArray("ingress").addObject().put("hostname", hostname);
            return object;
        });
        return true;
    }

    /** The Service goes, or is no longer the controller's. */
    private void release(ServiceObject service, StackWriter.Run run) {
        if (service.annotations().pairs("aws-load-balancer-attributes").getOrDefault("deletion_protection.enabled", "false").equals("true")) {
            tell(service, EventRecorder.WARNING, "FailedBuildModel", "Failed build model due to deletion_protection is enabled, cannot delete the service: "
                    + service.key().name());
            return;
        }
        run.remove(service.stack());
        if (service.hasStatus()) {
            objects.modify(services, service.key().namespace(), service.key().name(), "status", object -> {
                object.withObject("/status").putObject("loadBalancer");
                return object;
            });
        }
        objects.modify(services, service.key().namespace(), service.key().name(), "", ServiceLoop::withoutFinalizer);
    }

    private static ObjectNode withoutFinalizer(ObjectNode object) {
        ArrayNode finalizers = object.withObject("/metadata").withArray("finalizers");
        for (int i = finalizers.size() - 1; i >= 0; i--) {
            if (finalizers.get(i).stringValue("").equals(ServiceObject.FINALIZER)) {
                finalizers.remove(i);
            }
        }
        return object;
    }

    private void pending(ServiceObject service, boolean vpc, ClusterImage image) {
        String why = vpc ? "the Service has no spec.loadBalancerClass, so the cloud controller of EKS would make a Classic Load Balancer, which is not modelled "
                + "(limit: classic-load-balancers); spec.loadBalancerClass: " + ServiceObject.LOAD_BALANCER_CLASS + " asks for a Network Load Balancer, and --glassplane.load-balancer-class gives it to every new Service"
                : ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC) + "; nobody else gives it an address";
        tell(service, EventRecorder.NORMAL, "LoadBalancerPending", why);
    }

    private void tell(ServiceObject service, String type, String reason, String message) {
        events.record(services, (ObjectNode) service.object(), reason.equals("LoadBalancerPending") || reason.equals("UnknownAnnotation") ? "glassplane" : COMPONENT,
                "", type, reason, message);
    }
}
