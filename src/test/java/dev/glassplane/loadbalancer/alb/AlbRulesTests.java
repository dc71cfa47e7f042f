package dev.glassplane.loadbalancer.alb;

import static dev.glassplane.loadbalancer.alb.AlbWorld.ingress;
import static dev.glassplane.loadbalancer.alb.AlbWorld.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.aws.TargetGroupSpec;
import dev.glassplane.loadbalancer.model.Listener;
import dev.glassplane.loadbalancer.model.TargetGroup;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which listeners, rules and target groups the controller makes of Ingresses. */
class AlbRulesTests {

    private static final String CART = "k8s-shop-cart-";
    private static final String WEB = "k8s-shop-web-";

    private static String listeners(String... ingresses) {
        return AlbWorld.with(String.join("", ingresses)).build().listeners().stream().map(AlbWorld::text).collect(Collectors.joining())
                .replaceAll("k8s-shop-(web|cart)-[0-9a-f]{10}", "$1");
    }

    private static String rules(String annotations, String paths) {
        return listeners(ingress("a", annotations, "rules: [{host: shop.example.com, http: {paths: [" + paths + "]}}]"));
    }

    @Test
    void exactPathsComeFirstThenLongPrefixesThenTheRestAsWritten() {
        assertThat(rules("", "{path: /x/*, pathType: ImplementationSpecific, $web}, {path: /, pathType: Prefix, $web}, {path: /a/, pathType: Prefix, $cart},"
                + "{path: /abc, pathType: Prefix, $cart}, {path: /only, pathType: Exact, $web}, {pathType: ImplementationSpecific, $cart}")).isEqualTo("""
                HTTP:80
                  1 host=shop.example.com path=/only -> forward web*1
                  2 host=shop.example.com path=/abc|/abc/* -> forward cart*1
                  3 host=shop.example.com path=/a|/a/* -> forward cart*1
                  4 host=shop.example.com path=/* -> forward web*1
                  5 host=shop.example.com path=/x/* -> forward web*1
                  6 host=shop.example.com -> forward cart*1
                  default 404 text/plain\s
                """);
    }

    @Test
    void aRuleWithoutAnythingMeansEveryPath() {
        assertThat(listeners(ingress("a", "", "rules: [{http: {paths: [{pathType: ImplementationSpecific, $web}]}}]"))).contains("1 path=/* -> forward web*1");
    }

    @Test
    void membersOfAGroupFollowTheirOrderThenTheirNames() {
        String group = "@group.name: g, ";
        String path = "rules: [{http: {paths: [{path: /%s, pathType: Exact, $web}]}}]";
        assertThat(listeners(ingress("c", group + "@group.order: '-5'", path.formatted("c")), ingress("b", group, path.formatted("b")),
                ingress("a", group + "@listen-ports: '[{\"HTTP\": 80}, {\"HTTP\": 8080}]'", path.formatted("a")))).isEqualTo("""
                HTTP:80
                  1 path=/c -> forward web*1
                  2 path=/a -> forward web*1
                  3 path=/b -> forward web*1
                  default 404 text/plain\s
                HTTP:8080
                  1 path=/a -> forward web*1
                  default 404 text/plain\s
                """);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " => ", quoteCharacter = '~', textBlock = """
            [{"field":"host-header","hostHeaderConfig":{"values":["b.example.com"]}}] => host=shop.example.com|b.example.com path=/a
            [{"field":"path-pattern","pathPatternConfig":{"values":["/b/*"]}}] => host=shop.example.com path=/a|/b/*
            [{"Field":"http-header","HttpHeaderConfig":{"HttpHeaderName":"X-Env","Values":["dev*"]}}] => Header[name=X-Env, values=[Glob[pattern=dev*]], each=true] host=shop.example.com path=/a
            [{"field":"http-request-method","httpRequestMethodConfig":{"values":["GET","HEAD"]}}] => Method[methods=[GET, HEAD]] host=shop.example.com path=/a
            [{"field":"source-ip","sourceIPConfig":{"values":["192.0.2.0/24"]}}] => SourceIp[cidrs=[192.0.2.0/24]] host=shop.example.com path=/a
            """)
    void conditionsOfTheAnnotationJoinThoseOfTheRule(String json, String expected) {
        assertThat(rules("@conditions.web: '" + json + "'", "{path: /a, pathType: Exact, $web}")).contains("  1 " + expected + " -> ");
    }

