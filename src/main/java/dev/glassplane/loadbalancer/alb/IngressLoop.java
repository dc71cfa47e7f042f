package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.SourceWriter;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.registry.EventRecorder;
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

/** Makes Application Load Balancers for groups of Ingresses ({@code controllers/ingress/group_controller.go}). */
@Component
@Order(952)
class IngressLoop implements ControlLoop {

    private static final String COMPONENT = "ingress";

    private final SourceWriter ingresses;
    private final StackWriter writer;
    private boolean owed;

    IngressLoop(Objects objects, Kinds kinds, EventRecorder events, StackWriter writer) {
        this.ingresses = new SourceWriter(objects, events, kinds.named(IngressGroups.INGRESSES), COMPONENT);
        this.writer = writer;
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
            BuildFailure why = new BuildFailure(ClusterNetwork.of(image).lacks("load balancers of AWS are", PodNetwork.VPC));
            groups.groups().values().forEach(members -> members.forEach(ingress -> ingresses.failed(ingress.object(), why)));
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
            groups.strays().forEach((ingress, why) -> ingresses.tell(ingress.object(), EventRecorder.WARNING, "FailedLoadGroupID", "failed load groupID due to " + why));
            Set<GroupId> concerned = new LinkedHashSet<>(leaving.keySet());
            concerned.addAll(groups.groups().keySet());
            Set<GroupId> kept = groups.kept();
            concerned.stream().filter(id -> !kept.contains(id)).forEach(this::treat);
        }

        private void treat(GroupId id) {
            List<AlbIngress> members = groups.groups().getOrDefault(id, List.of());
            List<AlbIngress> leavers = leaving.getOrDefault(id, List.of());
            List<AlbIngress> concerned = members.isEmpty() ? leavers : members;
            try {
                leavers.forEach(Run::checkProtection);
                boolean changed = members.isEmpty() ? run.remove(id.stack()) : bring(IngressGroup.sorted(id, members));
                leavers.forEach(ingress -> ingresses.finalizer(ingress.key(), ingress.object(), id.finalizer(), false));
                if (changed || !leavers.isEmpty()) {
                    members.forEach(ingress -> ingresses.reconciled(ingress.object()));
                }
            } catch (BuildFailure e) {
                concerned.forEach(ingress -> ingresses.failed(ingress.object(), e));
            } catch (DeployFailure e) {
                concerned.forEach(ingress -> ingresses.failed(ingress.object(), e));
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
                changed |= ingresses.finalizer(member.key(), member.object(), group.id().finalizer(), true);
            }
            AlbBuilder.Built built = AlbBuilder.build(group, run.cloud(), acm);
            changed |= run.deploy(built.stack());
            for (AlbIngress member : group.members()) {
                changed |= ingresses.hostname(member.key(), member.object(), built.stack().dnsName(run.cloud().place()));
            }
            return changed;
        }
    }
}
