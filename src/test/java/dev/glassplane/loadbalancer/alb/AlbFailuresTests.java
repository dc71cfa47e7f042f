package dev.glassplane.loadbalancer.alb;

import static dev.glassplane.loadbalancer.alb.AlbWorld.ingress;
import static dev.glassplane.loadbalancer.alb.AlbWorld.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.loadbalancer.aws.DeployFailure;
import dev.glassplane.loadbalancer.model.Scheme;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the controller refuses, in its words: what follows "Failed build model due to" in its events. */
class AlbFailuresTests {

    private static final String PATH = "rules: [{host: shop.example.com, http: {paths: [{path: /a, pathType: Exact, $web}]}}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            @listen-ports: '{}' | ingress: shop/a: failed to parse listen-ports configuration: `{}`: json: cannot unmarshal object into Go value of type []map[string]int32
            @listen-ports: '[]' | ingress: shop/a: empty listen-ports configuration: `[]`
            @listen-ports: '[{"HTTP": 70000}]' | ingress: shop/a: listen port must be within [1, 65535]: 70000
            @listen-ports: '[{"TCP": 80}]' | ingress: shop/a: listen protocol must be within [HTTP, HTTPS]: TCP
            @listen-ports: '[{"HTTPS": 443}]' | ingress: shop/a: no certificate found for host: shop.example.com
            @inbound-cidrs: 10.0.0.0 | ingress: shop/a: invalid inbound-cidrs settings on Ingress: shop/a: invalid CIDR address: 10.0.0.0
            @target-type: pod | ingress: shop/a: unknown targetType: pod
            @backend-protocol: TCP | ingress: shop/a: backend protocol must be within [HTTP, HTTPS]: TCP
            @backend-protocol-version: HTTP3 | ingress: shop/a: backend protocol version must be within [HTTP1, HTTP2, GRPC]: HTTP3
            @healthcheck-protocol: TCP | ingress: shop/a: healthCheckProtocol must be within [HTTP, HTTPS]
            @healthcheck-port: x | ingress: shop/a: failed to resolve healthCheckPort: unable to find port x on service shop/web
            @healthcheck-interval-seconds: x | ingress: shop/a: failed to parse int32 annotation, alb.ingress.kubernetes.io/healthcheck-interval-seconds: x: strconv.ParseInt: parsing "x": invalid syntax
            @target-group-attributes: x | ingress: shop/a: failed to parse stringMap annotation, alb.ingress.kubernetes.io/target-group-attributes: x
            @ssl-redirect: '443' | listener does not exist for SSLRedirect port: 443
            @ssl-redirect: '80' | listener protocol non-SSL for SSLRedirect port: 80
            @load-balancer-name: abcdefghijklmnopqrstuvwxyz-0123456 | load balancer name cannot be longer than 32 characters
            @ip-address-type: ipv5 | unknown IPAddressType: ipv5
            @ip-address-type: dualstack | IPAddressType dualstack is not modelled (limit: load-balancer-ipv6)
            @enable-frontend-nlb: 'true' | enable-frontend-nlb is not modelled (limit: alb-frontend-nlb)
            @security-groups: sg-none | couldn't find all security groups: api error InvalidGroup.NotFound: The security group 'sg-none' does not exist
            @subnets: subnet-a | subnets count less than minimal required count: 1 < 2
            @auth-type: saml, @certificate-arn: arn:c | ingress: shop/a: unknown authType: saml
            @conditions.web: '[{"field":"source-ip","sourceIPConfig":{"values":[]}}]' | ingress: shop/a: invalid sourceIPConfig: values cannot be empty
            @conditions.web: '[{"field":"host-header"}]' | ingress: shop/a: missing hostHeaderConfig
            @conditions.web: '[{"field":"path-pattern","pathPatternConfig":{"regexValues":["^/x"]}}]' | ingress: shop/a: path condition must specify exactly one of Values and RegexValues, got both Values [/a] and RegexValues [^/x]
            @transforms.web: '[{"type":"x"}]' | ingress: shop/a: unknown transform type: x
            @mutual-authentication: '[{"port":443,"mode":"verify"}]' | ingress: shop/a: trustStore is required when mutualAuthentication mode is verify for port 443
            """)
    void annotations(String annotations, String failure) {
        assertThat(AlbWorld.with(ingress("a", annotations, PATH).replace(annotations.startsWith("@scheme") ? "alb.ingress.kubernetes.io/scheme: internet-facing," : "~", ""))
                .failure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"type":"gone"} | unknown action type: gone
            {"type":"redirect","redirectConfig":{"statusCode":301}} | failed to parse json annotation, alb.ingress.kubernetes.io/actions.act: {"type":"redirect","redirectConfig":{"statusCode":301}}: json: cannot unmarshal number into Go struct field statusCode of type string
            {"type":"redirect"} | missing RedirectConfig
            {"type":"redirect","redirectConfig":{}} | invalid RedirectConfig: statusCode is required
            {"type":"fixed-response"} | missing FixedResponseConfig
            {"type":"forward"} | missing ForwardConfig or TargetGroupARN/TargetGroupName
            {"type":"forward","targetGroupARN":"x","forwardConfig":{}} | either ForwardConfig or TargetGroupARN/TargetGroupName can be specified
            {"type":"forward","forwardConfig":{"targetGroups":[{}]}} | invalid ForwardConfig: invalid TargetGroupTuple: missing serviceName or targetGroupARN/targetGroupName
            {"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web"}]}} | invalid ForwardConfig: invalid TargetGroupTuple: missing servicePort
            {"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":80},{"serviceName":"cart","servicePort":8080,"weight":1}]}} | invalid ForwardConfig: weight must be set when route to multiple target groups
            {"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":80,"weight":1},{"serviceName":"gone","servicePort":80,"weight":1}]}} | Service "gone" not found
            """)
    void actions(String json, String failure) {
        assertThat(AlbWorld.with(ingress("a", "@actions.act: '" + json + "'", "rules: [{http: {paths: [{path: /a, pathType: Exact, "
                + service("act", "name: use-annotation") + "}]}}]")).failure()).isEqualTo("ingress: shop/a: " + failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {path: '/a*', pathType: Exact, $web} | exact path shouldn't contain wildcards: /a*
            {path: '/a?', pathType: Prefix, $web} | prefix path shouldn't contain wildcards: /a?
            {path: /a, pathType: Exact, backend: {service: {name: web, port: {number: 99}}}} | unable to find port 99 on service shop/web
            {path: /a, pathType: Exact, backend: {resource: {kind: X, name: y}}} | missing required "service" field
            {path: /a, pathType: Exact, backend: {service: {name: plain, port: {number: 80}}}} | TargetGroup port is empty. When using Instance targets, your service be must of type 'NodePort' or 'LoadBalancer'
            """)
    void paths(String path, String failure) {
        String plain = "---\napiVersion: v1\nkind: Service\nmetadata: {namespace: shop, name: plain}\nspec: {clusterIP: 10.100.0.9, ports: [{port: 80}]}\n";
        assertThat(AlbWorld.with(ingress("a", "", "rules: [{http: {paths: [" + path + "]}}]") + plain).failure()).isEqualTo("ingress: shop/a: " + failure);
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " || ", quoteCharacter = '~', textBlock = """
            @group.order: '5000' || explicit Ingress group order must be within [-1000:1000], Ingress: shop/b, order: 5000
            @scheme: internal || conflicting scheme: map[internal:{} internet-facing:{}]
            @listen-ports: '[{"HTTPS": 80}]', @certificate-arn: arn:c || failed to merge listenPort config for port: 80: conflicting protocol, shop/a: HTTP | shop/b: HTTPS
            @inbound-cidrs: 10.0.0.0/8 || failed to merge listenPort config for port: 80: conflicting inbound-cidrs, shop/a: [192.0.2.0/24], [] | shop/b: [10.0.0.0/8], []
            @load-balancer-name: two || conflicting load balancer name: map[one:{} two:{}]
            @subnets: 'subnet-a,subnet-c' || conflicting subnets: [subnet-a subnet-b] | [subnet-a subnet-c]
            @load-balancer-attributes: idle_timeout.timeout_seconds=30 || conflicting attributes idle_timeout.timeout_seconds: 60 | 30
            """)
    void membersOfAGroupMustAgree(String second, String failure) {
        String first = "@group.name: g, @inbound-cidrs: 192.0.2.0/24, @load-balancer-name: one, @subnets: 'subnet-b,subnet-a', "
                + "@load-balancer-attributes: idle_timeout.timeout_seconds=60";
        String other = ingress("b", "@group.name: g, " + second, PATH);
        assertThat(AlbWorld.with(ingress("a", first.replace("subnet-b,subnet-a", "subnet-a,subnet-b"), PATH)
                + (second.startsWith("@scheme") ? other.replace("alb.ingress.kubernetes.io/scheme: internet-facing,", "") : other)).failure()).isEqualTo(failure);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            @conditions.web: '[{"field":"source-ip","sourceIPConfig":{"values":["10.0.0.0/8","192.0.2.0/24","198.51.100.0/24","203.0.113.0/24"]}}]' | A rule can only have '5' condition values
            @listen-ports: '[{"HTTPS": 443}]' | A certificate must be specified for HTTPS listeners
            """)
    void whatAwsRefuses(String annotations, String failure) {
        String spec = annotations.contains("HTTPS") ? "defaultBackend: {service: {name: web, port: {number: 80}}}" : PATH;
        assertThatThrownBy(() -> AlbWorld.with(ingress("a", annotations, spec)).build()).isInstanceOf(DeployFailure.class)
                .hasMessage("api error ValidationError: " + failure);
    }

    @Test
    void twoDefaultBackendsOfAGroupAreTooMany() {
        String spec = "defaultBackend: {service: {name: cart, port: {number: 8080}}}";
        assertThat(AlbWorld.with(ingress("a", "@group.name: g", spec) + ingress("b", "@group.name: g", spec)).failure())
                .isEqualTo("multiple ingress defined default backend: [shop/a shop/b]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ingressClassName: alb | group.name: UPPER | invalid ingress group: groupName must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character
            ingressClassName: gone | x: y | invalid ingress class: IngressClass.networking.k8s.io "gone" not found
            ingressClassName: broken | x: y | invalid ingress class: IngressClass broken references unknown parameters
            ingressClassName: lost | x: y | invalid ingress class: IngressClassParams.elbv2.k8s.aws "gone" not found
            ingressClassName: closed | x: y | invalid ingress class: namespaceSelector of IngressClassParams closed mismatch
            """)
    void someIngressesAreInNoGroup(String className, String annotation, String failure) {
        String classes = """
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: broken}
                spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: x.io, kind: Other, name: x}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: lost}
                spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: gone}}
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: closed}
                spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: closed}}
                ---
                apiVersion: elbv2.k8s.aws/v1beta1
                kind: IngressClassParams
                metadata: {name: closed}
                spec: {namespaceSelector: {matchLabels: {team: b}}}
                """;
        IngressGroups groups = IngressGroups.of(AlbWorld.with(ingress("a", "@" + annotation, PATH).replace("ingressClassName: alb", className) + classes).image);
        assertThat(groups.groups()).isEmpty();
        assertThat(groups.strays().values()).containsExactly(failure);
    }

    @Test
    void otherClassesAreNotItsBusinessAndTheAnnotationGoesFirst() {
        assertThat(IngressGroups.of(AlbWorld.with(ingress("a", "", PATH).replace("ingressClassName: alb", "ingressClassName: other")).image))
                .isEqualTo(new IngressGroups(java.util.Map.of(), java.util.Map.of()));
        assertThat(IngressGroups.of(AlbWorld.with(ingress("a", "kubernetes.io/ingress.class: nginx", PATH)).image).groups()).isEmpty();
        assertThat(IngressGroups.of(AlbWorld.with(ingress("a", "kubernetes.io/ingress.class: alb", PATH).replace("ingressClassName: alb", "ingressClassName: other"))
                .image).groups()).containsOnlyKeys(new GroupId("shop", "a"));
    }

    @Test
    void parametersOfTheClassWin() {
        String params = """
                ---
                apiVersion: networking.k8s.io/v1
                kind: IngressClass
                metadata: {name: set}
                spec: {controller: ingress.k8s.aws/alb, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: set}}
                ---
                apiVersion: elbv2.k8s.aws/v1beta1
                kind: IngressClassParams
                metadata: {name: set}
                spec:
                  namespaceSelector: {matchLabels: {team: a}}
                  group: {name: all}
                  scheme: internal
                  targetType: ip
                  subnets: {ids: [subnet-a, subnet-b]}
                  inboundCIDRs: [192.0.2.0/24]
                  loadBalancerAttributes: [{key: idle_timeout.timeout_seconds, value: '90'}]
                """;
        AlbWorld world = AlbWorld.with(ingress("a", "@target-type: instance, @group.name: mine, @load-balancer-attributes: idle_timeout.timeout_seconds=1", PATH)
                .replace("ingressClassName: alb", "ingressClassName: set") + params);
        var stack = world.build().stack();
        assertThat(stack.id().name()).isEqualTo("all");
        assertThat(stack.scheme()).isEqualTo(Scheme.INTERNAL);
        assertThat(stack.name()).startsWith("k8s-all-");
        assertThat(stack.places()).extracting(place -> place.subnet().id()).containsExactly("subnet-a", "subnet-b");
        assertThat(stack.targetGroups()).extracting(group -> group.type().word()).containsExactly("ip");
        assertThat(stack.attributes()).containsEntry("idle_timeout.timeout_seconds", "90");
        assertThat(stack.groups().toString()).contains("Block[cidr=192.0.2.0/24]");
    }
}
