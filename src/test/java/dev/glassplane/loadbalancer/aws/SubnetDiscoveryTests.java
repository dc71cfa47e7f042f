package dev.glassplane.loadbalancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class SubnetDiscoveryTests {

    private final TestCluster cluster = new TestCluster();

    @BeforeEach
    void start() {
        put("VPC", "vpcs", "vpc-1", "cidrBlocks: [10.0.0.0/16]");
        put("InternetGateway", "internetgateways", "igw-1", "vpc: vpc-1");
        put("RouteTable", "routetables", "rtb-public", "vpcID: vpc-1, routes: [{destinationCIDRBlock: 0.0.0.0/0, gatewayID: igw-1}]");
        put("RouteTable", "routetables", "rtb-private", "vpcID: vpc-1");
    }

    private void put(String kind, String plural, String name, String spec) {
        cluster.put(cluster.named(plural + ".ec2.services.k8s.aws"), (ObjectNode) new YAMLMapper().readTree(
                "{apiVersion: ec2.services.k8s.aws/v1alpha1, kind: " + kind + ", metadata: {name: " + name + "}, spec: {" + spec + "}}"));
    }

    private void subnet(String id, String zone, String cidr, String table, String tags) {
        put("Subnet", "subnets", id, "vpcID: vpc-1, availabilityZone: us-east-1" + zone + ", cidrBlock: " + cidr + ", routeTables: [" + table + "], tags: [" + tags + "]");
    }

    private List<String> discover(Scheme scheme, Stack.Kind kind) {
        return new SubnetDiscovery(Cloud.of(cluster.image(), new VpcReader().of(cluster.image()), new CloudIds(1)), kind).discover(scheme).stream().map(Subnet::id).toList();
    }

    private static String tag(String key, String value) {
        return "{key: '" + key + "', value: '" + value + "'}";
    }

    @Test
    void theRolesTagDecides() {
        subnet("subnet-1", "a", "10.0.1.0/24", "rtb-public", "");
        subnet("subnet-2", "a", "10.0.2.0/24", "rtb-private", tag("kubernetes.io/role/elb", "1"));
        subnet("subnet-3", "b", "10.0.3.0/24", "rtb-private", tag("kubernetes.io/role/elb", ""));
        subnet("subnet-4", "c", "10.0.4.0/24", "rtb-public", tag("kubernetes.io/role/elb", "0"));
        assertThat(discover(Scheme.INTERNET_FACING, Stack.Kind.NETWORK)).containsExactly("subnet-2", "subnet-3");
    }

    @Test
    void withoutAnyTagRoutesToTheInternetDecide() {
        subnet("subnet-1", "a", "10.0.1.0/24", "rtb-public", "");
        subnet("subnet-2", "a", "10.0.2.0/24", "rtb-private", "");
        subnet("subnet-3", "b", "10.0.3.0/24", "rtb-private", "");
        assertThat(discover(Scheme.INTERNET_FACING, Stack.Kind.NETWORK)).containsExactly("subnet-1");
        assertThat(discover(Scheme.INTERNAL, Stack.Kind.NETWORK)).containsExactly("subnet-2", "subnet-3");
    }

    @Test
    void ofAZoneTheClustersOwnSubnetComesFirstThenTheSmallestId() {
        subnet("subnet-1", "a", "10.0.1.0/24", "rtb-public", "");
        subnet("subnet-2", "a", "10.0.2.0/24", "rtb-public", tag("kubernetes.io/cluster/glassplane", "shared"));
        subnet("subnet-4", "b", "10.0.4.0/24", "rtb-public", "");
        subnet("subnet-3", "b", "10.0.3.0/24", "rtb-public", "");
        assertThat(discover(Scheme.INTERNET_FACING, Stack.Kind.NETWORK)).containsExactly("subnet-2", "subnet-3");
    }

    @Test
    void subnetsOfOtherClustersAndFullOnesAreLeftOut() {
        subnet("subnet-1", "a", "10.0.1.0/24", "rtb-public", tag("kubernetes.io/cluster/other", "owned"));
        put("Subnet", "subnets", "subnet-2", "vpcID: vpc-1, availabilityZone: us-east-1b, cidrBlock: 10.0.2.0/28, routeTables: [rtb-public], inUse: [10.0.2.4/30]");
        assertThatThrownBy(() -> discover(Scheme.INTERNET_FACING, Stack.Kind.NETWORK)).isInstanceOf(BuildFailure.class).hasMessage("unable to resolve at least one subnet. "
                + "Evaluated 2 subnets: 1 are tagged for other clusters, and 1 have insufficient available IP addresses");
    }

    @Test
    void anAlbNeedsTwoZones() {
        subnet("subnet-1", "a", "10.0.1.0/24", "rtb-public", "");
        assertThat(discover(Scheme.INTERNET_FACING, Stack.Kind.NETWORK)).hasSize(1);
        assertThatThrownBy(() -> discover(Scheme.INTERNET_FACING, Stack.Kind.APPLICATION)).hasMessage("subnets count less than minimal required count: 1 < 2");
    }
}
