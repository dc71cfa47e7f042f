package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What is read step by step is what is read at once. */
class VpcReaderTests {

    private static final String EC2 = "ec2.services.k8s.aws/v1alpha1";
    private static final List<List<String>> WRITES = List.of(
            List.of("Subnet", VpcReader.SUBNETS, "subnet-x", "{vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/24, routeTables: [rtb-x]}"),
            List.of("Subnet", VpcReader.SUBNETS, "subnet-x", "{vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.201.0/28, mapPublicIPOnLaunch: true}"),
            List.of("RouteTable", VpcReader.ROUTE_TABLES, "rtb-x", "{vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0, natGatewayID: nat-x}]}"),
            List.of("RouteTable", VpcReader.ROUTE_TABLES, "rtb-x", "{vpcID: vpc-glassplane, routes: [{destinationPrefixListID: pl-x, gatewayID: igw-x}]}"),
            List.of("NATGateway", VpcReader.NAT_GATEWAYS, "nat-x", "{subnetID: subnet-x, allocationID: eipalloc-x}"),
            List.of("NATGateway", VpcReader.NAT_GATEWAYS, "nat-y", "{subnetID: subnet-x, connectivityType: private}"),
            List.of("ElasticIPAddress", VpcReader.ELASTIC_IPS, "eipalloc-x", "{address: 198.51.100.1}"),
            List.of("InternetGateway", VpcReader.INTERNET_GATEWAYS, "igw-x", "{vpc: vpc-x}"),
            List.of("VPCPeeringConnection", VpcReader.PEERINGS, "pcx-x", "{vpcID: vpc-glassplane, peerVPCID: vpc-x, acceptRequest: true}"),
            List.of("SecurityGroup", FilterObjects.SECURITY_GROUPS, "sg-x", "{name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1', ipRanges: [{cidrIP: 0.0.0.0/0}]}]}"),
            List.of("SecurityGroup", FilterObjects.SECURITY_GROUPS, "sg-x", "{name: x, vpcID: vpc-glassplane, tags: [{key: 'aws:eks:cluster-name', value: x}]}"),
            List.of("NetworkACL", FilterObjects.NETWORK_ACLS, "acl-x", "{vpcID: vpc-glassplane, associations: [{subnetID: subnet-x}]}"),
            List.of("ManagedPrefixList", FilterObjects.PREFIX_LISTS, "pl-x", "{prefixListName: x, addressFamily: IPv4, maxEntries: 1, entries: [{cidr: 10.7.0.0/16}]}"),
            List.of("FlowLog", VpcReader.FLOW_LOGS, "fl-x", "{resourceType: Subnet, resourceID: subnet-x, trafficType: REJECT}"),
            List.of("NetworkInterface", NetworkInterface.RESOURCE, "eni-x", "{subnet: subnet-a, publicIPAddress: 198.51.100.7, description: ELB net/x/1}"),
            List.of("NetworkInterface", NetworkInterface.RESOURCE, "eni-x", "{subnet: subnet-a, publicIPAddress: 198.51.100.8, tags: [{key: a, value: b}]}"),
            List.of("NetworkInterface", NetworkInterface.RESOURCE, "eni-y", "{subnet: subnet-a, publicIPAddress: 198.51.100.8}"),
            List.of("VPC", VpcReader.VPCS, "vpc-x", "{cidrBlocks: [10.7.0.0/16, 10.6.0.0/16]}"));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyStepGivesWhatAFreshReaderSees(long seed) {
        TestCluster cluster = new TestCluster().withDefaultVpc();
        VpcReader reader = new VpcReader();
        Random random = new Random(seed);
        List<List<String>> there = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            List<String> write = WRITES.get(random.nextInt(WRITES.size()));
            if (random.nextInt(4) == 0 && !there.isEmpty()) {
                List<String> gone = there.remove(random.nextInt(there.size()));
                there.removeIf(other -> other.get(2).equals(gone.get(2)));
                cluster.remove(gone.get(1), "", gone.get(2));
            } else {
                ObjectNode object = TestCluster.object(EC2, write.get(0), "", write.get(2));
                object.set("spec", new YAMLMapper().readTree(write.get(3)));
                cluster.put(cluster.named(write.get(1)), object);
                there.add(write);
            }
            if (random.nextBoolean()) {
                assertThat(reader.of(cluster.image())).isEqualTo(new VpcReader().of(cluster.image()));
            }
        }
        assertThat(reader.of(cluster.image())).isEqualTo(new VpcReader().of(cluster.image()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.254", "10.0.1.77"})
    void aNatGatewaysAddressIsGivenToNobodyElse(String address) {
        TestCluster cluster = new TestCluster().withDefaultVpc();
        ObjectNode nat = TestCluster.object(EC2, "NATGateway", "", "nat-x");
        nat.putObject("spec").put("subnetID", "subnet-a");
        if (!address.endsWith(".254")) {
            ((ObjectNode) nat.get("spec")).put("privateIPAddress", address);
        }
        cluster.put(cluster.named(VpcReader.NAT_GATEWAYS), nat);
        Vpc vpc = new VpcReader().of(cluster.image());
        assertThat(vpc.gateways().nat().get("nat-x").privateIp()).isEqualTo(Optional.of(Ip.parse(address)));
        assertThat(new AddressFinder(vpc, java.util.OptionalLong.empty()).free(Ip.parse(address))).isFalse();
    }
}
