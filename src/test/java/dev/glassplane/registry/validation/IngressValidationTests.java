package dev.glassplane.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.registry.FieldErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the API server refuses of Ingresses and their classes, in its words. */
class IngressValidationTests {

    private static final String BACKEND = "backend: {service: {name: web, port: {number: 80}}}";

    private static ObjectNode yaml(String text) {
        return (ObjectNode) new YAMLMapper().readTree(text.replace("$B", BACKEND));
    }

    private static String causes(FieldErrors errors) {
        return String.join("; ", errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList());
    }

    private static String spec(String spec) {
        FieldErrors errors = new FieldErrors();
        IngressValidation.check(yaml(spec), errors);
        return causes(errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {ingressClassName: alb} | spec: Invalid value: null: either `defaultBackend` or `rules` must be specified
            {rules: [{host: 10.0.0.1}]} | spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address
            {rules: [{http: {paths: []}}]} | spec.rules[0].http.paths: Required value
            {rules: [{http: {paths: [{path: /, $B}]}}]} | spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified
            {rules: [{http: {paths: [{path: /, pathType: Glob, $B}]}}]} | spec.rules[0].http.paths[0].pathType: Unsupported value: "Glob": supported values: "Exact", "ImplementationSpecific", "Prefix"
            {rules: [{http: {paths: [{path: a, pathType: Prefix, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path
            {rules: [{http: {paths: [{pathType: Exact, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "": must be an absolute path
            {rules: [{http: {paths: [{path: a, pathType: ImplementationSpecific, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path
            {rules: [{http: {paths: [{path: /a//b, pathType: Exact, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "/a//b": must not contain '//'
            {rules: [{http: {paths: [{path: /a%2Fb, pathType: Prefix, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "/a%2Fb": must not contain '%2F'
            {rules: [{http: {paths: [{path: /a/.., pathType: Prefix, $B}]}}]} | spec.rules[0].http.paths[0].path: Invalid value: "/a/..": cannot end with '/..'
            {rules: [{http: {paths: [{path: /, pathType: Prefix}]}}]} | spec.rules[0].http.paths[0].backend: Invalid value: "": resource or service backend is required
            {defaultBackend: {resource: {kind: Bucket, name: b}, service: {name: web, port: {number: 80}}}} | spec.defaultBackend: Invalid value: "": cannot set both resource and service backends
            {defaultBackend: {resource: {apiGroup: x.io, kind: Bucket}}} | spec.defaultBackend.resource.name: Required value
            {defaultBackend: {service: {port: {number: 80}}}} | spec.defaultBackend.service.name: Required value
            {defaultBackend: {service: {name: web}}} | spec.defaultBackend: Required value: port name or number is required
            {defaultBackend: {service: {name: web, port: {name: http, number: 80}}}} | spec.defaultBackend: Invalid value: "": cannot set both port name & port number
            {defaultBackend: {service: {name: web, port: {number: 70000}}}} | spec.defaultBackend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive
            {defaultBackend: {service: {name: web, port: {name: HTTP}}}} | spec.defaultBackend.service.port.name: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-); spec.defaultBackend.service.port.name: Invalid value: "HTTP": must contain at least one letter (a-z)
            """)
    void refused(String spec, String causes) {
        assertThat(spec(spec)).isEqualTo(causes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {rules: [{host: '*'}]} | spec.rules[0].host
            {rules: [{host: 'a.*.com'}]} | spec.rules[0].host
            {rules: [{host: '*.*.com'}]} | spec.rules[0].host
            {rules: [{host: 'x'}], tls: [{hosts: ['*x.com']}]} | spec.tls[0].hosts[0]
            """)
    void wildcardsStandForTheFirstLabel(String spec, String field) {
        assertThat(spec(spec)).startsWith(field + ": Invalid value: ").contains("a wildcard DNS-1123 subdomain must start with '*.', followed by a "
                + "valid DNS subdomain").endsWith("regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {rules: [{host: shop.example.com}]}
            {rules: [{host: '*.example.com', http: {paths: [{path: /a, pathType: Prefix, $B}, {pathType: ImplementationSpecific, $B}]}}]}
            {defaultBackend: {resource: {apiGroup: x.io, kind: Bucket, name: b}}}
            {defaultBackend: {service: {name: web, port: {name: use-annotation}}}, tls: [{hosts: ['*.example.com', a.b], secretName: cert}]}
            """)
    void accepted(String spec) {
        assertThat(spec(spec)).isEmpty();
    }

    @Test
    void fieldAndAnnotationNameOneClass() {
        FieldErrors errors = new FieldErrors();
        IngressValidation.created(yaml("{metadata: {annotations: {kubernetes.io/ingress.class: nginx}}, spec: {ingressClassName: alb}}"), errors);
        IngressValidation.created(yaml("{metadata: {annotations: {kubernetes.io/ingress.class: alb}}, spec: {ingressClassName: alb}}"), errors);
        assertThat(causes(errors)).isEqualTo("annotations.kubernetes.io/ingress.class: Invalid value: \"nginx\": must match `ingressClassName` when both "
                + "are specified");
    }

    @Test
    void statusNamesAddressesAndHosts() {
        FieldErrors errors = new FieldErrors();
        IngressValidation.status(yaml("{status: {loadBalancer: {ingress: [{ip: x}, {hostname: 10.0.0.1}, {ip: 10.0.0.1}, {hostname: a.elb.amazonaws.com}]}}}"),
                errors);
        assertThat(causes(errors)).isEqualTo("status.loadBalancer.ingress[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or "
                + "2001:db8::ffff); status.loadBalancer.ingress[1].hostname: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {} | spec.controller: Required value
            {controller: alb} | spec.controller: Invalid value: "alb": must be a domain-prefixed path (such as "acme.io/foo")
            {controller: a.b/ü} | spec.controller: Invalid value: "ü": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')
            {controller: a.b/c, parameters: {kind: P, name: n, scope: Cluster, namespace: x}} | spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'
            {controller: a.b/c, parameters: {kind: P, name: n, scope: Namespace}} | spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'
            {controller: a.b/c, parameters: {kind: P, name: n, scope: World}} | spec.parameters.scope: Unsupported value: "World": supported values: "Cluster", "Namespace"
            {controller: a.b/c, parameters: {name: n, scope: Cluster}} | spec.parameters.kind: Required value
            {controller: a.b/c, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: n, scope: Cluster}} | ~~
            """)
    void classes(String spec, String causes) {
        FieldErrors errors = new FieldErrors();
        IngressClassValidation.check(yaml(spec), errors);
        assertThat(causes(errors)).isEqualTo(causes);
    }
}
