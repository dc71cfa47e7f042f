package dev.glassplane.loadbalancer.nlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.aws.StackModel;
import dev.glassplane.loadbalancer.aws.StackWriter;
import dev.glassplane.loadbalancer.aws.TargetLoops;
import dev.glassplane.loadbalancer.model.LbNode;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Scheme;
import dev.glassplane.loadbalancer.model.State;
import dev.glassplane.loadbalancer.model.Target;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.NetworkInterface;
import dev.glassplane.vpc.TestCluster;
import dev.glassplane.vpc.VpcReader;
import dev.glassplane.vpc.VpcWrites;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** From a Service to its Network Load Balancer in AWS, and back. */
class NlbTests {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String INTERNET = "service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing";
    private static final String IP = "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip";

    private final TestCluster cluster = new TestCluster();
    private final VpcReader reader = new VpcReader();
    private final NlbSource source = new NlbSource(reader, new CloudIds(1));

    @BeforeEach
    void start() {
        VpcWrites writes = new VpcWrites(cluster, cluster);
        CloudIds ids = new CloudIds(1);
        cluster.withDefaultVpc().with(cluster.cloudNodeLoop(reader, writes))
                .with(new ServiceLoop(cluster, cluster, cluster, new StackWriter(cluster, cluster, reader, writes, ids)))
                .with(TargetLoops.of(cluster, reader, new LoadBalancerSources(List.of(source)), ids));
        List.of("a", "b").forEach(this::node);
        cluster.settle();
    }

    private void node(String letter) {
        put("nodes", """
                {apiVersion: v1, kind: Node, metadata: {name: node-%1$s, labels: {node.kubernetes.io/instance-type: m5.large, topology.kubernetes.io/zone: us-east-1%1$s}},
                 status: {conditions: [{type: Ready, status: "True"}]}}""".formatted(letter));
    }

    private void put(String resource, String yaml) {
        cluster.put(cluster.named(resource), (ObjectNode) YAML.readTree(yaml));
    }

    private void service(String annotations, String spec) {
        JsonNode old = cluster.image().object(new ObjectKey("services", "default", "web")).<JsonNode>map(Stored::object).orElse(null);
        ObjectNode object = (ObjectNode) YAML.readTree("""
                {apiVersion: v1, kind: Service, metadata: {namespace: default, name: web, annotations: {%s}}, spec: {type: LoadBalancer,
                 loadBalancerClass: service.k8s.aws/nlb, clusterIP: 10.100.0.1, clusterIPs: [10.100.0.1], ipFamilies: [IPv4], selector: {app: web},
                 %s %s}}""".formatted(annotations, spec.contains("ports:") ? "" : "ports: [{name: http, protocol: TCP, port: 80, targetPort: 8080, nodePort: 30080}]",
                spec.isEmpty() ? "" : (spec.contains("ports:") ? "" : ", ") + spec));
        if (old != null) {
            ((ObjectNode) object.get("metadata")).set("finalizers", old.path("metadata").path("finalizers"));
            object.set("status", old.path("status"));
        }
        cluster.put(cluster.named("services"), object);
        cluster.settle();
    }

    /** A pod with an address of the node's interface, behind the Service. */
    private void pod(String name, String node, String ip, boolean ready) {
        put("pods", """
                {apiVersion: v1, kind: Pod, metadata: {namespace: default, name: %s, labels: {app: web}}, spec: {nodeName: %s, containers: [{name: c, ports: [{containerPort: 8080}]}]},
                 status: {phase: Running, podIP: %s, podIPs: [{ip: %s}], conditions: [{type: Ready, status: "%s"}, {type: ContainersReady, status: "%s"}]}}"""
                .formatted(name, node, ip, ip, ready ? "True" : "False", ready ? "True" : "False"));
        put("endpointslices.discovery.k8s.io", """
                {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {namespace: default, name: web-%s, labels: {kubernetes.io/service-name: web}}, addressType: IPv4,
                 ports: [{name: http, protocol: TCP, port: 8080}], endpoints: [{addresses: [%s], nodeName: %s, conditions: {ready: %s},
                 targetRef: {kind: Pod, namespace: default, name: %s}}]}""".formatted(name, ip, node, ready, name));
        cluster.settle();
    }

    private LoadBalancer loadBalancer() {
        return source.ask(cluster.image()).loadBalancers().getFirst();
    }

    private JsonNode web() {
        return cluster.image().object(new ObjectKey("services", "default", "web")).orElseThrow().object();
    }

    private List<NetworkInterface> interfaces() {
        return reader.of(cluster.image()).interfaces().values().stream().filter(of -> of.node().isEmpty()).toList();
    }

