package dev.glassplane.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.dns.ClusterNames;
import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.MemoryRevisionLog;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TraceApiTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"));
    private static final String POD_TO_SERVICE = "/glassplane/v1/trace?from=pod/demo/client&to=service/demo/web";

    private final Tracer tracer = tracer(CLUSTER);
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new TraceApi(tracer)).build();

    private static Tracer tracer(Scenario scenario) {
        Networks networks = new Networks(image -> scenario.fabric(), dev.glassplane.dataplane.PolicyKnowledge.NONE, ClusterNames.eks(),
                new dev.glassplane.loadbalancer.LoadBalancerSources(java.util.List.of()), "30000-32767");
        return new Tracer(new Fixed(scenario.dataplane()), networks, new Modes(new ServiceModesOfProxy(), scenario.whatIf(), networks), scenario.whatIf(),
                new MemoryRevisionLog(), InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)), 1);
    }

    /** Tables that never change. */
    private record Fixed(Dataplane current) implements DataplaneSource {
        @Override
        public Dataplane atLeast(Revision revision, Duration timeout) throws TimeoutException {
            if (revision.compareTo(current.revision()) > 0) {
                throw new TimeoutException("no tables of revision " + revision);
            }
            return current;
        }
    }

    @Test
    void jsonIsWhatEverybodyGets() throws Exception {
        mvc.perform(get(POD_TO_SERVICE)).andExpect(status().isOk()).andExpect(content().contentType(MediaType.APPLICATION_JSON))
                .andExpect(jsonPath("$.verdict.outcome").value("DELIVERED")).andExpect(jsonPath("$.clientSees").value("connected"))
                .andExpect(jsonPath("$.paths[0].probability").value("1/3")).andExpect(jsonPath("$.notExplored").value("2/3"))
                .andExpect(jsonPath("$.return.outcome").value("DELIVERED")).andExpect(jsonPath("$.request.seed").value(1))
                .andExpect(jsonPath("$.tables.digestByNode").doesNotExist());
    }

    @Test
    void textAndDiagramOnRequest() throws Exception {
        mvc.perform(get(POD_TO_SERVICE).accept("text/plain")).andExpect(status().isOk())
                .andExpect(content().string(startsWith("DELIVERED  10.0.1.11:")));
        mvc.perform(get(POD_TO_SERVICE).accept("text/vnd.mermaid")).andExpect(status().isOk())
                .andExpect(content().string(startsWith("sequenceDiagram\n  participant P1 as pod demo/client\n")));
        mvc.perform(get(POD_TO_SERVICE).accept("image/png")).andExpect(status().isNotAcceptable());
    }

    @Test
    void bodiesAndParametersGetTheSameAnswer() throws Exception {
        String byParameters = mvc.perform(get(POD_TO_SERVICE + "&paths=all")).andReturn().getResponse().getContentAsString();
        String byBody = mvc.perform(post("/glassplane/v1/traces").contentType(MediaType.APPLICATION_JSON)
                .content("{\"from\":{\"pod\":\"demo/client\"},\"to\":{\"service\":\"demo/web\"},\"paths\":\"all\"}")).andReturn().getResponse().getContentAsString();
        assertThat(byBody).isEqualTo(byParameters);
    }

    @Test
    void theEchoedRequestGetsTheSameAnswer() throws Exception {
        String first = mvc.perform(get(POD_TO_SERVICE + "&pick=10.0.2.11:8080&sourcePort=5000")).andReturn().getResponse().getContentAsString();
        String echo = JsonMapper.shared().readTree(first).path("request").toString();
        String again = mvc.perform(post("/glassplane/v1/traces").contentType(MediaType.APPLICATION_JSON).content(echo)).andReturn().getResponse()
                .getContentAsString();
        assertThat(again).isEqualTo(first);
    }

    @Test
    void problemsNameTheField() throws Exception {
        mvc.perform(get("/glassplane/v1/trace?from=pod/demo/clint&to=service/demo/web")).andExpect(status().isNotFound())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON)).andExpect(jsonPath("$.field").value("from"))
                .andExpect(jsonPath("$.found").value("demo/clint")).andExpect(jsonPath("$.detail").value(containsString("did you mean demo/client?")));
        mvc.perform(get(POD_TO_SERVICE + "&ignore=policies")).andExpect(status().isBadRequest()).andExpect(jsonPath("$.field").value("ignore"));
        mvc.perform(get(POD_TO_SERVICE + "&seed=1&seed=2")).andExpect(status().isBadRequest()).andExpect(jsonPath("$.field").value("seed"));
        mvc.perform(post("/glassplane/v1/traces").contentType(MediaType.APPLICATION_JSON).content("[1")).andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.field").value("body"));
        mvc.perform(post("/glassplane/v1/traces").contentType(MediaType.APPLICATION_JSON).content("{\"from\":\"" + "x".repeat(TraceApi.BODY_CHARS_MAX) + "\"}"))
                .andExpect(status().is(413));
    }

    @Test
    void aModeThatRunsAlreadyGetsTheSameTrace() throws Exception {
        String plain = mvc.perform(get(POD_TO_SERVICE)).andReturn().getResponse().getContentAsString();
        JsonNode asConfigured = JsonMapper.shared().readTree(mvc.perform(get(POD_TO_SERVICE + "&mode=as-configured")).andReturn().getResponse().getContentAsString());
        JsonNode iptables = JsonMapper.shared().readTree(mvc.perform(get(POD_TO_SERVICE + "&mode=iptables")).andReturn().getResponse().getContentAsString());
        assertThat(asConfigured).isEqualTo(JsonMapper.shared().readTree(plain));
        assertThat(iptables.path("request").path("mode").asString()).isEqualTo("iptables");
        assertThat(iptables.path("paths")).isEqualTo(asConfigured.path("paths"));
    }

    @Test
    void aWordThatIsNoModeIsRefused() throws Exception {
        mvc.perform(get(POD_TO_SERVICE + "&mode=nftable")).andExpect(status().isBadRequest()).andExpect(jsonPath("$.field").value("mode"))
                .andExpect(jsonPath("$.detail").value("mode: expected one of iptables, ipvs, nftables, ebpf, as-configured, compare, found \"nftable\"; "
                        + "did you mean nftables?"));
    }

    @Test
    void everyModeIsComparedOrItIsSaidWhyNot() throws Exception {
        JsonNode answer = JsonMapper.shared().readTree(mvc.perform(get(POD_TO_SERVICE + "&mode=compare")).andExpect(status().isOk()).andReturn().getResponse()
                .getContentAsString());
        List<String> ran = answer.path("modes").valueStream().map(mode -> mode.path("mode").asString()).toList();
        List<String> not = answer.path("notRun").valueStream().map(mode -> mode.path("mode").asString()).toList();
        assertThat(ran).first().isEqualTo("iptables");
        assertThat(ran).containsExactlyInAnyOrderElementsOf(new ServiceModesOfProxy().modelled());
        assertThat(Stream.concat(ran.stream(), not.stream()).toList()).containsExactlyInAnyOrderElementsOf(new ServiceModesOfProxy().words());
        assertThat(answer.path("verdict").path("outcome").asString()).isEqualTo("DELIVERED");
        for (JsonNode mode : answer.path("modes")) {
            assertThat(mode.path("endpoints").valueStream().map(endpoint -> endpoint.path("share").asString())).as(mode.toString()).containsOnly("1/3").hasSize(3);
            assertThat(mode.path("returnOk").asBoolean()).isTrue();
            assertThat(mode.path("path").path("hops")).isNotEmpty();
        }
        assertThat(answer.path("firstDifferences")).hasSize(ran.size() - 1);
        mvc.perform(get(POD_TO_SERVICE + "&mode=compare").accept("text/plain")).andExpect(content().string(containsString("iptables (in force)")))
                .andExpect(content().string(containsString("endpoints      10.0.1.12:8080 1/3")));
        mvc.perform(get(POD_TO_SERVICE + "&mode=compare").accept("text/vnd.mermaid")).andExpect(content().string(startsWith("flowchart LR\n  Q[\"10.0.1.11:")));
    }

    @Test
    void aRevisionThatDoesNotComeIsATimeout() throws Exception {
        mvc.perform(get(POD_TO_SERVICE + "&minRevision=999999")).andExpect(status().isGatewayTimeout())
                .andExpect(jsonPath("$.detail").value(containsString("999999")));
    }

    @Test
    void everyDetailComesWithDigestsOfTheTables() throws Exception {
        mvc.perform(get(POD_TO_SERVICE + "&detail=full&pick=10.0.2.11:8080")).andExpect(status().isOk())
                .andExpect(jsonPath("$.tables.digestByNode['node-a']").isString()).andExpect(jsonPath("$.tables.digestByNode['node-b']").isString());
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        mvc.perform(get("/glassplane/v1/trace?from=pod/demo/client&to=gateway/demo/edge")).andExpect(status().isNotFound())
                .andExpect(jsonPath("$.detail").value(containsString("there is no Gateway demo/edge")));
    }

    @Test
    void packetTraceObjectsAnswerInStatus() throws Exception {
        JsonNode answer = new PacketTraces(tracer).answer((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion":"glassplane.dev/v1","kind":"PacketTrace","metadata":{"name":"t"},"spec":{"from":"pod/demo/client","to":"service/demo/web"}}"""));
        JsonNode sameByHttp = JsonMapper.shared().readTree(mvc.perform(get(POD_TO_SERVICE)).andReturn().getResponse().getContentAsString());
        ObjectNode status = (ObjectNode) answer.path("status");
        assertThat(status.path("render").path("text").asString()).startsWith("DELIVERED");
        status.remove("render");
        assertThat(status.toString()).isEqualTo(sameByHttp.toString());
    }

    @Test
    void packetTraceObjectsThatAreWrongAreInvalid() {
        Assertions.assertThatThrownBy(() -> new PacketTraces(tracer).answer((ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion":"glassplane.dev/v1","kind":"PacketTrace","metadata":{"name":"t"},"spec":{"from":"pod/demo/x","to":"service/demo/web"}}""")))
                .isInstanceOfSatisfying(ApiException.class, e -> {
                    assertThat(e.code()).isEqualTo(422);
                    assertThat(e.details().causes().getFirst().field()).isEqualTo("spec.from");
                });
    }
}
