package dev.glassplane.trace.walk;

import static dev.glassplane.loadbalancer.TestBalancers.aws;
import static dev.glassplane.loadbalancer.TestBalancers.http;
import static dev.glassplane.loadbalancer.TestBalancers.listener;
import static dev.glassplane.loadbalancer.TestBalancers.of;
import static dev.glassplane.loadbalancer.TestBalancers.proxy;
import static dev.glassplane.loadbalancer.TestBalancers.rule;
import static dev.glassplane.loadbalancer.TestBalancers.target;
import static dev.glassplane.loadbalancer.TestBalancers.tcp;
import static dev.glassplane.loadbalancer.TestBalancers.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.dns.ClusterNames;
import dev.glassplane.loadbalancer.LoadBalancerSource;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.scenarios.Scenario;
import dev.glassplane.trace.device.Network;
import dev.glassplane.trace.model.Assumption;
import dev.glassplane.trace.model.ClientSees;
import dev.glassplane.trace.model.Outcome;
import dev.glassplane.trace.model.Path;
import dev.glassplane.trace.model.ReasonCode;
import dev.glassplane.trace.model.Step;
import dev.glassplane.trace.model.Trace;
import dev.glassplane.trace.render.TraceJson;
import dev.glassplane.trace.render.TraceMermaid;
import dev.glassplane.trace.render.TraceText;
import dev.glassplane.trace.request.Detail;
import dev.glassplane.trace.request.RequestReader;
import dev.glassplane.trace.request.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class NorthSouthTests {

    private static final Scenario CLUSTER = load();
    private static final String ALB = "http://k8s-demo-web-1.us-east-1.elb.amazonaws.com/";

    private static Scenario load() {
        try {
            return Scenario.of("north-south", Files.readString(java.nio.file.Path.of("src/test/resources/north-south/cluster.yaml")));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TraceRequest request(String... fields) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < fields.length; i += 2) {
            spec.put(fields[i], fields[i + 1]);
        }
        return RequestReader.read(spec, 1);
    }

    private static Trace trace(LoadBalancer balancer, String... fields) {
        return trace(CLUSTER, balancer, fields);
    }

    private static Trace trace(Scenario cluster, LoadBalancer balancer, String... fields) {
        LoadBalancerSources sources = new LoadBalancerSources(List.of(_ -> new LoadBalancerSource.Asked(List.of(balancer), List.of())));
        Network plain = cluster.network();
        Network network = new Network(plain.dataplane(), plain.fabric(), plain.directory(), plain.nodePorts(), plain.policies(), ClusterNames.eks(sources),
                sources.of(cluster.image()));
        Trace trace = Tracing.answer(request(fields), network);
        if (Boolean.getBoolean("show")) {
            System.out.println(TraceText.print(trace, Detail.summary));
            System.out.println(TraceMermaid.print(trace));
        }
        return trace;
    }

    private static Path only(Trace trace) {
        assertThat(trace.paths()).hasSize(1);
        return trace.paths().getFirst();
    }

    private static LoadBalancer alb() {
        return aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER,
                rule("1", new Action.Redirect(Optional.of("https"), Optional.empty(), Optional.of("443"), Optional.empty(), Optional.empty(), 301),
                        new Condition.Path(List.of(new PathPattern.Glob("/secure/*")))),
                rule("2", Action.Forward.to("web"), new Condition.Path(List.of(new PathPattern.Glob("/*")))))),
                http("web", target("10.0.1.11", 8080), target("10.0.2.11", 8080)));
    }

    @Test
    void anAlbEndsTheConnectionAndOpensAnotherOneToThePod() {
        Path path = only(trace(alb(), "from", "external", "to", ALB + "shop?x=1"));

        assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(path.clientSees()).contains(ClientSees.HTTP_2XX);
        Step.Heard heard = path.there().hops().getLast().steps().stream().filter(Step.Heard.class::isInstance).map(Step.Heard.class::cast).findFirst().orElseThrow();
        assertThat(heard.packet().source().toString()).isIn("10.0.1.100", "10.0.2.100");
        assertThat(heard.talk().request().headers().joined("x-forwarded-for")).contains("203.0.113.9");
        assertThat(heard.talk().request().target()).isEqualTo("/shop?x=1");
        assertThat(path.reply().orElseThrow().returned()).isTrue();
        assertThat(path.reply().orElseThrow().asymmetric()).isFalse();
    }

    @Test
    void everyTargetHasItsShare() {
        Trace trace = trace(alb(), "from", "external", "to", ALB, "paths", "all");

        assertThat(trace.paths()).hasSize(2).allSatisfy(path -> assertThat(path.share().doubleValue()).isEqualTo(0.5));
        assertThat(trace.notExplored().signum()).isZero();
    }

    @Test
    void whatTheLoadBalancerAnswersItselfIsAnOutcomeOfItsOwn() {
        Path path = only(trace(alb(), "from", "external", "to", ALB + "secure/a"));

        assertThat(path.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(path.code()).contains(ReasonCode.REDIRECTED);
        assertThat(path.answer().orElseThrow().http().headers().joined("location"))
                .contains("https://k8s-demo-web-1.us-east-1.elb.amazonaws.com:443/secure/a");
        assertThat(path.clientSees()).contains(ClientSees.HTTP_3XX);
        assertThat(path.reply().orElseThrow().asymmetric()).isFalse();
    }

    private static LoadBalancer serving(HostPattern... hosts) {
        return aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER, rule("1", Action.Forward.to("web"), new Condition.Host(List.of(hosts))))),
                http("web", target("10.0.1.11", 8080)));
    }

    @Test
    void aNameThatNobodyListsLeadsToTheLoadBalancerThatServesIt() {
        Trace trace = trace(serving(new HostPattern.Glob("*.example.org"), new HostPattern.Exact("shop.example.com")), "from", "external", "to", "http://shop.example.com/cart");

        assertThat(only(trace).outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(trace.assumptions()).contains(Assumption.ASSUMED_DNS_RECORD);
        assertThat(only(trace(serving(new HostPattern.Glob("*.example.org")), "from", "external", "to", "http://a.example.org/")).outcome()).isEqualTo(Outcome.DELIVERED);
    }

    @Test
    void aNameThatNobodyServesStaysUnknown() {
        Trace trace = trace(serving(new HostPattern.Exact("shop.example.com")), "from", "external", "to", "http://www.example.com/");

        assertThat(trace.outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(trace.assumptions()).doesNotContain(Assumption.ASSUMED_DNS_RECORD);
    }

    @Test
    void aTargetThatItsSecurityGroupHidesMakesAGatewayTimeout() {
        LoadBalancer other = aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER, rule("1", Action.Forward.to("web")))), http("web", target("10.0.1.11", 9090)));

        Path path = only(trace(other, "from", "external", "to", ALB));

        assertThat(path.outcome()).isEqualTo(Outcome.DROPPED);
        assertThat(path.code()).contains(ReasonCode.ENI_SG_RULES_MISMATCH);
        assertThat(path.answer().orElseThrow().http().status()).isEqualTo(504);
        assertThat(path.clientSees()).contains(ClientSees.HTTP_5XX);
    }

    private static LoadBalancer nlb(boolean preserve, boolean crossZone, dev.glassplane.loadbalancer.model.Target... targets) {
        return aws(Provider.NLB, crossZone, List.of(listener("TCP:80", 80, ListenerProtocol.TCP, HostPattern.ANY, Optional.empty(), Listener.Hosts.IN_ORDER,
                Action.Forward.to("web"))), tcp("web", preserve, !preserve, targets));
    }

    @Test
    void anNlbKeepsTheClientsAddressAndTheAnswerFindsItsWayBack() {
        Path path = only(trace(nlb(true, true, target("10.0.1.11", 8080)), "from", "external", "to", ALB));

        assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(path.delivered().orElseThrow().source().toString()).isEqualTo("203.0.113.9");
        assertThat(path.reply().orElseThrow().returned()).isTrue();
        assertThat(path.clientSees()).contains(ClientSees.HTTP_2XX);
    }

    @Test
    void anNlbThatDoesNotKeepItSaysItInAHeader() {
        Path path = only(trace(nlb(false, true, target("10.0.1.11", 8080)), "from", "external", "to", ALB));

        assertThat(path.delivered().orElseThrow().source().toString()).isIn("10.0.1.100", "10.0.2.100");
        Step.Heard heard = (Step.Heard) path.there().hops().getLast().steps().getLast();
        assertThat(heard.talk().proxyProtocol().orElseThrow()).startsWith("203.0.113.9:");
        assertThat(path.reply().orElseThrow().returned()).isTrue();
    }

    @Test
    void withoutCrossZoneTheNameLeavesOutAZoneWithoutTargets() {
        for (long seed = 1; seed < 6; seed++) {
            Path path = only(trace(nlb(true, false, target("10.0.2.11", 8080)), "from", "external", "to", ALB, "seed", String.valueOf(seed)));
            assertThat(path.there().hops()).anySatisfy(hop -> assertThat(hop.device().zone()).isEqualTo("us-east-1b"));
            assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
        }
    }

    @Test
    void withoutCrossZoneANodeAskedByAddressHasNoTarget() {
        Path path = only(trace(nlb(true, false, target("10.0.2.11", 8080)), "from", "external", "to", "198.51.100.101:80"));

        assertThat(path.outcome()).isEqualTo(Outcome.DROPPED);
        assertThat(path.code()).contains(ReasonCode.ELB_NOT_CROSSZONE);
    }

    @Test
    void aPodCannotReachItselfThroughAnNlbThatKeepsItsAddress() {
        Path path = only(trace(nlb(true, true, target("10.0.1.11", 8080)), "from", "pod/demo/web-a", "to", "10.0.1.100:80"));

        assertThat(path.code()).contains(ReasonCode.ELBV2_SOURCE_ADDRESS_PRESERVATION);
    }

    @Test
    void whereNothingIsHealthyEverythingIsAsked() {
        Path path = only(trace(nlb(true, true, of(target("10.0.1.11", 8080), TargetHealth.State.UNHEALTHY)), "from", "external", "to", ALB));

        assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
    }

    private static LoadBalancer gateway() {
        return proxy(List.of(http(Listener.Hosts.MOST_SPECIFIC, with(rule("demo/web rule 0", Action.Forward.to("web"),
                new Condition.Host(List.of(new HostPattern.Exact("shop.example.com"))), new Condition.Path(List.of(new PathPattern.Prefix("/api")))),
                new Filter.RequestHeaders(Map.of("x-tier", "gold"), Map.of(), List.of()),
                new Filter.Rewrite(Optional.empty(), Optional.of(new PathRewrite.Prefix("/api", "/")))))), http("web", target("10.0.2.11", 8080)));
    }

    @Test
    void aProxyPodEndsTheConnectionAndOpensAnotherOne() {
        Path path = only(trace(gateway(), "from", "pod/demo/client", "to", "ingress/demo/web/api/items"));

        assertThat(path.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(path.delivered().orElseThrow().source().toString()).isEqualTo("10.0.1.20");
        Step.Heard heard = (Step.Heard) path.there().hops().getLast().steps().getLast();
        assertThat(heard.talk().request().toString()).isEqualTo("GET shop.example.com/items");
        assertThat(heard.talk().request().headers().joined("X-Tier")).contains("gold");
        assertThat(heard.talk().request().headers().joined("X-Forwarded-For")).contains("10.0.2.12");
        assertThat(path.clientSees()).contains(ClientSees.HTTP_2XX);
        assertThat(path.reply().orElseThrow().asymmetric()).isFalse();
    }

    @Test
    void aProxyPodAnswersWhatNoRuleTakes() {
        Path path = only(trace(gateway(), "from", "pod/demo/client", "to", "http://10.100.0.20/other", "headers", "Host: shop.example.com"));

        assertThat(path.outcome()).isEqualTo(Outcome.ANSWERED);
        assertThat(path.answer().orElseThrow().http().status()).isEqualTo(404);
        assertThat(path.clientSees()).contains(ClientSees.HTTP_4XX);
    }

    @Test
    void everyFormOfTheAnswerSaysIt() {
        TraceRequest request = request("from", "external", "to", ALB);
        Trace trace = trace(alb(), "from", "external", "to", ALB);

        assertThat(TraceText.print(trace, Detail.summary)).contains("rule 2").contains("opens a connection of its own").contains("x-forwarded-for: 203.0.113.9");
        ObjectNode json = TraceJson.of(trace, request, Map.of());
        assertThat(json.path("paths").get(0).path("connections")).hasSize(2);
        assertThat(json.path("answer").path("status").intValue()).isEqualTo(200);
        assertThat(TraceMermaid.print(trace)).contains("participant").contains("lb k8s-demo-web");
    }
}
