package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** Security groups, network ACLs and flow logs as a user meets them: objects in, traces out. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class VpcEndToEndTests extends EndToEnd {

    private static final String EC2 = "/apis/ec2.services.k8s.aws/v1alpha1/";
    private static final String CLUSTER_GROUP = """
            {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: SecurityGroup, metadata: {name: sg-cluster}, spec: {name: cluster, vpcID: vpc-glassplane,
              ingressRules: [{ipProtocol: "-1", userIDGroupPairs: [{groupID: sg-cluster}]}], egressRules: [{ipProtocol: "-1", ipRanges: [{cidrIP: 0.0.0.0/0}]}],
              tags: [{key: "aws:eks:cluster-name", value: glassplane}]}}""";
    private static final String ACL = """
            {apiVersion: ec2.services.k8s.aws/v1alpha1, kind: NetworkACL, metadata: {name: acl-a}, spec: {vpcID: vpc-glassplane,
              associations: [{subnetID: subnet-a}], entries: [{ruleNumber: 100, protocol: "-1", ruleAction: allow, cidrBlock: 0.0.0.0/0},
              {ruleNumber: 100, egress: true, protocol: "-1", ruleAction: allow, cidrBlock: 10.0.0.0/16}]}}""";

    private JsonNode trace() throws Exception {
        return get("/glassplane/v1/trace?from=external&to=node/node-a:30080&whyNot=true");
    }

    private static List<String> records(JsonNode trace) {
        return trace.path("flowLogs").valueStream().map(each -> each.path("record").asString()).toList();
    }

    @Test
    void theRemedyOfATraceLetsTheClientIn() throws Exception {
        assertThat(trace().path("assumptions").toString()).contains("ASSUMED_SECURITY_GROUP_OPEN");
        create(EC2 + "securitygroups", CLUSTER_GROUP);
        JsonNode denied = trace();
        assertThat(denied.path("verdict").path("code").asString()).isEqualTo("ENI_SG_RULES_MISMATCH");
        assertThat(denied.path("verdict").path("object").path("name").asString()).isEqualTo("sg-cluster");
        assertThat(denied.path("assumptions").toString()).doesNotContain("ASSUMED_SECURITY_GROUP_OPEN");
        assertThat(records(denied)).singleElement().asString().matches("2 123456789012 eni-[0-9a-f]{17} 203.0.113.9 10.0.1.10 [0-9]+ 30080 6 1 60 [0-9]+ [0-9]+ REJECT OK");
        JsonNode step = denied.path("paths").path(0).path("hops").path(1).path("steps").valueStream()
                .filter(each -> each.path("hook").asString().equals("security-group")).findFirst().orElseThrow();
        assertThat(step.path("result").asString()).isEqualTo("drop");
        String patch = denied.path("whyNot").path("remedies").path(0).path("edits").path(0).path("yaml").asString();
        HttpResponse<String> patched = send("PATCH", EC2 + "securitygroups/sg-cluster", patch);
        assertThat(patched.statusCode()).as(patched.body()).isEqualTo(200);
        JsonNode let = trace();
        assertThat(let.path("clientSees").asString()).isEqualTo("connected");
        assertThat(records(let)).hasSizeGreaterThanOrEqualTo(2).allMatch(record -> record.endsWith("ACCEPT OK"));
    }

    @Test
    void anAclThatForgetsTheAnswerIsNamedForIt() throws Exception {
        create(EC2 + "networkacls", ACL);
        create(EC2 + "flowlogs", "{apiVersion: ec2.services.k8s.aws/v1alpha1, kind: FlowLog, metadata: {name: fl-rejects}, spec: {resourceType: Subnet, "
                + "resourceID: subnet-a, trafficType: REJECT, logFormat: '${version} ${srcaddr} ${dstaddr} ${action} ${flow-direction}'}}");
        JsonNode trace = trace();
        assertThat(trace.path("return").path("code").asString()).isEqualTo("SUBNET_ACL_RESTRICTION");
        assertThat(trace.path("flowLogs").toString()).isEqualTo("[{\"flowLog\":\"fl-rejects\",\"record\":\"5 10.0.1.10 203.0.113.9 REJECT egress\"}]");
    }

    @Test
    void whatOthersNeedIsNotDeleted() throws Exception {
        HttpResponse<String> refused = send("DELETE", EC2 + "subnets/subnet-a", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("DependencyViolation: The subnet 'subnet-a' has dependencies and cannot be deleted. (NetworkInterface eni-");
        assertThat(send("DELETE", EC2 + "subnets/subnet-large-a", "").statusCode()).isEqualTo(200);
    }

    @Test
    void nobodyWritesTheAnnotationOfAPodsInterface() throws Exception {
        String pods = "/api/v1/namespaces/default/pods";
        String pod = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"plain\"%s},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"x\"}]}}";
        HttpResponse<String> born = send("POST", pods, pod.formatted(",\"annotations\":{\"vpc.amazonaws.com/pod-eni\":\"[]\"}"));
        assertThat(born.statusCode()).isEqualTo(403);
        assertThat(born.body()).contains("admission webhook \\\"vpod.vpc.k8s.aws\\\" denied the request: pod cannot be created with vpc.amazonaws.com/pod-eni annotation");
        assertThat(send("POST", pods, pod.formatted("")).statusCode()).isEqualTo(201);
        HttpResponse<String> changed = send("PATCH", pods + "/plain", "{\"metadata\":{\"annotations\":{\"vpc.amazonaws.com/pod-eni\":\"[]\"}}}");
        assertThat(changed.statusCode()).isEqualTo(403);
        assertThat(changed.body()).contains("denied the request: annotation is not set by vpc-resource-controller");
    }

    @Test
    void whatEc2WouldRefuseIsNotHalfApplied() throws Exception {
        String wrong = CLUSTER_GROUP.replace("groupID: sg-cluster", "groupID: sg-nowhere");
        HttpResponse<String> refused = send("POST", EC2 + "securitygroups", wrong);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("spec.ingressRules[0].userIDGroupPairs[0].groupID", "InvalidGroup.NotFound: The security group 'sg-nowhere' does not exist");
        assertThat(send("GET", EC2 + "securitygroups/sg-cluster", "").statusCode()).isEqualTo(404);
        create(EC2 + "securitygroups", CLUSTER_GROUP);
        String before = send("GET", EC2 + "securitygroups/sg-cluster", "").body();
        HttpResponse<String> worse = send("PATCH", EC2 + "securitygroups/sg-cluster",
                "{\"spec\":{\"egressRules\":[{\"ipProtocol\":\"tcp\",\"fromPort\":9,\"toPort\":1,\"ipRanges\":[{\"cidrIP\":\"0.0.0.0/0\"}]}]}}");
        assertThat(worse.statusCode()).isEqualTo(422);
        assertThat(send("GET", EC2 + "securitygroups/sg-cluster", "").body()).isEqualTo(before);
    }
}
