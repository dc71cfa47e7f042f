package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.SourceWriter;
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
    private final SourceWriter sources;
    private boolean owed;

    ServiceLoop(Objects objects, Kinds kinds, EventRecorder events, StackWriter writer) {
        this.objects = objects;
        this.events = events;
        this.writer = writer;
        this.services = kinds.named(SERVICES);
        this.sources = new SourceWriter(objects, events, services, COMPONENT);
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
            sources.failed(service.object(), new BuildFailure(ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC)));
            return;
        }
        try {
            bring(service, run);
        } catch (BuildFailure e) {
            sources.failed(service.object(), e);
        } catch (DeployFailure e) {
            sources.failed(service.object(), e);
        }
    }

    private void bring(ServiceObject service, StackWriter.Run run) {
        NlbSettings.unknown(service.annotations()).forEach(key -> own(service, EventRecorder.WARNING, "UnknownAnnotation", "the AWS Load Balancer Controller does not "
                + "know annotation " + key + " and passes over it"));
        NlbPlan plan = new NlbBuilder(service, run.cloud()).build();
        boolean changed = sources.finalizer(service.key(), service.object(), ServiceObject.FINALIZER, true);
        changed |= run.deploy(plan.stack());
        changed |= sources.hostname(service.key(), service.object(), plan.stack().dnsName(run.cloud().place()));
        if (changed) {
            sources.reconciled(service.object());
        }
    }

    /** The Service goes, or is no longer the controller's. */
    private void release(ServiceObject service, StackWriter.Run run) {
        if (service.annotations().pairs("aws-load-balancer-attributes").getOrDefault("deletion_protection.enabled", "false").equals("true")) {
            sources.failed(service.object(), new BuildFailure("deletion_protection is enabled, cannot delete the service: " + service.key().name()));
            return;
        }
        run.remove(service.stack());
        if (service.hasStatus()) {
            objects.modify(services, service.key().namespace(), service.key().name(), "status", object -> {
                object.withObject("/status").putObject("loadBalancer");
                return object;
            });
        }
        sources.finalizer(service.key(), service.object(), ServiceObject.FINALIZER, false);
    }

    private void pending(ServiceObject service, boolean vpc, ClusterImage image) {
        String why = vpc ? "the Service has no spec.loadBalancerClass, so the cloud controller of EKS would make a Classic Load Balancer, which is not modelled "
                + "(limit: classic-load-balancers); spec.loadBalancerClass: " + ServiceObject.LOAD_BALANCER_CLASS + " asks for a Network Load Balancer, and --glassplane.load-balancer-class gives it to every new Service"
                : ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC) + "; nobody else gives it an address";
        own(service, EventRecorder.NORMAL, "LoadBalancerPending", why);
    }

    /** Something that the real controller does not say. */
    private void own(ServiceObject service, String type, String reason, String message) {
        events.record(services, service.object(), "glassplane", "", type, reason, message);
    }
}
