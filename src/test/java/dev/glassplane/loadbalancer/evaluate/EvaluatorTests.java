package dev.glassplane.loadbalancer.evaluate;

import static dev.glassplane.loadbalancer.TestBalancers.aws;
import static dev.glassplane.loadbalancer.TestBalancers.http;
import static dev.glassplane.loadbalancer.TestBalancers.https;
import static dev.glassplane.loadbalancer.TestBalancers.listener;
import static dev.glassplane.loadbalancer.TestBalancers.of;
import static dev.glassplane.loadbalancer.TestBalancers.proxy;
import static dev.glassplane.loadbalancer.TestBalancers.rule;
import static dev.glassplane.loadbalancer.TestBalancers.target;
import static dev.glassplane.loadbalancer.TestBalancers.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.linux.stack.Draw;
import dev.glassplane.loadbalancer.TestBalancers;
import dev.glassplane.loadbalancer.evaluate.Incoming.ClientTls;
import dev.glassplane.loadbalancer.model.Action;
import dev.glassplane.loadbalancer.model.Backend;
import dev.glassplane.loadbalancer.model.Condition;
import dev.glassplane.loadbalancer.model.Filter;
import dev.glassplane.loadbalancer.model.HostPattern;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.ListenerProtocol;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.PathPattern;
import dev.glassplane.loadbalancer.model.PathRewrite;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.Rule;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth.State;
import dev.glassplane.loadbalancer.model.TextPattern;
import dev.glassplane.loadbalancer.model.Tls;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.net.Packet;
import dev.glassplane.net.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluatorTests {

    private static final TargetGroup WEB = http("web", target("10.0.1.11", 8080));
    private static final TargetGroup API = http("api", target("10.0.1.12", 8080));

    private static Packet packet(int port) {
        return Packet.of(Protocol.TCP, Ip.parse("203.0.113.9"), 40_000, Ip.parse("10.0.1.100"), port);
    }

    private static Evaluation ask(LoadBalancer balancer, HttpRequest request) {
        int port = balancer.provider() == Provider.PROXY ? 10_080 : 80;
        return ask(balancer, new Incoming(packet(port), Optional.empty(), Optional.of(request)));
    }

    private static Evaluation ask(LoadBalancer balancer, Incoming incoming) {
        return Evaluator.evaluate(balancer, balancer.nodes().stream().findFirst(), incoming, _ -> 0);
    }

    private static Evaluation overTls(LoadBalancer balancer, String sni, String host) {
        return ask(balancer, new Incoming(packet(10_443), Optional.of(new ClientTls(Optional.of(sni), false)), Optional.of(HttpRequest.get(host, "/"))));
    }

    private static String group(Evaluation evaluation) {
        return ((Result.Relayed) evaluation.result()).group().name();
    }

    private static Result.Answered answered(Evaluation evaluation) {
        assertThat(evaluation.result()).isInstanceOf(Result.Answered.class);
        return (Result.Answered) evaluation.result();
    }

    private static Condition host(HostPattern... hosts) {
        return new Condition.Host(List.of(hosts));
    }

    private static Condition prefix(String path) {
        return new Condition.Path(List.of(new PathPattern.Prefix(path)));
    }

    @Test
    void theFirstRuleThatFitsActsAndThoseBeforeSayWhyNot() {
        Evaluation evaluation = ask(aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER, rule("api", Action.Forward.to("api"), prefix("/api")),
                rule("all", Action.Forward.to("web")))), WEB, API), HttpRequest.get("a.example.com", "/x"));

        assertThat(group(evaluation)).isEqualTo("web");
        assertThat(evaluation.rule().orElseThrow().place()).isEqualTo(2);
        assertThat(evaluation.rule().orElseThrow().passed()).singleElement()
                .satisfies(passed -> assertThat(passed.because()).isEqualTo("path /x is not prefix /api"));
    }

    /** Of a proxy only the rules of the most specific host are asked; an ALB goes on to the next one. */
    @ParameterizedTest
    @CsvSource({"MOST_SPECIFIC, 404", "IN_ORDER, 0"})
    void hostsComeFirstWhereTheSourceSaysSo(Listener.Hosts hosts, int status) {
        Listener listener = http(hosts, rule("exact", Action.Forward.to("api"), host(new HostPattern.Exact("a.example.com")), prefix("/api")),
                rule("wild", Action.Forward.to("web"), host(new HostPattern.AnyLabels("example.com"))));

        Evaluation evaluation = ask(proxy(List.of(listener), WEB, API), HttpRequest.get("A.example.com:80", "/x"));

        if (status == 0) {
            assertThat(group(evaluation)).isEqualTo("web");
        } else {
            assertThat(answered(evaluation).status()).isEqualTo(status);
        }
        assertThat(group(ask(proxy(List.of(listener), WEB, API), HttpRequest.get("b.example.com", "/x")))).isEqualTo("web");
    }

    private static Evaluation with(Condition condition, HttpRequest request) {
        return ask(proxy(List.of(http(Listener.Hosts.MOST_SPECIFIC, rule("r", Action.Forward.to("web"), condition))), WEB), request);
    }

    private static boolean fits(Condition condition, HttpRequest request) {
        return with(condition, request).result() instanceof Result.Relayed;
    }

    private static HttpRequest request(String method, String target, String... headers) {
        List<Headers.Field> fields = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(new Headers.Field(headers[i], headers[i + 1]));
        }
        HttpRequest plain = HttpRequest.get("a.example.com", target);
        return new HttpRequest(method, plain.authority(), plain.path(), plain.query(), new Headers(fields));
    }

    @Test
    void headersAreReadWithoutCaseAndRepeatedOnesAreJoinedOrEach() {
        Condition joined = new Condition.Header("X-Tier", List.of(new TextPattern.Exact("gold,silver")), false);
        Condition each = new Condition.Header("x-tier", List.of(new TextPattern.Glob("SIL*")), true);

        assertThat(fits(joined, request("GET", "/", "x-tier", "gold", "X-TIER", "silver"))).isTrue();
        assertThat(fits(each, request("GET", "/", "x-tier", "gold", "X-TIER", "silver"))).isTrue();
        assertThat(fits(new Condition.Header("x-tier", List.of(new TextPattern.Exact("gold")), false), request("GET", "/", "x-tier", "gold", "X-TIER", "silver"))).isFalse();
        assertThat(fits(joined, request("GET", "/"))).isFalse();
    }

    @Test
    void parametersOfTheQuery() {
        Condition first = new Condition.Query(List.of(new Condition.Query.Parameter(Optional.of(new TextPattern.Exact("a")), new TextPattern.Exact("1"), true)));
        Condition any = new Condition.Query(List.of(new Condition.Query.Parameter(Optional.empty(), new TextPattern.Glob("V?"), false)));

        assertThat(fits(first, request("GET", "/?a=1&a=2"))).isTrue();
        assertThat(fits(first, request("GET", "/?a=2&a=1"))).isFalse();
        assertThat(fits(first, request("GET", "/?A=1"))).isFalse();
        assertThat(fits(any, request("GET", "/?x=v1"))).isTrue();
        assertThat(fits(any, request("GET", "/?x"))).isFalse();
    }

    @Test
    void methodsSourcesAndCalls() {
        assertThat(fits(new Condition.Method(List.of("POST", "PUT")), request("PUT", "/"))).isTrue();
        assertThat(fits(new Condition.Method(List.of("POST")), request("GET", "/"))).isFalse();
        assertThat(fits(new Condition.SourceIp(List.of(Cidr.parse("203.0.113.0/24"))), request("GET", "/"))).isTrue();
        assertThat(fits(new Condition.SourceIp(List.of(Cidr.parse("198.51.100.0/24"))), request("GET", "/"))).isFalse();
        Condition call = new Condition.Grpc(Optional.of(new TextPattern.Exact("shop.Cart")), Optional.of(new TextPattern.Exact("Add")));
        assertThat(fits(call, request("POST", "/shop.Cart/Add"))).isTrue();
        assertThat(fits(call, request("POST", "/shop.Cart/Remove"))).isFalse();
    }

    @Test
    void aCallThatNoRuleTakesIsUnimplemented() {
        Result.Answered answer = answered(with(prefix("/other"), request("POST", "/shop.Cart/Add", "Content-Type", "application/grpc")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.grpcStatus()).hasValue(12);
    }

    @Test
    void whatIsNotModelledIsNotGuessed() {
        assertThat(with(new Condition.Unmodelled("a thing", "some-limit"), request("GET", "/")).result()).isEqualTo(new Result.NotModelled("a thing", "some-limit"));
    }

    private static Evaluation filtered(HttpRequest request, Filter... filters) {
        return ask(proxy(List.of(http(Listener.Hosts.MOST_SPECIFIC, TestBalancers.with(rule("r", Action.Forward.to("web")), filters))), WEB), request);
    }

    @Test
    void filtersChangeTheRequest() {
        Evaluation evaluation = filtered(request("GET", "/old/x?y=1", "a", "1", "b", "2", "c", "3"),
                new Filter.RequestHeaders(Map.of("A", "9"), Map.of("b", "8"), List.of("C")),
                new Filter.Rewrite(Optional.of("new.example.com"), Optional.of(new PathRewrite.Prefix("/old", "/new"))));

        HttpRequest request = ((Result.Relayed) evaluation.result()).request().orElseThrow();
        assertThat(request.toString()).isEqualTo("GET new.example.com/new/x?y=1");
        assertThat(request.headers().joined("a")).contains("9");
        assertThat(request.headers().joined("b")).contains("2,8");
        assertThat(request.headers().joined("c")).isEmpty();
        assertThat(request.headers().joined("x-forwarded-for")).contains("203.0.113.9");
    }

    @Test
    void aPreflightIsAnsweredAndAnotherOriginIsNot() {
        Filter.Cors cors = new Filter.Cors(List.of("https://*.example.com"), List.of("GET", "PUT"), List.of("x-a"), List.of("x-b"), false, Duration.ofSeconds(5));

        Result.Answered preflight = answered(filtered(request("OPTIONS", "/", "Origin", "https://a.example.com", "Access-Control-Request-Method", "PUT"), cors));
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.headers().joined("access-control-allow-origin")).contains("https://a.example.com");
        assertThat(preflight.headers().joined("access-control-allow-methods")).contains("GET, PUT");
        assertThat(answered(filtered(request("OPTIONS", "/", "Origin", "https://evil.test", "Access-Control-Request-Method", "PUT"), cors)).status()).isEqualTo(403);
        assertThat(((Result.Relayed) filtered(request("GET", "/", "Origin", "https://a.example.com"), cors).result()).response()).hasSize(1);
    }

    /** gateway-api: apis/v1/httproute_types.go, HTTPRequestRedirectFilter; Elastic Load Balancing API, RedirectActionConfig. */
    @ParameterizedTest
    @CsvSource({"PROXY, https, '', 'https://a.example.com/x?y=1'", "PROXY, '', '', 'http://a.example.com/x?y=1'", "PROXY, '', 8443, 'http://a.example.com:8443/x?y=1'",
        "PROXY, https, 443, 'https://a.example.com/x?y=1'", "ALB, https, 443, 'https://a.example.com:443/x?y=1'", "ALB, '', '#{port}', 'http://a.example.com:80/x?y=1'"})
    void redirects(Provider provider, String scheme, String port, String location) {
        Rule rule = rule("r", new Action.Redirect(Optional.of(scheme).filter(s -> !s.isEmpty()), Optional.empty(), Optional.of(port).filter(p -> !p.isEmpty()), Optional.empty(),
                Optional.empty(), 302));
        Listener listener = http(Listener.Hosts.IN_ORDER, rule);
        Result.Answered answer = answered(ask(provider == Provider.PROXY ? proxy(List.of(listener)) : aws(provider, true, List.of(listener)), request("GET", "/x?y=1")));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.headers().joined("location")).contains(location);
    }

    @Test
    void sharesAreExactAndABrokenReferenceHasItsOwn() {
        List<Draw> asked = new ArrayList<>();
        Action.Forward forward = new Action.Forward(List.of(new Backend.Weighted(new Backend.Group("web"), 7, List.of()), new Backend.Weighted(new Backend.Group("api"), 0, List.of()),
                new Backend.Weighted(new Backend.Broken(500, "BackendNotFound", "no Service"), 3, List.of())), Optional.empty());
        LoadBalancer balancer = proxy(List.of(http(Listener.Hosts.MOST_SPECIFIC, rule("r", forward))), WEB, API);

        Evaluation evaluation = Evaluator.evaluate(balancer, Optional.empty(), new Incoming(packet(10_080), Optional.empty(), Optional.of(request("GET", "/"))), draw -> {
            asked.add(draw);
            return 2;
        });

        assertThat(asked).singleElement().satisfies(draw -> assertThat(draw.weights()).containsExactly(BigFraction.of(7, 10), BigFraction.ZERO, BigFraction.of(3, 10)));
        assertThat(answered(evaluation).status()).isEqualTo(500);
    }

    @Test
    void withoutAWeightAProxySays500AndAnAlb503() {
        Rule rule = rule("r", new Action.Forward(List.of(new Backend.Weighted(new Backend.Group("web"), 0, List.of())), Optional.empty()));

        assertThat(answered(ask(proxy(List.of(http(Listener.Hosts.IN_ORDER, rule)), WEB), request("GET", "/"))).status()).isEqualTo(500);
        assertThat(answered(ask(aws(Provider.ALB, true, List.of(http(Listener.Hosts.IN_ORDER, rule)), WEB), request("GET", "/"))).status()).isEqualTo(503);
    }

    @Test
    void aProxyNeverAsksWhoIsNotReadyAndAnAlbAsksAllIfNobodyIsHealthy() {
        TargetGroup sick = http("web", of(target("10.0.1.11", 8080), State.UNHEALTHY), of(target("10.0.1.12", 8080), State.DRAINING));
        Listener listener = http(Listener.Hosts.IN_ORDER, rule("r", Action.Forward.to("web")));

        assertThat(answered(ask(proxy(List.of(listener), sick), request("GET", "/"))).status()).isEqualTo(503);
        assertThat(((Result.Relayed) ask(aws(Provider.ALB, true, List.of(listener), sick), request("GET", "/")).result()).target().ip()).isEqualTo(Ip.parse("10.0.1.11"));
    }

    @Test
    void theMostSpecificListenerTakesTheHandshakeAndARequestForAnotherOneIsMisdirected() {
        LoadBalancer balancer = proxy(List.of(https("any", HostPattern.ANY, rule("any", Action.Forward.to("web"))),
                https("wild", new HostPattern.AnyLabels("example.com"), rule("wild", Action.Forward.to("web"))),
                https("exact", new HostPattern.Exact("a.example.com"), rule("exact", Action.Forward.to("api")))), WEB, API);

        assertThat(group(overTls(balancer, "a.example.com", "a.example.com"))).isEqualTo("api");
        assertThat(overTls(balancer, "b.example.com", "b.example.com").listener().orElseThrow().name()).isEqualTo("wild");
        assertThat(overTls(balancer, "other.test", "other.test").listener().orElseThrow().name()).isEqualTo("any");
        assertThat(answered(overTls(balancer, "b.example.com", "a.example.com")).status()).isEqualTo(421);
    }

    @Test
    void handshakesThatFail() {
        LoadBalancer balancer = proxy(List.of(https("exact", new HostPattern.Exact("a.example.com"), rule("r", Action.Forward.to("web")))), WEB);
        assertThat(overTls(balancer, "b.example.com", "b.example.com").result()).isInstanceOfSatisfying(Result.Closed.class, closed ->
                assertThat(closed.how()).isEqualTo(Result.How.TLS_ERROR));

        Tls mutual = new Tls(Tls.Mode.TERMINATE, List.of(new Tls.Certificate("demo/c", List.of())), Optional.of(new Tls.ClientValidation(true, List.of("demo/ca"))), "");
        LoadBalancer asks = proxy(List.of(listener("m", 443, ListenerProtocol.HTTPS, HostPattern.ANY, Optional.of(mutual), Listener.Hosts.IN_ORDER, Action.Forward.to("web"))), WEB);
        assertThat(overTls(asks, "a.example.com", "a.example.com").result()).isInstanceOf(Result.Closed.class);
        assertThat(ask(asks, new Incoming(packet(10_443), Optional.of(new ClientTls(Optional.empty(), true)), Optional.of(request("GET", "/")))).result())
                .isInstanceOf(Result.Relayed.class);
    }

    @Test
    void plainHttpToAPortOfTls() {
        Tls tls = Tls.terminate(List.of(new Tls.Certificate("arn", List.of())));
        Listener listener = listener("HTTPS:443", 443, ListenerProtocol.HTTPS, HostPattern.ANY, Optional.of(tls), Listener.Hosts.IN_ORDER, Action.Forward.to("web"));

        Incoming plain = new Incoming(packet(443), Optional.empty(), Optional.of(request("GET", "/")));
        assertThat(answered(ask(aws(Provider.ALB, true, List.of(listener), WEB), plain)).status()).isEqualTo(400);
    }

    @Test
    void serverNamesChooseAmongConnectionsThatAreNotRead() {
        Listener listener = listener("tls", 443, ListenerProtocol.TLS, HostPattern.ANY, Optional.of(Tls.passthrough()), Listener.Hosts.MOST_SPECIFIC, new Action.Close("no route"),
                rule("a", Action.Forward.to("api"), new Condition.Sni(List.of(new HostPattern.Exact("a.example.com")))));
        LoadBalancer balancer = proxy(List.of(listener), tcp("api", false, false, target("10.0.1.12", 8443)));

        assertThat(overTls(balancer, "a.example.com", "a.example.com").result()).isInstanceOf(Result.Relayed.class);
        assertThat(overTls(balancer, "b.example.com", "b.example.com").result()).isEqualTo(new Result.Closed(Result.How.RESET, "no route"));
    }

    @Test
    void aNodeOfAnNlbStaysInItsZone() {
        Listener listener = listener("TCP:80", 80, ListenerProtocol.TCP, HostPattern.ANY, Optional.empty(), Listener.Hosts.IN_ORDER, Action.Forward.to("web"));
        LoadBalancer balancer = aws(Provider.NLB, false, List.of(listener), tcp("web", true, false, target("10.0.2.11", 8080)));
        Incoming incoming = new Incoming(packet(80), Optional.empty(), Optional.empty());

        assertThat(Evaluator.evaluate(balancer, Optional.of(TestBalancers.NODES.get(0)), incoming, _ -> 0).result())
                .isInstanceOfSatisfying(Result.NoTarget.class, none -> assertThat(none.elsewhere()).isTrue());
        assertThat(Evaluator.evaluate(balancer, Optional.of(TestBalancers.NODES.get(1)), incoming, _ -> 0).result()).isInstanceOf(Result.Passed.class);
    }

    @Test
    void anotherPortHasNoListener() {
        assertThat(ask(proxy(List.of(http(Listener.Hosts.IN_ORDER)), WEB), new Incoming(packet(81), Optional.empty(), Optional.empty())).result())
                .isInstanceOf(Result.NoListener.class);
    }
}