    private List<Target> targets() {
        return loadBalancer().targetGroups().values().iterator().next().targets();
    }

    private ObjectNode group(String id) {
        return cluster.image().object(new ObjectKey("securitygroups.ec2.services.k8s.aws", "", id)).orElseThrow().object();
    }

    @Test
    void aServiceOfTheClassGetsALoadBalancer() {
        service(INTERNET, "");
        LoadBalancer found = loadBalancer();
        assertThat(web().path("status").path("loadBalancer").path("ingress")).hasToString("[{\"hostname\":\"" + found.dnsName().orElseThrow() + "\"}]");
        assertThat(web().path("metadata").path("finalizers")).hasToString("[\"service.k8s.aws/resources\"]");
        assertThat(cluster.events()).contains("service Service/web Normal SuccessfullyReconciled: Successfully reconciled");
        assertThat(found).returns(Scheme.INTERNET_FACING, LoadBalancer::scheme).returns(State.ACTIVE, LoadBalancer::state).returns(false, LoadBalancer::crossZone);
        assertThat(found.nodes()).extracting(LbNode::zone).containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(found.nodes()).extracting(node -> node.privateIp().toString()).containsExactly("10.0.32.10", "10.0.64.10", "10.0.96.10");
        assertThat(found.nodes()).allSatisfy(node -> assertThat(node.publicIp()).isPresent());
        assertThat(found.listeners()).extracting(Listener::name).containsExactly("TCP:80");
        assertThat(interfaces()).hasSize(3).allSatisfy(of -> assertThat(of.attributes().about().description()).startsWith("ELB net/" + found.name() + "/"));
    }

