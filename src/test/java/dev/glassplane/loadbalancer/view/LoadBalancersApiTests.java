package dev.glassplane.loadbalancer.view;

import static dev.glassplane.loadbalancer.TestBalancers.aws;
import static dev.glassplane.loadbalancer.TestBalancers.http;
import static dev.glassplane.loadbalancer.TestBalancers.of;
import static dev.glassplane.loadbalancer.TestBalancers.proxy;
import static dev.glassplane.loadbalancer.TestBalancers.rule;
import static dev.glassplane.loadbalancer.TestBalancers.target;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageSource;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.TestBalancers;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.registry.MemoryRevisionLog;
import dev.glassplane.store.Revision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class LoadBalancersApiTests {

    private static final LoadBalancerSource.Asked ASKED = new LoadBalancerSource.Asked(List.of(
            aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER, rule("1", Action.Forward.to("web"), new Condition.Path(List.of(new PathPattern.Glob("/shop/*")))))),
                    http("web", target("10.0.1.11", 8080), of(target("10.0.2.11", 8080), TargetHealth.State.UNHEALTHY))),
            proxy(List.of(http(Listener.Hosts.MOST_SPECIFIC)))),
            List.of(new LoadBalancerSource.Problem(TestBalancers.INGRESS, "FailedBuildModel", "no subnets")));

    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new LoadBalancersApi(new LoadBalancerSources(List.of(_ -> ASKED)), new ImageSource() {
        @Override
        public ClusterImage current() {
            return ClusterImage.EMPTY;
        }

        @Override
        public ClusterImage atLeast(Revision revision, Duration timeout) {
            return ClusterImage.EMPTY;
        }
    }, new MemoryRevisionLog())).build();

    @Test
    void theShapesOfTheElasticLoadBalancingApi() throws Exception {
        mvc.perform(get("/glassplane/v1/loadbalancers")).andExpect(status().isOk()).andExpect(jsonPath("$.LoadBalancers", hasSize(2)))
                .andExpect(jsonPath("$.Problems[0].Reason").value("FailedBuildModel"));
        mvc.perform(get("/glassplane/v1/loadbalancers/k8s-demo-web")).andExpect(status().isOk())
                .andExpect(jsonPath("$.LoadBalancers[0].Type").value("application")).andExpect(jsonPath("$.LoadBalancers[0].Scheme").value("internet-facing"))
                .andExpect(jsonPath("$.LoadBalancers[0].State.Code").value("active"))
                .andExpect(jsonPath("$.LoadBalancers[0].AvailabilityZones[0].LoadBalancerAddresses[0].IpAddress").value("198.51.100.101"))
                .andExpect(jsonPath("$.LoadBalancers[0].Listeners[0].Rules[0].Conditions[0].Field").value("path-pattern"))
                .andExpect(jsonPath("$.LoadBalancers[0].Listeners[0].Rules[0].Conditions[0].PathPatternConfig.Values[0]").value("/shop/*"))
                .andExpect(jsonPath("$.LoadBalancers[0].Listeners[0].Rules[0].Actions[0].ForwardConfig.TargetGroups[0].TargetGroupName").value("web"))
                .andExpect(jsonPath("$.LoadBalancers[0].Listeners[0].Rules[1].Priority").value("default"))
                .andExpect(jsonPath("$.LoadBalancers[0].TargetGroups[0].TargetHealthDescriptions[1].TargetHealth.State").value("unhealthy"));
    }

    @Test
    void aProxyIsFoundByNamespaceAndName() throws Exception {
        mvc.perform(get("/glassplane/v1/loadbalancers/demo/web")).andExpect(status().isOk()).andExpect(jsonPath("$.LoadBalancers[0].Pods[0]").value("demo/proxy"));
    }

    @Test
    void aTableForATerminal() throws Exception {
        mvc.perform(get("/glassplane/v1/loadbalancers").accept("text/plain")).andExpect(status().isOk())
                .andExpect(content().string(containsString("path /shop/* -> forward to web  [Ingress demo/web, spec.rules[0]]")))
                .andExpect(content().string(containsString("10.0.2.11:8080  us-east-1b  unhealthy Target.FailedHealthChecks: Health checks failed")))
                .andExpect(content().string(containsString("problem: Ingress demo/web: FailedBuildModel: no subnets")));
    }

    @Test
    void whoIsNotThereIsNotFound() throws Exception {
        mvc.perform(get("/glassplane/v1/loadbalancers/nobody")).andExpect(status().isNotFound());
    }
}
