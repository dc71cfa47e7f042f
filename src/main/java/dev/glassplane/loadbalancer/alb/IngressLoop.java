package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Makes Application Load Balancers for groups of Ingresses ({@code controllers/ingress/group_controller.go}). */
@Component
@Order(952)
class IngressLoop implements ControlLoop {

    private static final String COMPONENT = "ingress";

    private final Objects objects;
    private final EventRecorder events;
    private final StackWriter writer;
    private final Kind ingresses;
    private boolean owed;

    IngressLoop(Objects objects, Kinds kinds, EventRecorder events, StackWriter writer) {
        this.objects = objects;
        this.events = events;
        this.writer = writer;
        this.ingresses = kinds.named(IngressGroups.INGRESSES);
    }

    @Override
    public String name() {
        return "aws-load-balancer-ingress";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        owed |= delta.full() || delta.touched().stream().anyMatch(key -> AlbSource.READ.contains(key.resource())
                || key.resource().endsWith(".ec2.services.k8s.aws"));
        if (!owed || image.all(IngressGroups.INGRESSES).isEmpty() || !writer.shownBy(image)) {
            return Optional.empty();
        }
        owed = false;
        IngressGroups groups = IngressGroups.of(image);
        if (ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            new Run(image, groups, writer.on(image, now)).work();
        } else {
            String why = "Failed build model due to " + ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC);
            groups.groups().values().forEach(members -> tell(members, EventRecorder.WARNING, "FailedBuildModel", why));
        }
        return Optional.empty();
    }

    /** One run on one image. */
    private final class Run {

        private final IngressGroups groups;
        private final StackWriter.Run run;
        private final Certificates acm;
        private final Map<GroupId, List<AlbIngress>> leaving;

        Run(ClusterImage image, IngressGroups groups, StackWriter.Run run) {
            this.groups = groups;
            this.run = run;
            this.acm = Certificates.of(image);
            this.leaving = GroupFinalizers.leaving(image, groups);
        }

        void work() {
            groups.strays().forEach((ingress, why) -> tell(List.of(ingress), EventRecorder.WARNING, "FailedLoadGroupID", "failed load groupID due to " + why));
            Set<GroupId> concerned = new LinkedHashSet<>(leaving.keySet());
            concerned.addAll(groups.groups().keySet());
            Set<GroupId> kept = groups.kept();
            concerned.stream().filter(id -> !kept.contains(id)).forEach(this::treat);
        }

        private void treat(GroupId id) {
            List<AlbIngress> members = groups.groups().getOrDefault(id, List.of());
            List<AlbIngress> leavers = leaving.getOrDefault(id, List.of());
            try {
                leavers.forEach(Run::checkProtection);
                boolean changed = members.isEmpty() ? run.remove(id.stack()) : bring(IngressGroup.sorted(id, members));
                leavers.forEach(ingress -> finalizer(ingress, id, false));
                if (changed || !leavers.isEmpty()) {
                    tell(members, EventRecorder.NORMAL, "SuccessfullyReconciled", "Successfully reconciled");
                }
            } catch (BuildFailure e) {
                tell(members.isEmpty() ? leavers : members, EventRecorder.WARNING, "FailedBuildModel", "Failed build model due to " + e.getMessage());
            } catch (DeployFailure e) {
                tell(members.isEmpty() ? leavers : members, EventRecorder.WARNING, "FailedDeployModel", "Failed deploy model due to " + e.getMessage());
            }
        }

        private static void checkProtection(AlbIngress ingress) {
            String word = ingress.annotations().pairs("load-balancer-attributes").getOrDefault("deletion_protection.enabled", "false");
            if (ingress.deleted() && word.equals("true")) {
                throw new BuildFailure("deletion_protection is enabled, cannot delete the ingress: " + ingress.key().name());
            }
        }

        private boolean bring(IngressGroup group) {
            boolean changed = false;
            for (AlbIngress member : group.members()) {
                changed |= finalizer(member, group.id(), true);
            }
            AlbBuilder.Built built = AlbBuilder.build(group, run.cloud(), acm);
            changed |= run.deploy(built.stack());
            for (AlbIngress member : group.members()) {
                changed |= status(member, built.stack().dnsName(run.cloud().place()));
            }
            return changed;
        }
    }

    private boolean status(AlbIngress ingress, String hostname) {
        JsonNode points = ingress.object().path("status").path("loadBalancer").path("ingress");
        if (points.size() == 1 && points.get(0).path("hostname").stringValue("").equals(hostname) && !points.get(0).has("ip")) {
            return false;
        }
        objects.modify(ingresses, ingress.key().namespace(), ingress.key().name(), "status", object -> {
            object.withObject("/status/loadBalancer").putArray("ingress").addObject().put("hostname", hostname);
            return object;
        });
        return true;
    }

    /** @return whether it was not so already */
    private boolean finalizer(AlbIngress ingress, GroupId id, boolean wanted) {
        if (ingress.finalizers().contains(id.finalizer()) == wanted) {
            return false;
        }
        objects.modify(ingresses, ingress.key().namespace(), ingress.key().name(), "", object -> {
            List<String> others = ingressFinalizers(object).stream().filter(each -> !each.equals(id.finalizer())).toList();
            ArrayNode list = object.withObject("/metadata").putArray("finalizers");
            others.forEach(list::add);
            if (wanted) {
                list.add(id.finalizer());
            }
            if (list.isEmpty()) {
                object.withObject("/metadata").remove("finalizers");
            }
            return object;
        });
        return true;
    }

    private static List<String> ingressFinalizers(JsonNode object) {
        return object.path("metadata").path("finalizers").valueStream().map(each -> each.stringValue("")).toList();
    }

    private void tell(List<AlbIngress> about, String type, String reason, String message) {
        about.forEach(ingress -> events.record(ingresses, ingress.object(), COMPONENT, "", type, reason, message));
    }
}
