package dev.glassplane.trace.whynot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ImageEdit;
import dev.glassplane.scenarios.Questions;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.trace.device.Directory;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.render.WhyNotRender;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import dev.glassplane.trace.walk.Tracing;
import dev.glassplane.vpc.TestFabric;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SearchTests {

    private static final ObjectKey WEB = new ObjectKey("services", "demo", "web");

    private static WhyNot ask(String folder, String question, ImageEdit before) throws Exception {
        Scenario scenario = Scenario.load(Scenario.FOLDER.resolve(folder));
        TraceRequest request = RequestReader.read(Questions.spec(question), 1);
        Search.Worlds worlds = worlds(scenario, before);
        WhyNot whyNot = Search.run(request, worlds);
        for (WhyNot.Remedy remedy : whyNot.remedies()) { // whoever applies it gets a connection
            ImageEdit edit = remedy.fixes().stream().map(Fix::edit).reduce(ImageEdit.NONE, ImageEdit::and);
            assertThat(Tracing.answer(request.everyPath(), worlds.after(edit)).paths())
                    .allSatisfy(path -> assertThat(path.clientSees().orElseThrow().word()).isEqualTo("connected"));
        }
        return whyNot;
    }

    private static Search.Worlds worlds(Scenario scenario, ImageEdit before) {
        return edit -> {
            var dataplane = scenario.whatIf().dataplane(scenario.dataplane(), before.and(edit));
            return new Network(dataplane, TestFabric.of(dataplane.image()), Directory.of(dataplane.image()), new Network.PortRange(30_000, 32_767), scenario.policies());
        };
    }

    private static List<String> codes(WhyNot whyNot) {
        return whyNot.blockers().stream().map(blocker -> blocker.code().map(ReasonCode::name).orElse("")).toList();
    }

    private static List<String> sentences(WhyNot whyNot) {
        return whyNot.remedies().stream().map(remedy -> String.join(" + ", remedy.fixes().stream().map(Fix::sentence).toList())).toList();
    }

    @Test
    void nothingStandsInTheWayOfWhatArrives() throws Exception {
        WhyNot whyNot = ask("nodeport-two-nodes", "from=pod/demo/client to=service/demo/web", ImageEdit.NONE);
        assertThat(whyNot.blockers()).isEmpty();
        assertThat(whyNot.sentence()).isEqualTo("nothing stands in the way: it arrives and is answered");
    }

    @Test
    void aTrafficPolicyIsLoosened() throws Exception {
        WhyNot whyNot = ask("etp-local-without-local-endpoint", "from=external to=node/node-a:30080", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("NO_LOCAL_ENDPOINTS");
        assertThat(sentences(whyNot)).containsExactly("let Service demo/web use endpoints of every node (externalTrafficPolicy: Cluster); pods then see a "
                + "node, not the client");
        assertThat(whyNot.remedies().getFirst().asked()).isPositive();
        assertThat(whyNot.remedies().getFirst().changed()).anySatisfy(change -> assertThat(change).startsWith("outside to node/node-a:30080: DROPPED"));
        assertThat(WhyNotRender.text(whyNot)).contains("    spec:\n      externalTrafficPolicy: Cluster\n");
    }

    @Test
    void aSourceIsLetIn() throws Exception {
        WhyNot whyNot = ask("source-ranges-refused", "from={\"ip\":\"198.51.100.77\",\"node\":\"node-a\"} to=192.0.2.80:80", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("SOURCE_RANGE_DENIED");
        assertThat(whyNot.remedies()).singleElement().satisfies(remedy -> assertThat(remedy.fixes().getFirst().patch().orElseThrow().toString())
                .isEqualTo("{\"spec\":{\"loadBalancerSourceRanges\":[\"203.0.113.0/24\",\"198.51.100.77/32\"]}}"));
    }

    @Test
    void aSecurityGroupAdmitsTheClient() throws Exception {
        WhyNot whyNot = ask("security-groups", "from=external to=node/node-a:30080", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("ENI_SG_RULES_MISMATCH");
        assertThat(sentences(whyNot)).containsExactly("let security group sg-cluster admit inbound tcp 30080 from 203.0.113.9/32");
        assertThat(WhyNotRender.text(whyNot)).contains("# kubectl patch securitygroups sg-cluster --type merge --patch-file FILE");
    }

    @Test
    void aSecurityGroupIsMetByTheOtherEndsGroupOrAddress() throws Exception {
        WhyNot whyNot = ask("security-groups", "from=pod/demo/client to=pod/demo/lonely:9090", ImageEdit.NONE);
        assertThat(sentences(whyNot)).containsExactlyInAnyOrder("let security group sg-lonely admit inbound tcp 9090 from sg-cluster",
                "let security group sg-lonely admit inbound tcp 9090 from 10.0.1.11/32");
    }

    @Test
    void bothDirectionsOfANetworkAclAreOpened() throws Exception {
        WhyNot whyNot = ask("network-acls", "from=192.0.2.7 to=node/node-b:30080 sourcePort=1500", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("SUBNET_ACL_RESTRICTION", "SUBNET_ACL_RESTRICTION");
        assertThat(sentences(whyNot)).containsExactly("let network ACL acl-b allow inbound tcp 30080 from 192.0.2.7/32 (rule 109) + "
                + "let network ACL acl-b allow outbound tcp 1024-65535 to 192.0.2.7/32 (rule 110), for answers");
    }

    @Test
    void aPodBecomesReady() throws Exception {
        WhyNot whyNot = ask("no-endpoints", "from=pod/demo/client to=service/demo/slow", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("NO_READY_ENDPOINTS");
        assertThat(sentences(whyNot)).singleElement().asString().startsWith("let Pod demo/").endsWith(" become ready");
    }

    @Test
    void aPortIsAdded() throws Exception {
        WhyNot whyNot = ask("clusterip-unlisted-port", "from=pod/demo/client to=10.100.0.10:81", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("PORT_NOT_IN_SERVICE");
        assertThat(sentences(whyNot)).containsExactly("let Service demo/web list port 81, with the targetPort of 80 (http)");
    }

    @Test
    void aSelectorIsCorrected() throws Exception {
        Scenario scenario = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"));
        ObjectNode wrong = scenario.image().object(WEB).orElseThrow().object().deepCopy();
        ((ObjectNode) wrong.get("spec")).putObject("selector").put("app", "wep");
        ObjectKey slice = scenario.image().slicesOf().get(WEB).keySet().iterator().next();
        WhyNot whyNot = ask("nodeport-two-nodes", "from=pod/demo/client to=service/demo/web", ImageEdit.put(WEB, wrong).and(ImageEdit.delete(slice)));
        assertThat(codes(whyNot)).containsExactly("NO_ENDPOINTS");
        assertThat(sentences(whyNot).getFirst()).isEqualTo("let Service demo/web select app=web: 3 running pods");
    }

    @Test
    void obstaclesBehindTheFirstOneAreFoundAndClearedTogether() throws Exception {
        Scenario scenario = Scenario.load(Scenario.FOLDER.resolve("etp-local-without-local-endpoint"));
        ObjectNode service = scenario.image().object(WEB).orElseThrow().object().deepCopy();
        ((ObjectNode) service.get("spec")).putArray("loadBalancerSourceRanges").add("192.0.2.0/24");
        WhyNot whyNot = ask("etp-local-without-local-endpoint", "from={\"ip\":\"203.0.113.9\",\"node\":\"node-a\"} to=192.0.2.80:80", ImageEdit.put(WEB, service));
        assertThat(codes(whyNot)).containsExactlyInAnyOrder("SOURCE_RANGE_DENIED", "NO_LOCAL_ENDPOINTS");
        assertThat(whyNot.remedies()).isNotEmpty().allSatisfy(remedy -> assertThat(remedy.fixes()).hasSize(2));
    }

    @Test
    void whatNoEditOfTheGrammarHelpsIsSaid() throws Exception {
        WhyNot whyNot = ask("clusterip-unallocated", "from=pod/demo/client to=10.100.0.99:80", ImageEdit.NONE);
        assertThat(whyNot.blockers()).hasSize(1);
        assertThat(whyNot.remedies()).isEmpty();
        assertThat(whyNot.sentence()).isEqualTo("no edit that was tried lets it arrive (0 tried)");
    }

    @Test
    void aPolicyAllowsTheClientOrGoes() throws Exception {
        WhyNot whyNot = ask("policy-ingress", "from=pod/demo/stranger to=pod/demo/web-7d4b9-bbbbb:8080", ImageEdit.NONE);
        assertThat(codes(whyNot)).startsWith("POLICY_DENIED_INGRESS");
        assertThat(sentences(whyNot)).contains("let NetworkPolicy demo/allow-client allow ingress from pods app=stranger on TCP 8080",
                "let NetworkPolicy demo/default-deny allow ingress from pods app=stranger on TCP 8080");
        assertThat(WhyNotRender.text(whyNot)).contains("# kubectl patch networkpolicies allow-client -n demo --type merge --patch-file FILE");
    }

    @Test
    void theOnlyPolicyThatIsolatesCanGo() throws Exception {
        WhyNot whyNot = ask("policy-ingress", "from=pod/other/visitor to=pod/demo/client:8080", ImageEdit.NONE);
        assertThat(codes(whyNot)).containsExactly("DEFAULT_DENY_INGRESS");
        assertThat(sentences(whyNot)).containsExactlyInAnyOrder("let NetworkPolicy demo/default-deny allow ingress from pods app=client of namespace other on TCP 8080",
                "delete NetworkPolicy demo/default-deny");
        assertThat(WhyNotRender.text(whyNot)).contains("# kubectl delete networkpolicies default-deny -n demo");
    }

    @Test
    void whatLeavesAPodTowardsAServiceIsAllowedByItsPods() throws Exception {
        WhyNot whyNot = ask("policy-egress", "from=pod/demo/client to=service/demo/web:admin", ImageEdit.NONE);
        assertThat(sentences(whyNot)).containsExactly("let NetworkPolicy demo/client allow egress to pods app=web on TCP 9090", "delete NetworkPolicy demo/client");
    }

    @Test
    void policiesOfCalicoAreAskedAfterTranslation() throws Exception {
        WhyNot whyNot = ask("calico-policy-egress", "from=pod/demo/client to=service/demo/db", ImageEdit.NONE);
        assertThat(codes(whyNot)).startsWith("POLICY_DENIED_EGRESS");
        assertThat(sentences(whyNot)).containsExactlyInAnyOrder("let NetworkPolicy demo/client-block allow egress to pods app=db on TCP 5432",
                "let NetworkPolicy demo/client-out allow egress to pods app=db on TCP 5432");
    }

    @Test
    void aRuleThatDeniesIsComeBefore() throws Exception {
        WhyNot whyNot = ask("calico-tiers", "from=pod/demo/stranger to=pod/demo/web-1:8080", ImageEdit.NONE);
        assertThat(sentences(whyNot)).containsExactly("let Calico NetworkPolicy demo/default.web allow, before its other rules, ingress from pods app=stranger on TCP 8080");
        assertThat(WhyNotRender.text(whyNot)).contains("# kubectl patch networkpolicies.crd.projectcalico.org default.web -n demo");
    }
}
