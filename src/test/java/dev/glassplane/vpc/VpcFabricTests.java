package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import dev.glassplane.vpc.VpcFabric.Attachment;
import dev.glassplane.vpc.VpcFabric.Egress;
import dev.glassplane.vpc.firewall.Direction;
import dev.glassplane.vpc.firewall.Flow;
import dev.glassplane.vpc.firewall.Ruling;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class VpcFabricTests {

    private final TestCluster cluster = new TestCluster().withDefaultVpc();
    private final VpcReader reader = new VpcReader();

    @BeforeEach
    void start() {
        cluster.with(cluster.cloudNodeLoop(reader, new VpcWrites(cluster, cluster)));
        cluster.node("node-b", "m5.large", "us-east-1b");
        cluster.settle();
    }

    @Test
    void theInterfaceThatHasAnAddressAnswersForIt() {
        String eni = reader.of(cluster.image()).primaryOf("node-b").orElseThrow().id();
        Attachment attachment = new Attachment(eni, "node-b", "eth0", "subnet-b", "us-east-1b");
        assertThat(fabric().holderOf(Ip.parse("10.0.2.10"))).contains(attachment);
        assertThat(fabric().holderOf(Ip.parse("10.0.2.19"))).contains(attachment);
        assertThat(fabric().holderOf(Ip.parse("10.0.2.20"))).isEmpty();
        assertThat(fabric().contains(Ip.parse("10.0.255.1"))).isTrue();
        assertThat(fabric().contains(Ip.parse("10.1.0.1"))).isFalse();
    }

    @Test
    void theLongestRouteOfTheSubnetsTableWins() {
        assertThat(fabric().route("subnet-b", Ip.parse("10.0.9.9"))).isEqualTo(new Egress.Local());
        assertThat(fabric().route("subnet-b", Ip.parse("8.8.8.8"))).isEqualTo(new Egress.Internet("igw-glassplane", Optional.empty()));
        ObjectNode table = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "RouteTable", "", "rtb-glassplane");
        ObjectNode routes = table.putObject("spec").put("vpcID", "vpc-glassplane");
        var list = routes.putArray("routes");
        list.addObject().put("destinationCIDRBlock", "0.0.0.0/0").put("gatewayID", "igw-glassplane");
        list.addObject().put("destinationCIDRBlock", "8.8.0.0/16").putObject("natGatewayRef").putObject("from").put("name", "nat-1");
        cluster.put(cluster.named(VpcReader.ROUTE_TABLES), table);
        assertThat(fabric().route("subnet-b", Ip.parse("8.8.8.8"))).isEqualTo(new Egress.Blackhole(Cidr.parse("8.8.0.0/16"), "nat-1", "there is no such NAT gateway"));
        ObjectNode nat = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "NATGateway", "", "nat-1");
        nat.putObject("spec").put("subnetID", "subnet-a").put("connectivityType", "public");
        cluster.put(cluster.named(VpcReader.NAT_GATEWAYS), nat);
        assertThat(fabric().route("subnet-b", Ip.parse("8.8.8.8"))).isEqualTo(new Egress.Nat(
                new NatGateway("nat-1", "subnet-a", true, Optional.of(Ip.parse("10.0.1.254")), Optional.empty())));
        assertThat(fabric().route("subnet-b", Ip.parse("9.9.9.9"))).isEqualTo(new Egress.Internet("igw-glassplane", Optional.empty()));
    }

    @Test
    void aPacketStaysInItsSubnetOnTheWayToANatGatewayThere() {
        ObjectNode nat = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "NATGateway", "", "nat-1");
        nat.putObject("spec").put("subnetID", "subnet-b");
        cluster.put(cluster.named(VpcReader.NAT_GATEWAYS), nat);
        ObjectNode table = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "RouteTable", "", "rtb-glassplane");
        table.putObject("spec").put("vpcID", "vpc-glassplane").putArray("routes").addObject().put("destinationCIDRBlock", "0.0.0.0/0").put("natGatewayID", "nat-1");
        cluster.put(cluster.named(VpcReader.ROUTE_TABLES), table);
        assertThat(fabric().leavesSubnet("subnet-b", Ip.parse("8.8.8.8"))).isFalse();
        assertThat(fabric().leavesSubnet("subnet-a", Ip.parse("8.8.8.8"))).isTrue();
        assertThat(fabric().leavesSubnet("subnet-b", Ip.parse("10.0.2.77"))).isFalse();
        assertThat(fabric().leavesSubnet("subnet-b", Ip.parse("10.0.1.77"))).isTrue();
    }

    @Test
    void objectsTakeThePlaceOfADefaultGroupOrAcl() {
        Flow flow = new Flow(Packet.of(Protocol.TCP, Ip.parse("10.0.2.10"), 40_000, Ip.parse("10.0.1.10"), 80), false);
        assertThat(fabric().networkAcl("subnet-a", Direction.INGRESS, flow)).isEmpty();
        ObjectNode acl = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "NetworkACL", "", "acl-default-vpc-glassplane");
        acl.putObject("spec").put("vpcID", "vpc-glassplane");
        cluster.put(cluster.named(FilterObjects.NETWORK_ACLS), acl);
        assertThat(fabric().networkAcl("subnet-a", Direction.INGRESS, flow).orElseThrow().passes()).isFalse();
        String eni = reader.of(cluster.image()).primaryOf("node-b").orElseThrow().id();
        assertThat(fabric().securityGroups(eni, Direction.EGRESS, flow)).isEmpty();
        ObjectNode object = cluster.get(cluster.named(NetworkInterface.RESOURCE), "", eni).orElseThrow().object().deepCopy();
        object.withObject("/spec").putArray("securityGroups").add("sg-default-vpc-glassplane");
        cluster.put(cluster.named(NetworkInterface.RESOURCE), object);
        assertThat(fabric().securityGroups(eni, Direction.EGRESS, flow).orElseThrow().passes()).isTrue();
        ObjectNode group = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "SecurityGroup", "", "sg-default-vpc-glassplane");
        group.putObject("spec").put("name", "default").put("vpcID", "vpc-glassplane");
        cluster.put(cluster.named(FilterObjects.SECURITY_GROUPS), group);
        assertThat(fabric().securityGroups(eni, Direction.EGRESS, flow).orElseThrow().verdict()).isEqualTo(Ruling.Verdict.NO_RULES);
    }

    @Test
    void aSubnetWithoutARouteTableHasTheLocalRouteOnly() {
        ObjectNode subnet = TestCluster.object("ec2.services.k8s.aws/v1alpha1", "Subnet", "", "subnet-lonely");
        subnet.putObject("spec").put("vpcID", "vpc-glassplane").put("availabilityZone", "us-east-1a").put("cidrBlock", "10.0.5.0/24");
        cluster.put(cluster.named(VpcReader.SUBNETS), subnet);
        assertThat(fabric().route("subnet-lonely", Ip.parse("10.0.2.10"))).isEqualTo(new Egress.Local());
        assertThat(fabric().route("subnet-lonely", Ip.parse("8.8.8.8"))).isEqualTo(new Egress.NoRoute());
    }

    private VpcFabric fabric() {
        return new VpcConfiguration().vpcFabricSource(reader, java.util.Optional.empty()).of(cluster.image());
    }
}
