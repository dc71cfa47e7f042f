package dev.glassplane.loadbalancer.aws;

import dev.glassplane.vpc.Vpc;

/**
 * Where the controller works.
 *
 * @param cluster the cluster's name, as tags and hashes have it
 * @param account the AWS account, an example
 * @param region  {@code us-east-1}
 * @param vpc     name of the VPC, empty if there is none
 */
public record AwsPlace(String cluster, String account, String region, String vpc) {

    /** The cluster's name where no cluster security group says another one. */
    public static final String CLUSTER = "glassplane";
    private static final String ACCOUNT = "123456789012";
    private static final String REGION = "us-east-1";
    private static final String CLUSTER_TAG = "aws:eks:cluster-name";

    /** @return the place that the objects of the VPC show */
    public static AwsPlace of(Vpc vpc) {
        String home = vpc.home().orElse("");
        String cluster = vpc.filters().groups().values().stream().filter(group -> group.ofCluster() && group.vpc().equals(home))
                .map(group -> group.tags().get(CLUSTER_TAG)).filter(name -> !name.isEmpty()).findFirst().orElse(CLUSTER);
        String region = vpc.subnets().values().stream().filter(subnet -> subnet.vpc().equals(home) && !subnet.zone().isEmpty()).sorted()
                .map(subnet -> subnet.zone().replaceFirst("[a-z]$", "")).findFirst().orElse(REGION);
        return new AwsPlace(cluster, ACCOUNT, region, home);
    }

    /** @return the tag that tells what belongs to the cluster */
    public String clusterTag() {
        return "kubernetes.io/cluster/" + cluster;
    }
}
