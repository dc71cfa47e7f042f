package dev.glassplane.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.ApiException.Cause;
import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Each refusal in EC2's words, beside objects that exist. */
class VpcAdmissionTests {

    private static final Map<String, String> RESOURCES = Map.of("VPC", VpcReader.VPCS, "Subnet", VpcReader.SUBNETS, "RouteTable", VpcReader.ROUTE_TABLES,
            "InternetGateway", VpcReader.INTERNET_GATEWAYS, "NATGateway", VpcReader.NAT_GATEWAYS, "VPCPeeringConnection", VpcReader.PEERINGS, "SecurityGroup",
            FilterObjects.SECURITY_GROUPS, "NetworkACL", FilterObjects.NETWORK_ACLS, "FlowLog", VpcReader.FLOW_LOGS, "Node", "nodes");

    private final TestCluster cluster = new TestCluster().withDefaultVpc();

    @BeforeEach
    void more() {
        put("VPC", "vpc-other", "{cidrBlocks: [10.9.0.0/16]}");
        put("InternetGateway", "igw-other", "{vpc: vpc-other}");
        put("SecurityGroup", "sg-web", "{name: web, vpcID: vpc-glassplane}");
        put("SecurityGroup", "sg-other", "{name: other, vpcID: vpc-other}");
        put("NetworkACL", "acl-a", "{vpcID: vpc-glassplane, associations: [{subnetID: subnet-a}]}");
        put("NATGateway", "nat-1", "{subnetID: subnet-a, allocationID: eipalloc-1}");
        put("ElasticIPAddress", "eipalloc-1", "{address: 198.51.100.1}");
    }

    private void put(String kind, String name, String spec) {
        ObjectNode object = object(kind, name, spec);
        cluster.put(cluster.named(RESOURCES.getOrDefault(kind, VpcReader.ELASTIC_IPS)), object);
    }

    private static ObjectNode object(String kind, String name, String spec) {
        ObjectNode object = TestCluster.object(kind.equals("Node") ? "v1" : "ec2.services.k8s.aws/v1alpha1", kind, "", name);
        object.set("spec", new YAMLMapper().readTree(spec));
        return object;
    }

