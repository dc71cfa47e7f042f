package dev.glassplane.loadbalancer.nlb;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.image.Recently;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.loadbalancer.aws.BuildFailure;
import dev.glassplane.loadbalancer.aws.Certificates;
import dev.glassplane.loadbalancer.aws.Cloud;
import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.aws.Remains;
import dev.glassplane.loadbalancer.aws.StackModel;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.VpcReader;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Network Load Balancers of Services. */
@Component
public final class NlbSource implements LoadBalancerSource {

    private final VpcReader reader;
    private final CloudIds ids;
    private final Recently<List<ServiceObject>> claimed = new Recently<>();
    private final Recently<Asked> answers = new Recently<>();

    /** @param ids ids that AWS gives */
    public NlbSource(VpcReader reader, CloudIds ids) {
        this.reader = reader;
        this.ids = ids;
    }

    /** @return Services that the controller makes load balancers for, by key */
    List<ServiceObject> claimed(ClusterImage image) {
        return claimed.of(() -> image.all("services").values().stream().map(ServiceObject::of).filter(ServiceObject::claimed).toList(), image.all("services"));
    }

    @Override
    public Asked ask(ClusterImage image) {
        if (!ClusterNetwork.of(image).is(PodNetwork.VPC) || claimed(image).isEmpty()) {
            return Asked.NOTHING;
        }
        return answers.of(() -> answer(image), image.all("services"), image.all(NetworkInterface.RESOURCE), image.all("targetgroupbindings.elbv2.k8s.aws"),
                image.all("securitygroups.ec2.services.k8s.aws"), image.all(VpcReader.SUBNET_RESOURCE), image.all("routetables.ec2.services.k8s.aws"),
                image.all("vpcs.ec2.services.k8s.aws"), image.all("internetgateways.ec2.services.k8s.aws"),
                image.all(Certificates.RESOURCE));
    }

    private Asked answer(ClusterImage image) {
        Cloud cloud = Cloud.of(image, reader.of(image), ids);
        List<LoadBalancer> found = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (ServiceObject service : claimed(image)) {
            try {
                NlbPlan plan = new NlbBuilder(service, cloud).build();
                found.add(StackModel.of(plan.stack(), plan.listeners(), List.of(service.origin("")), cloud));
            } catch (BuildFailure e) {
                problems.add(new Problem(service.origin(""), "FailedBuildModel", "Failed build model due to " + e.getMessage()));
                Remains.of(service.stack(), List.of(service.origin("")), cloud).ifPresent(found::add);
            } catch (DeployFailure e) {
                problems.add(new Problem(service.origin(""), "FailedDeployModel", "Failed deploy model due to " + e.getMessage()));
                Remains.of(service.stack(), List.of(service.origin("")), cloud).ifPresent(found::add);
            }
        }
        return new Asked(found, problems);
    }
}
