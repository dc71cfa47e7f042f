package dev.glassplane.trace;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.dns.ClusterNames;
import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.proxy.ServiceModesOfProxy;
import dev.glassplane.registry.MemoryRevisionLog;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class LoadApiTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("nodeport-two-nodes"));
    private static final String BODY = """
            {"from":"pod/demo/client","to":"service/demo/web","flows":90,"arrivals":"constant","hold":"constant","samples":2}""";

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new LoadApi(loads())).build();

    private static Loads loads() {
        Networks networks = new Networks(image -> CLUSTER.fabric(), dev.glassplane.dataplane.PolicyKnowledge.NONE, ClusterNames.eks(),
                new dev.glassplane.loadbalancer.LoadBalancerSources(java.util.List.of()), "30000-32767");
        DataplaneSource tables = new DataplaneSource() {
            @Override
            public Dataplane current() {
                return CLUSTER.dataplane();
            }

            @Override
            public Dataplane atLeast(Revision revision, Duration timeout) {
                return CLUSTER.dataplane();
            }
        };
        return new Loads(tables, networks, new Modes(new ServiceModesOfProxy(), CLUSTER.whatIf(), networks), new MemoryRevisionLog(), 1);
    }

    private static MockHttpServletRequestBuilder load(String body) {
        return post("/glassplane/v1/loads").contentType(MediaType.APPLICATION_JSON).content(body);
    }

    @Test
    void jsonIsWhatEverybodyGets() throws Exception {
        mvc.perform(load(BODY)).andExpect(status().isOk()).andExpect(content().contentType(MediaType.APPLICATION_JSON))
                .andExpect(jsonPath("$.flows.connected").value(90)).andExpect(jsonPath("$.endpoints[0].stated").exists())
                .andExpect(jsonPath("$.fit.degreesOfFreedom").exists()).andExpect(jsonPath("$.active.length()").value(2))
                .andExpect(jsonPath("$.request.hold").value("constant"));
    }

    @Test
    void textForATerminal() throws Exception {
        mvc.perform(load(BODY).accept(MediaType.TEXT_PLAIN)).andExpect(status().isOk())
                .andExpect(content().string(startsWith("90 connections to Service demo/web"))).andExpect(content().string(containsString("chi-square")));
        mvc.perform(load(BODY).accept(MediaType.IMAGE_PNG)).andExpect(status().isNotAcceptable());
    }

    @Test
    void problemsNameTheField() throws Exception {
        mvc.perform(load("{\"from\":\"pod/demo/client\",\"to\":\"service/demo/web\",\"rate\":0}")).andExpect(status().isBadRequest())
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON)).andExpect(jsonPath("$.field").value("rate"))
                .andExpect(jsonPath("$.expected").value("a number from 1 to 100000"));
        mvc.perform(load("[]")).andExpect(status().isBadRequest()).andExpect(jsonPath("$.field").value("body"));
        mvc.perform(load("{\"from\":\"pod/demo/client\",\"to\":\"service/demo/web\",\"mode\":\"userspace\"}")).andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.field").value("mode"));
    }
}
