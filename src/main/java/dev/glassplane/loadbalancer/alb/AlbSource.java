package dev.glassplane.loadbalancer.alb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.StackModel;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.net.Origin;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Application Load Balancers of Ingresses. */
@Component
public final class AlbSource implements LoadBalancerSource {

    /** Whatever an ALB follows from, beside the objects of the VPC. */
    static final List<String> READ = List.of(IngressGroups.INGRESSES, IngressGroups.CLASSES, IngressGroups.PARAMS, Certificates.RESOURCE, "services", "namespaces",
            "targetgroupbindings.elbv2.k8s.aws", "networkinterfaces.glassplane.dev");
    private static final List<String> VPC = List.of("vpcs", "subnets", "routetables", "internetgateways", "securitygroups");

    private final VpcReader reader;
    private final CloudIds ids;
    private final Recently<Asked> answers = new Recently<>();

    /** @param ids ids that AWS gives */
    public AlbSource(VpcReader reader, CloudIds ids) {
        this.reader = reader;
        this.ids = ids;
    }

    @Override
    public Asked ask(ClusterImage image) {
        if (image.all(IngressGroups.INGRESSES).isEmpty() || !ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return Asked.NOTHING;
        }
        Object[] from = Stream.concat(READ.stream(), VPC.stream().map(kind -> kind + ".ec2.services.k8s.aws")).map(image::all).toArray();
        return answers.of(() -> answer(image), from);
    }

    private Asked answer(ClusterImage image) {
        Cloud cloud = Cloud.of(image, reader.of(image), ids);
        Certificates acm = Certificates.of(image);
        List<LoadBalancer> found = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        IngressGroups groups = IngressGroups.of(image);
        groups.strays().forEach((ingress, why) -> problems.add(new Problem(ingress.origin(""), "FailedLoadGroupID", "failed load groupID due to " + why)));
        groups.groups().forEach((id, members) -> {
            List<Origin> sources = members.stream().map(member -> member.origin("")).toList();
            try {
                IngressGroup group = IngressGroup.sorted(id, members);
                AlbBuilder.Built built = AlbBuilder.build(group, cloud, acm);
                found.add(StackModel.of(built.stack(), built.listeners(), group.members().stream().map(member -> member.origin("")).toList(), cloud));
            } catch (BuildFailure e) {
                sources.forEach(source -> problems.add(new Problem(source, "FailedBuildModel", "Failed build model due to " + e.getMessage())));
                LastAlb.of(id, members, cloud).ifPresent(found::add);
            } catch (DeployFailure e) {
                sources.forEach(source -> problems.add(new Problem(source, "FailedDeployModel", "Failed deploy model due to " + e.getMessage())));
                LastAlb.of(id, members, cloud).ifPresent(found::add);
            }
        });
        return new Asked(found, problems);
    }
}
