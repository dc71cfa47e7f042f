package dev.glassplane.loadbalancer.nlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the controller and the ELB API refuse, in their words. */
class NlbFailuresTests {

    private static final String PORTS = "ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]";

    private final TestCluster cluster = new TestCluster().withDefaultVpc();

    private List<String> problems(String annotations, String spec) {
        String yaml = "{apiVersion: v1, kind: Service, metadata: {namespace: default, name: web, annotations: {" + annotations.replace("@", "service.beta.kubernetes.io/aws-load-balancer-")
                + "}}, spec: {type: LoadBalancer, loadBalancerClass: service.k8s.aws/nlb, " + spec + "}}";
        cluster.put(cluster.named("services"), (ObjectNode) new YAMLMapper().readTree(yaml));
        LoadBalancerSource.Asked asked = new NlbSource(new VpcReader(), new CloudIds(1)).ask(cluster.image());
        return asked.problems().stream().map(LoadBalancerSource.Problem::message).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            @scheme: public | unknown scheme: public
            @internal: sure | failed to parse bool annotation, service.beta.kubernetes.io/aws-load-balancer-internal: sure: strconv.ParseBool: parsing "sure": invalid syntax
            @ip-address-type: ipv5 | unknown IPAddressType: ipv5
            @ip-address-type: dualstack | IPAddressType dualstack is not modelled (limit: load-balancer-ipv6)
            @name: abcdefghijklmnopqrstuvwxyz-0123456 | load balancer name cannot be longer than 32 characters
            @subnets: subnet-none | failed to list subnets by names or IDs: api error InvalidSubnetID.NotFound: The subnet ID 'subnet-none' does not exist
            @subnets: blue | failed to list subnets by names or IDs: couldn't find all subnets, missing names: [blue]
            @subnets: 'subnet-a,subnet-large-a' | multiple subnets in same Availability Zone us-east-1a: [subnet-a subnet-large-a]
            @security-groups: sg-none | couldn't find all security groups: api error InvalidGroup.NotFound: The security group 'sg-none' does not exist
            @eip-allocations: eipalloc-1 | EIP allocations can only be set for internet facing load balancers
            @scheme: internet-facing, @eip-allocations: eipalloc-1 | count of EIP allocations (1) and subnets (3) must match
            @scheme: internet-facing, @private-ipv4-addresses: 10.0.1.9 | private IPv4 addresses can only be set for internal load balancers
            @private-ipv4-addresses: 10.0.1.9 | count of private IPv4 addresses (1) and subnets (3) must match
            @subnets: subnet-a, @private-ipv4-addresses: 10.0.2.9 | expect one private IPv4 address configured for subnet: subnet-a
            @healthcheck-protocol: GRPC | unsupported health check protocol GRPC
            @healthcheck-port: metrics | failed to resolve healthCheckPort: unable to find port metrics on service default/web
            @healthcheck-interval: often | failed to parse int32 annotation, service.beta.kubernetes.io/aws-load-balancer-healthcheck-interval: often: strconv.ParseInt: parsing "often": invalid syntax
            @proxy-protocol: 'on' | invalid value on for Load Balancer proxy protocol v2 annotation, only value currently supported is *
            @target-group-attributes: preserve_client_ip.enabled=maybe | failed to parse attribute preserve_client_ip.enabled=maybe: strconv.ParseBool: parsing "maybe": invalid syntax
            @target-group-attributes: x | failed to parse stringMap annotation, service.beta.kubernetes.io/aws-load-balancer-target-group-attributes: x
            @attributes: dns_record.client_routing_policy=near | invalid dns_record.client_routing_policy set in annotation aws-load-balancer-attributes: got 'near' expected one of ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity']
            @ssl-cert: 'arn:aws:acm:c', @alpn-policy: h2 | invalid ALPN policy h2, policy must be one of [None, HTTP1Only, HTTP2Only, HTTP2Optional, HTTP2Preferred]
            @ipv6-addresses: 'fd00::1' | annotation service.beta.kubernetes.io/aws-load-balancer-ipv6-addresses is not modelled (limit: nlb-settings)
            """)
    void theControllerRefuses(String annotations, String failure) {
        assertThat(problems(annotations, PORTS)).containsExactly("Failed build model due to " + failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            @healthcheck-interval: '3' | ValidationError: 1 validation error detected: Value '3' at 'healthCheckIntervalSeconds' failed to satisfy constraint: Member must have value greater than or equal to 5
            @healthcheck-interval: '5' | ValidationError: Health check timeout '10' must be smaller than or equal to the interval '5'
            @attributes: speed=high | ValidationError: Load balancer attribute key 'speed' is not recognized
            @target-group-attributes: speed=high | ValidationError: Target group attribute key 'speed' is not recognized
            @name: internal-web | ValidationError: The load balancer name 'internal-web' can only contain characters that are alphanumeric characters and hyphens(-), must not begin or end with a hyphen, and must not begin with 'internal-'
            """)
    void elasticLoadBalancingRefuses(String annotations, String failure) {
        assertThat(problems(annotations, PORTS)).containsExactly("Failed deploy model due to api error " + failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            allocateLoadBalancerNodePorts: false, ports: [{port: 80}] | build model due to unable to support instance target type with an unallocated NodePort
            ipFamilies: [IPv6], ports: [{port: 80, nodePort: 30080}] | build model due to unsupported IPv6 configuration, lb not dual-stack
            loadBalancerSourceRanges: ['2001:db8::/32'], ports: [{port: 80, nodePort: 30080}] | build model due to unsupported v6 cidr 2001:db8::/32 when lb is not dualstack
            """)
    void aServiceMayAskForTheImpossible(String spec, String failure) {
        assertThat(problems("", spec)).containsExactly("Failed " + failure);
    }
}