    @Test
    void nodesAreTargetsAndBecomeHealthyAfterThreeChecks() {
        service(INTERNET, "");
        pod("web-1", "node-a", "10.0.1.11", true);
        assertThat(targets()).extracting(Target::node).containsExactly("node-a", "node-b");
        assertThat(targets()).allSatisfy(target -> assertThat(target.health()).isEqualTo(
                new TargetHealth(TargetHealth.State.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress")));
        cluster.advance(Duration.ofSeconds(30));
        assertThat(targets()).allSatisfy(target -> assertThat(target.health()).isEqualTo(TargetHealth.HEALTHY));
        assertThat(targets()).extracting(Target::port).containsOnly(30080);
    }

    @Test
    void withTrafficPolicyLocalOnlyNodesWithAPodAreHealthy() {
        pod("web-1", "node-a", "10.0.1.11", true);
        service(INTERNET, "externalTrafficPolicy: Local, healthCheckNodePort: 31000");
        cluster.advance(Duration.ofSeconds(20));
        assertThat(targets()).extracting(target -> target.node() + " " + target.health().state()).containsExactly("node-a HEALTHY", "node-b UNHEALTHY");
        assertThat(targets().getLast().health().reason()).isEqualTo("Target.FailedHealthChecks");
        assertThat(loadBalancer().targetGroups().values().iterator().next().healthCheck().orElseThrow().port()).isEqualTo("31000");
    }

    @Test
    void podsAreTargetsOfTypeIpAndDrainWhenTheyGo() {
        service(INTERNET + ", " + IP, "");
        pod("web-1", "node-a", "10.0.1.11", true);
        TargetGroup group = loadBalancer().targetGroups().values().iterator().next();
        assertThat(group).returns(TargetGroup.Type.IP, TargetGroup::type).returns(false, TargetGroup::preserveClientIp).returns(8080, TargetGroup::port);
        cluster.advance(Duration.ofSeconds(30));
        assertThat(targets()).singleElement().returns("10.0.1.11", Target::id).returns("us-east-1a", Target::zone).returns(TargetHealth.HEALTHY, Target::health);
        cluster.remove("endpointslices.discovery.k8s.io", "default", "web-web-1");
        cluster.settle();
        assertThat(targets()).singleElement().extracting(target -> target.health().reason()).isEqualTo("Target.DeregistrationInProgress");
        cluster.advance(Duration.ofSeconds(300));
        assertThat(targets()).isEmpty();
    }

    @Test
    void targetsAdmitTheGroupThatLoadBalancersShare() {
        put("securitygroups.ec2.services.k8s.aws", """
                {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: SecurityGroup, metadata: {name: sg-nodes}, spec: {name: nodes, vpcID: vpc-glassplane,
                 ingressRules: [{ipProtocol: tcp, fromPort: 22, toPort: 22, ipRanges: [{cidrIP: 10.0.0.0/16}]}], tags: [{key: 'aws:eks:cluster-name', value: prod}]}}""");
        service(INTERNET, "");
        pod("web-1", "node-a", "10.0.1.11", true);
        String shared = loadBalancer().securityGroups().getLast();
        assertThat(group(shared).path("spec").path("name").stringValue()).startsWith("k8s-traffic-prod-");
        assertThat(group("sg-nodes").path("spec").path("ingressRules")).hasSize(2).last().hasToString("{\"ipProtocol\":\"tcp\",\"fromPort\":30080,\"toPort\":30080,"
                + "\"userIDGroupPairs\":[{\"groupID\":\"" + shared + "\",\"description\":\"elbv2.k8s.aws/targetGroupBinding=shared\"}]}");
        cluster.advance(Duration.ofSeconds(30));
        assertThat(targets()).allSatisfy(target -> assertThat(target.health()).isEqualTo(TargetHealth.HEALTHY));
        delete();
        assertThat(group("sg-nodes").path("spec").path("ingressRules")).as("the rule of others stays").hasSize(1);
    }

    @Test
    void aTargetThatAdmitsNobodyIsUnhealthy() {
        put("securitygroups.ec2.services.k8s.aws", """
                {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: SecurityGroup, metadata: {name: sg-nodes}, spec: {name: nodes, vpcID: vpc-glassplane,
                 tags: [{key: 'aws:eks:cluster-name', value: prod}]}}""");
        put("securitygroups.ec2.services.k8s.aws", """
                {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: SecurityGroup, metadata: {name: sg-front}, spec: {name: front, vpcID: vpc-glassplane,
                 egressRules: [{ipProtocol: '-1', ipRanges: [{cidrIP: 0.0.0.0/0}]}]}}""");
        service(INTERNET + ", service.beta.kubernetes.io/aws-load-balancer-security-groups: sg-front", "");
        pod("web-1", "node-a", "10.0.1.11", true);
        assertThat(loadBalancer().securityGroups()).as("nobody asked for the shared one").containsExactly("sg-front");
        cluster.advance(Duration.ofSeconds(30));
        assertThat(targets()).allSatisfy(target -> assertThat(target.health().state()).isEqualTo(TargetHealth.State.UNHEALTHY));
    }

    private void delete() {
        ObjectNode object = web().deepCopy().asObject();
        object.withObject("/metadata").put("deletionTimestamp", cluster.now().toString());
        cluster.put(cluster.named("services"), object);
        cluster.settle();
    }

    @Test
    void aDeletedServiceLeavesNothingBehind() {
        service(INTERNET, "");
        pod("web-1", "node-a", "10.0.1.11", true);
        delete();
        assertThat(interfaces()).isEmpty();
        assertThat(cluster.image().all("targetgroupbindings.elbv2.k8s.aws")).isEmpty();
        assertThat(cluster.image().all("securitygroups.ec2.services.k8s.aws")).isEmpty();
        assertThat(web().path("metadata").path("finalizers")).isEmpty();
        assertThat(web().path("status").path("loadBalancer").has("ingress")).isFalse();
    }

    @Test
    void anotherSchemeIsAnotherLoadBalancer() {
        service("", "");
        LoadBalancer internal = loadBalancer();
        assertThat(internal.scheme()).isEqualTo(Scheme.INTERNAL);
        service(INTERNET, "");
        assertThat(loadBalancer().name()).isNotEqualTo(internal.name());
        assertThat(interfaces()).hasSize(3).allSatisfy(of -> assertThat(of.publicIp()).isPresent());
    }

    @Test
    void whatCannotBeBuiltIsToldInTheControllersWordsAndWhatIsThereStays() {
        service(INTERNET, "");
        service("service.beta.kubernetes.io/aws-load-balancer-scheme: public", "");
        assertThat(cluster.events()).contains("service Service/web Warning FailedBuildModel: Failed build model due to unknown scheme: public");
        assertThat(interfaces()).hasSize(3);
        assertThat(loadBalancer().listeners()).singleElement().extracting(listener -> listener.otherwise().toString()).asString().contains("last-good-load-balancers");
        assertThat(source.ask(cluster.image()).problems()).singleElement().extracting(problem -> problem.reason()).isEqualTo("FailedBuildModel");
    }

    @Test
    void addressesAndElasticIpsMayBeChosen() {
        put("elasticipaddresses.ec2.services.k8s.aws", "{apiVersion: ec2.services.k8s.aws/v1alpha1, kind: ElasticIPAddress, metadata: {name: eipalloc-1}, spec: {address: 198.51.100.7}}");
        service(INTERNET + ", service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-a, service.beta.kubernetes.io/aws-load-balancer-eip-allocations: eipalloc-1", "");
        assertThat(loadBalancer().nodes()).singleElement().extracting(node -> node.publicIp().orElseThrow().toString()).isEqualTo("198.51.100.7");
        service("service.beta.kubernetes.io/aws-load-balancer-subnets: subnet-a, service.beta.kubernetes.io/aws-load-balancer-scheme: internal, "
                + "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses: 10.0.1.77", "");
        assertThat(loadBalancer().nodes()).singleElement().extracting(node -> node.privateIp().toString()).isEqualTo("10.0.1.77");
    }

    @Test
    void theRestIsLeftPendingAndSaysWhy() {
        put("services", "{apiVersion: v1, kind: Service, metadata: {namespace: default, name: web}, spec: {type: LoadBalancer, ports: [{port: 80, nodePort: 30080}]}}");
        cluster.settle();
        assertThat(web().has("status")).isFalse();
        assertThat(cluster.events()).singleElement().asString().contains("LoadBalancerPending").contains("limit: classic-load-balancers");
    }

    @Test
    void aBindingThatSomebodyWroteRegistersTargetsOfAGroupThatNobodyUses() {
        service("", "");
        pod("web-1", "node-a", "10.0.1.11", true);
        put("targetgroupbindings.elbv2.k8s.aws", """
                {apiVersion: elbv2.k8s.aws/v1beta1, kind: TargetGroupBinding, metadata: {namespace: default, name: mine}, spec: {targetType: ip,
                 targetGroupARN: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/mine/0123456789abcdef', serviceRef: {name: web, port: http}}}""");
        cluster.settle();
        assertThat(StackModel.targets("default", "mine", cluster.image())).singleElement().returns("10.0.1.11", Target::id).extracting(target -> target.health().reason())
                .isEqualTo("Target.NotInUse");
    }

    @Test
    void aPodWaitsForItsTarget() {
        service(INTERNET + ", " + IP, "");
        String gate = "target-health.elbv2.k8s.aws/" + loadBalancer().targetGroups().keySet().iterator().next();
        pod("web-1", "node-a", "10.0.1.11", true);
        ObjectNode pod = cluster.image().object(new ObjectKey("pods", "default", "web-1")).orElseThrow().object().deepCopy();
        pod.withObject("/spec").putArray("readinessGates").addObject().put("conditionType", gate);
        cluster.put(cluster.named("pods"), pod);
        cluster.settle();
        assertThat(condition(gate)).isEqualTo("False Elb.InitialHealthChecking");
        cluster.advance(Duration.ofSeconds(30));
        assertThat(condition(gate)).isEqualTo("True ");
        delete();
        assertThat(condition(gate)).isEqualTo("True ");
    }

    private String condition(String type) {
        return cluster.image().object(new ObjectKey("pods", "default", "web-1")).orElseThrow().object().path("status").path("conditions").valueStream()
                .filter(each -> each.path("type").stringValue("").equals(type)).map(each -> each.path("status").stringValue() + " " + each.path("reason").stringValue(""))
                .findFirst().orElse("none");
    }

    @Test
    void tlsEndsAtPortsThatAreNamed() {
        service("service.beta.kubernetes.io/aws-load-balancer-ssl-cert: 'arn:aws:acm:us-east-1:123456789012:certificate/1', "
                + "service.beta.kubernetes.io/aws-load-balancer-ssl-ports: '443'", "ports: [{name: http, port: 80, nodePort: 30080}, {name: https, port: 443, nodePort: 30443}]");
        assertThat(loadBalancer().listeners()).extracting(Listener::name).containsExactly("TCP:80", "TLS:443");
    }

    @Test
    void udpTargetsSeeTheClientAlways() {
        service(IP, "ports: [{name: dns, protocol: UDP, port: 53, targetPort: 5353, nodePort: 30053}]");
        assertThat(loadBalancer().targetGroups().values()).singleElement().returns(true, TargetGroup::preserveClientIp).returns(TargetGroup.Protocol.UDP, TargetGroup::protocol);
    }

    @Test
    void inAnotherPodNetworkNobodyMakesALoadBalancer() {
        put("clusters.glassplane.dev", "{apiVersion: glassplane.dev/v1, kind: Cluster, metadata: {name: cluster}, spec: {cni: bgp, podCIDR: 10.244.0.0/16}}");
        service(INTERNET, "");
        assertThat(interfaces()).isEmpty();
        assertThat(cluster.events()).anyMatch(event -> event.startsWith("service Service/web Warning FailedBuildModel: Failed build model due to the pod network is bgp"));
    }
}