    private List<String> refused(String kind, ObjectNode object) {
        FieldErrors errors = new FieldErrors();
        VpcAdmission.check(RESOURCES.get(kind), object, new Existing(cluster, cluster), errors);
        return errors.causes().stream().map((Cause cause) -> cause.field() + ": " + cause.message()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "VPC | {cidrBlocks: [10.5.0.0/8]} | spec.cidrBlocks[0]: Invalid value: \"10.5.0.0/8\": InvalidVpc.Range: The CIDR '10.5.0.0/8' is invalid",
        "VPC | {cidrBlocks: [10.5.0.0/16, 10.5.1.0/24]} | CidrConflict",
        "Subnet | {vpcID: vpc-none, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/24} | InvalidVpcID.NotFound: The vpc ID 'vpc-none' does not exist; there is vpc-glassplane, vpc-other",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.9.1.0/24} | InvalidSubnet.Range: The CIDR '10.9.1.0/24' is invalid; expected a part of [10.0.0.0/16]",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.1.128/25} | InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet, subnet-a",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/29} | InvalidSubnet.Range: The CIDR '10.0.200.0/29' is invalid; expected a prefix between /16 and /28",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: ten} | InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/24, ipv6CIDRBlock: '2001:db8::/64'} | InvalidSubnet.Range: The CIDR '2001:db8::/64' is invalid; expected a part of the IPv6 CIDR of the VPC, which has none",
        "VPC | {cidrBlocks: [10.5.0.0/16], ipv6CIDRBlock: '2001:db8::/64'} | InvalidVpc.Range: The CIDR '2001:db8::/64' is invalid; expected an IPv6 prefix between /44 and /60",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: eu-west-1a, cidrBlock: 10.0.200.0/24} | expected a zone of us-east-1",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1, cidrBlock: 10.0.200.0/24} | expected a region and a letter",
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/24, routeTables: [rtb-none]} | InvalidRouteTableID.NotFound",
        "Subnet | {vpcID: vpc-other, availabilityZone: us-east-1a, cidrBlock: 10.9.1.0/24, routeTables: [rtb-glassplane]} | belong to different networks",
        "InternetGateway | {vpc: vpc-glassplane} | Resource.AlreadyAssociated: Network vpc-glassplane already has an internet gateway attached, igw-glassplane",
        "NATGateway | {subnetID: subnet-none} | InvalidSubnetID.NotFound",
        "NATGateway | {subnetID: subnet-a, allocationID: eipalloc-2} | InvalidAllocationID.NotFound",
        "NATGateway | {subnetID: subnet-a, allocationID: eipalloc-1} | Elastic IP address eipalloc-1 is already associated with nat-1",
        "NATGateway | {subnetID: subnet-a, privateIPAddress: 10.0.2.9} | Address 10.0.2.9 does not fall within the subnet's address range",
        "NATGateway | {subnetID: subnet-a, connectivityType: private, allocationID: eipalloc-1} | InvalidParameterCombination",
        "VPCPeeringConnection | {vpcID: vpc-glassplane, peerVPCID: vpc-glassplane} | a VPC cannot be peered with itself",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0, gatewayID: igw-none}]} | InvalidGatewayID.NotFound: The gateway ID 'igw-none' does not exist",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0, gatewayID: igw-other}]} | belong to different networks",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0}]} | expected exactly one target",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{gatewayID: igw-glassplane}]} | expected exactly one destination",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0, gatewayID: igw-glassplane}, {destinationCIDRBlock: 0.0.0.0/0, natGatewayID: nat-1}]} | RouteAlreadyExists: The route identified by 0.0.0.0/0",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 10.0.9.0/24, gatewayID: igw-glassplane}]} | is equal to or more specific than one of this VPC's CIDR blocks",
        "SecurityGroup | {name: sg-x, vpcID: vpc-glassplane} | Group names may not be in the format sg-*",
        "SecurityGroup | {name: web, vpcID: vpc-glassplane} | InvalidGroup.Duplicate: The security group 'web' already exists for VPC 'vpc-glassplane': sg-web",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: tcpp, ipRanges: [{cidrIP: 0.0.0.0/0}]}]} | spec.ingressRules[0].ipProtocol: Invalid value: \"tcpp\": InvalidParameterValue: Invalid value 'tcpp' for IP protocol. Unknown protocol.",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: tcp, ipRanges: [{cidrIP: 0.0.0.0/0}]}]} | Must specify both from and to ports with TCP/UDP.",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: tcp, fromPort: 90, toPort: 80, ipRanges: [{cidrIP: 0.0.0.0/0}]}]} | Invalid TCP/UDP port range (90:80)",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1', ipRanges: [{cidrIP: 10.0.0.0/33}]}]} | CIDR block 10.0.0.0/33 is malformed",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1'}]} | expected a peer",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1', userIDGroupPairs: [{groupID: sg-none}]}]} | InvalidGroup.NotFound: The security group 'sg-none' does not exist",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1', userIDGroupPairs: [{groupID: sg-other}]}]} | no active peering connection",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, egressRules: [{ipProtocol: '-1', prefixListIDs: [{prefixListID: pl-s3}]}]} | InvalidPrefixListID.NotFound",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, egressRules: [{ipProtocol: '-1', ipRanges: [{cidrIP: 0.0.0.0/0}, {cidrIP: 0.0.0.0/0}]}]} | InvalidPermission.Duplicate",
        "NetworkACL | {vpcID: vpc-glassplane, associations: [{subnetID: subnet-a}]} | subnet-a is already associated with acl-a",
        "NetworkACL | {vpcID: vpc-other, associations: [{subnetID: subnet-b}]} | belong to different networks",
        "NetworkACL | {vpcID: vpc-glassplane, entries: [{ruleNumber: 0, protocol: '-1', ruleAction: allow, cidrBlock: 0.0.0.0/0}]} | Value (0) for parameter ruleNumber is invalid; expected 1 to 32766",
        "NetworkACL | {vpcID: vpc-glassplane, entries: [{ruleNumber: 1, protocol: '-1', ruleAction: allow, cidrBlock: 0.0.0.0/0}, {ruleNumber: 1, protocol: '-1', ruleAction: deny, cidrBlock: 10.0.0.0/8}]} | NetworkAclEntryAlreadyExists: The network acl entry identified by 1 already exists",
        "NetworkACL | {vpcID: vpc-glassplane, entries: [{ruleNumber: 1, protocol: '6', ruleAction: allow, cidrBlock: 0.0.0.0/0}]} | must contain the parameter portRange",
        "NetworkACL | {vpcID: vpc-glassplane, entries: [{ruleNumber: 1, protocol: '1', ruleAction: allow, cidrBlock: 0.0.0.0/0}]} | must contain the parameter icmpTypeCode",
        "NetworkACL | {vpcID: vpc-glassplane, entries: [{ruleNumber: 1, protocol: '-1', ruleAction: allow}]} | expected exactly one of cidrBlock and ipv6CIDRBlock",
        "FlowLog | {resourceType: Subnet, resourceID: subnet-x} | there is no Subnet 'subnet-x'",
        "FlowLog | {resourceType: VPC, resourceID: vpc-glassplane, logFormat: '${srcaddr} ${az-id}'} | expected fields such as ${srcaddr}"})
    void isRefused(String kind, String spec, String why) {
        assertThat(refused(kind, object(kind, "new", spec))).anySatisfy(text -> assertThat(text).contains(why));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Subnet | {vpcID: vpc-glassplane, availabilityZone: us-east-1a, cidrBlock: 10.0.200.0/24, routeTables: [rtb-glassplane]}",
        "RouteTable | {vpcID: vpc-glassplane, routes: [{destinationCIDRBlock: 0.0.0.0/0, natGatewayRef: {from: {name: nat-later}}}, {destinationCIDRBlock: 10.0.9.0/24, natGatewayID: nat-1}]}",
        "VPCPeeringConnection | {vpcID: vpc-glassplane, peerVPCID: vpc-other, acceptRequest: true}",
        "SecurityGroup | {name: x, vpcID: vpc-glassplane, ingressRules: [{ipProtocol: '-1', userIDGroupPairs: [{groupID: new}, {groupID: sg-web}, {groupRef: {from: {name: sg-later}}}]}]}",
        "SecurityGroup | {name: web, vpcID: vpc-other, ingressRules: [{ipProtocol: icmp, fromPort: 8, toPort: -1, ipRanges: [{cidrIP: 10.0.0.1/24}]}]}",
        "NetworkACL | {vpcID: vpc-glassplane, associations: [{subnetID: subnet-b}], entries: [{ruleNumber: 1, protocol: '-1', ruleAction: allow, cidrBlock: 0.0.0.0/0}, {ruleNumber: 1, egress: true, protocol: '-1', ruleAction: deny, ipv6CIDRBlock: '::/0'}]}",
        "FlowLog | {resourceType: VPC, resourceID: vpc-glassplane, logFormat: '${version} ${pkt-srcaddr}'}"})
    void isTaken(String kind, String spec) {
        assertThat(refused(kind, object(kind, "new", spec))).isEmpty();
    }

    @Test
    void everyDefaultObjectIsTaken() {
        DefaultVpc.objects().forEach(object -> assertThat(refused(object.get("kind").stringValue(), object)).as(object.toString()).isEmpty());
    }

    @Test
    void aVpcKeepsThePrefixesOfItsSubnets() {
        assertThat(refused("VPC", object("VPC", "vpc-glassplane", "{cidrBlocks: [10.1.0.0/16]}"))).singleElement().asString().contains("DependencyViolation");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{subnet: subnet-none} | 10.0.1.77 | InvalidSubnetID.NotFound: The subnet ID 'subnet-none' does not exist",
        "{subnet: subnet-a} | 10.0.2.77 | Address 10.0.2.77 does not fall within the subnet's address range",
        "{subnet: subnet-a} | 10.0.1.3 | Address 10.0.1.3 does not fall within the subnet's address range",
        "{subnet: subnet-a} | 10.0.1.50 | InvalidIPAddress.InUse: Address 10.0.1.50 is in use by eni-there",
        "{subnet: subnet-a, securityGroups: [sg-none]} | 10.0.1.77 | InvalidGroup.NotFound: The security group 'sg-none' does not exist in VPC 'vpc-glassplane'",
        "{subnet: subnet-a, securityGroups: [sg-other]} | 10.0.1.77 | InvalidParameter: Security group sg-other and subnet belong to different networks",
        "{subnet: subnet-a, securityGroups: [sg-web, sg-web, sg-web, sg-web, sg-web, sg-web]} | 10.0.1.77 | SecurityGroupsPerInterfaceLimitExceeded"})
    void anInterfaceOfSomethingElseIsRefused(String spec, String ip, String why) {
        cluster.put(cluster.named(NetworkInterface.RESOURCE), eni("eni-there", "{subnet: subnet-a}", "10.0.1.50"));
        FieldErrors errors = new FieldErrors();
        VpcAdmission.check(NetworkInterface.RESOURCE, eni("eni-new", spec, ip), new Existing(cluster, cluster), errors);
        assertThat(errors.causes()).anySatisfy(cause -> assertThat(cause.message()).contains(why));
    }

    private static ObjectNode eni(String name, String spec, String ip) {
        ObjectNode object = TestCluster.object("glassplane.dev/v1", "NetworkInterface", "", name);
        object.set("spec", new YAMLMapper().readTree(spec));
        object.putObject("status").putArray("addresses").addObject().put("ip", ip).put("primary", true);
        return object;
    }

    @Test
    void aNodeAsksForGroupsThatThereAre() {
        ObjectNode node = object("Node", "node-x", "{}");
        node.withObject("/metadata/annotations").put("glassplane.dev/security-groups", "sg-web, sg-none");
        assertThat(refused("Node", node)).singleElement().asString().contains("InvalidGroup.NotFound: The security group 'sg-none' does not exist");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "VPC | vpc-other | DependencyViolation: The vpc 'vpc-other' has dependencies and cannot be deleted. (InternetGateway igw-other, SecurityGroup sg-other)",
        "Subnet | subnet-a | DependencyViolation: The subnet 'subnet-a' has dependencies and cannot be deleted. (NATGateway nat-1)",
        "RouteTable | rtb-glassplane | DependencyViolation: The routeTable 'rtb-glassplane' has dependencies and cannot be deleted. (Subnet subnet-a, Subnet subnet-b, Subnet subnet-c and 3 more)",
        "InternetGateway | igw-glassplane | DependencyViolation: Network vpc-glassplane has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. (NATGateway nat-1)",
        "SecurityGroup | sg-web | DependencyViolation: resource sg-web has a dependent object (SecurityGroup sg-front)",
        "Subnet | subnet-b | ", "InternetGateway | igw-other | ", "SecurityGroup | sg-other | ", "NATGateway | nat-1 | "})
    void whatOthersNeedStays(String kind, String name, String words) {
        put("SecurityGroup", "sg-front", "{name: front, vpcID: vpc-glassplane, egressRules: [{ipProtocol: tcp, userIDGroupPairs: [{groupID: sg-web}]}]}");
        Existing existing = new Existing(cluster, cluster);
        assertThat(new Dependencies(existing).of(RESOURCES.get(kind), existing.find(RESOURCES.get(kind), name).orElseThrow())).isEqualTo(Optional.ofNullable(words));
    }
}