    @Test
    void pathsMayBeRegularExpressions() {
        assertThat(rules("@use-regex-path-match: 'true'", "{path: '/^/v[0-9]+$', pathType: ImplementationSpecific, $web}, {path: /x, pathType: Exact, $web}"))
                .contains("1 host=shop.example.com path=/x -> ").contains("2 host=shop.example.com path=Regex[expression=^/v[0-9]+$, whole=false] -> ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"type":"fixed-response","fixedResponseConfig":{"contentType":"text/html","statusCode":"418","messageBody":"tea"}} | 418 text/html tea
            {"type":"redirect","redirectConfig":{"host":"b.example.com","path":"/x/#{path}","query":"q=1","statusCode":"HTTP_302"}} | redirect 302 -://b.example.com:#{port}Full[path=/x/#{path}]?q=1
            {"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}} | redirect 301 https://-:443
            {"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"http","weight":20},{"serviceName":"cart","servicePort":8080,"weight":80}],"targetGroupStickinessConfig":{"enabled":true,"durationSeconds":200}}} | forward web*20,cart*80 sticky 200
            {"type":"forward","targetGroupARN":"arn:x"} | Unmodelled[what=target group arn:x, which no Service of the cluster is behind, limit=alb-foreign-target-groups]
            """)
    void actionsOfTheAnnotationTakeTheBackendsPlace(String json, String expected) {
        assertThat(rules("@actions.act: '" + json + "'", "{path: /a, pathType: Exact, " + service("act", "name: use-annotation") + "}")).contains("-> " + expected + "\n");
    }

    @Test
    void whatIsNotThereAnswers503() {
        assertThat(rules("", "{path: /a, pathType: Exact, " + service("gone", "number: 80") + "}")).contains("-> 503 text/plain Backend service does not exist");
        assertThat(rules("", "{path: /a, pathType: Exact, " + service("act", "name: use-annotation") + "}")).contains("-> 503 text/plain Backend action does not exist");
    }

    @Test
    void defaultBackendsAnswerWhatNoRuleTakes() {
        assertThat(listeners(ingress("a", "", "defaultBackend: {service: {name: cart, port: {number: 8080}}}"))).isEqualTo("HTTP:80\n  default forward cart*1\n");
    }

    @Test
    void redirectToHttpsLeavesHttpWithoutRules() {
        assertThat(rules("@listen-ports: '[{\"HTTP\": 80}, {\"HTTPS\": 443}]', @certificate-arn: arn:cert, @ssl-redirect: '443'", "{path: /a, pathType: Exact, $web}"))
                .isEqualTo("""
                HTTP:80
                  default redirect 301 https://-:443
                HTTPS:443
                  1 host=shop.example.com path=/a -> forward web*1
                  default 404 text/plain\s
                """);
    }

    @Test
    void aRedirectToItselfIsLeftOutAndOneOfEverythingHidesWhatFollows() {
        String redirect = "@actions.ssl-redirect: '{\"type\":\"redirect\",\"redirectConfig\":{\"protocol\":\"HTTPS\",\"port\":\"443\",\"statusCode\":\"HTTP_301\"}}'";
        assertThat(listeners(ingress("a", redirect + ", @listen-ports: '[{\"HTTP\": 80}, {\"HTTPS\": 443}]', @certificate-arn: arn:cert",
                "rules: [{http: {paths: [{path: /*, pathType: ImplementationSpecific, " + service("ssl-redirect", "name: use-annotation")
                        + "}, {path: /a, pathType: ImplementationSpecific, $web}]}}]"))).isEqualTo("""
                HTTP:80
                  1 path=/* -> redirect 301 https://-:443
                  default 404 text/plain\s
                HTTPS:443
                  1 path=/a -> forward web*1
                  default 404 text/plain\s
                """);
    }

    @Test
    void transformsChangeTheRequest() {
        assertThat(rules("@transforms.web: '[{\"type\":\"url-rewrite\",\"urlRewriteConfig\":{\"rewrites\":[{\"regex\":\"^/api/(.*)\",\"replace\":\"/$1\"}]}}]'",
                "{path: /api, pathType: Prefix, $web}")).contains("Rewrite[host=Optional.empty, path=Optional[Regex[expression=^/api/(.*), replacement=/$1]]]");
    }

    @Test
    void loginAndWebAclsAreShownAsNotModelled() {
        assertThat(rules("@auth-type: oidc, @listen-ports: '[{\"HTTP\": 80}, {\"HTTPS\": 443}]', @certificate-arn: arn:cert", "{path: /a, pathType: Exact, $web}"))
                .contains("HTTP:80\n  1 host=shop.example.com path=/a -> forward web*1").contains("-> Unmodelled[what=authenticate-oidc of the ALB, limit=alb-authentication]");
        assertThat(rules("@wafv2-acl-arn: arn:acl", "{path: /a, pathType: Exact, $web}")).contains("  - Unmodelled[what=web ACL arn:acl of AWS WAF, limit=alb-waf] -> ");
    }

    @Test
    void targetGroupsAreOfTheIngressUnlessTheServiceSaysOtherwise() {
        List<TargetGroupSpec> groups = AlbWorld.with(ingress("a", "@target-type: instance, @backend-protocol-version: GRPC, "
                + "@target-group-attributes: 'stickiness.enabled=true,stickiness.type=lb_cookie', @target-node-labels: a=b",
                "rules: [{http: {paths: [{path: /a, pathType: Exact, $web}, {path: /b, pathType: Exact, $web}, {path: /c, pathType: Exact, " + service("cart", "number: 8080")
                        + "}]}}]")).build().stack().targetGroups();
        assertThat(groups).extracting(TargetGroupSpec::type).containsExactly(TargetGroup.Type.INSTANCE, TargetGroup.Type.IP);
        TargetGroupSpec web = groups.getFirst();
        assertThat(web.name()).startsWith(WEB).hasSize(WEB.length() + 10);
        assertThat(groups.getLast().name()).startsWith(CART);
        assertThat(web.port()).isEqualTo(30080);
        assertThat(web.attributes()).containsEntry("stickiness.type", "lb_cookie");
        assertThat(web.binding().nodeLabels()).containsEntry("a", "b");
        assertThat(web.healthCheck().matcher()).isEqualTo("12");
        assertThat(web.healthCheck().path()).isEqualTo("/AWS.ALB/healthcheck");
        assertThat(web.binding().networking().orElseThrow().ingress()).hasSize(1).first().asString().contains("port=30080");
    }

    @Test
    void aNamedHealthCheckPortOpensItsOwnPort() {
        TargetGroupSpec web = AlbWorld.with(ingress("a", "@healthcheck-port: admin", "defaultBackend: {service: {name: web, port: {name: http}}}")).build().stack()
                .targetGroups().getFirst();
        assertThat(web.healthCheck().port()).isEqualTo("30081");
        assertThat(web.binding().networking().orElseThrow().ingress()).hasSize(2);
        assertThat(web.binding().port()).isEqualTo(80);
    }

    @Test
    void aThousandRulesAreMadeAtOnce() {
        StringBuilder paths = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            paths.append("{path: /p").append(i).append(", pathType: Prefix, $web}, ");
        }
        List<Listener> listeners = AlbWorld.with(ingress("a", "", "rules: [{http: {paths: [" + paths + "]}}]")).build().listeners();
        assertThat(listeners.getFirst().rules()).hasSize(1000).last().satisfies(rule -> assertThat(rule.priority()).hasValue(1000));
    }
}
