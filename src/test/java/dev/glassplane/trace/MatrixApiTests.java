package dev.glassplane.trace;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.dataplane.Dataplane;
import dev.glassplane.dataplane.DataplaneSource;
import dev.glassplane.dns.ClusterNames;
import dev.glassplane.registry.MemoryRevisionLog;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.store.Revision;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class MatrixApiTests {

    private static final Scenario CLUSTER = Scenario.load(Scenario.FOLDER.resolve("policy-ingress"));
    private static final String MATRIX = "/glassplane/v1/matrix";

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new MatrixApi(matrices())).build();

    private static Matrices matrices() {
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
        return new Matrices(tables, new Networks(image -> CLUSTER.fabric(), CLUSTER.policies(), ClusterNames.eks(),
                new dev.glassplane.loadbalancer.LoadBalancerSources(java.util.List.of()), "30000-32767"), new MemoryRevisionLog(), 1);
    }

    @Test
    void threeForms() throws Exception {
        mvc.perform(get(MATRIX + "?namespace=demo,other&port=http")).andExpect(status().isOk()).andExpect(content().contentType(MediaType.APPLICATION_JSON))
                .andExpect(jsonPath("$.senders.length()").value(6)).andExpect(jsonPath("$.cells.length()").value(6))
                .andExpect(jsonPath("$.targets.length()").value(4)).andExpect(jsonPath("$.results[1].code").value("DEFAULT_DENY_INGRESS"));
        mvc.perform(get(MATRIX + "?namespace=demo&namespace=other&port=http").accept(MediaType.TEXT_PLAIN)).andExpect(status().isOk())
                .andExpect(content().string(startsWith("6 pods ask 4 ports of pods: ")));
        mvc.perform(get(MATRIX + "?port=80,53/UDP").accept("text/csv")).andExpect(status().isOk()).andExpect(content().contentTypeCompatibleWith("text/csv"))
                .andExpect(content().string(containsString("demo/client,other/visitor,53,UDP,true,DELIVERED,,connected\r\n")));
        mvc.perform(get(MATRIX).accept(MediaType.IMAGE_PNG)).andExpect(status().isNotAcceptable());
    }

    @Test
    void problemsNameTheParameter() throws Exception {
        mvc.perform(get(MATRIX + "?ports=80")).andExpect(status().isBadRequest()).andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.field").value("ports")).andExpect(jsonPath("$.detail").value(containsString("did you mean port?")));
        mvc.perform(get(MATRIX + "?namespace=demi")).andExpect(status().isNotFound()).andExpect(jsonPath("$.field").value("namespace"));
        mvc.perform(get(MATRIX + "?port=x/ICMP")).andExpect(status().isBadRequest()).andExpect(jsonPath("$.field").value("port"));
    }
}
