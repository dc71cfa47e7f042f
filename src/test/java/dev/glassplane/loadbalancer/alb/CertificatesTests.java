package dev.glassplane.loadbalancer.alb;

import static dev.glassplane.loadbalancer.alb.AlbWorld.ingress;
import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.model.Tls;
import org.junit.jupiter.api.Test;

/** How certificates are found for the hosts of an Ingress. */
class CertificatesTests {

    private static final String HTTPS = "@listen-ports: '[{\"HTTPS\": 443}]'";

    private static String certificate(String name, String domain, String others, String status) {
        return """
                ---
                apiVersion: acm.services.k8s.aws/v1alpha1
                kind: Certificate
                metadata: {namespace: shop, name: %s}
                spec: {domainName: '%s', subjectAlternativeNames: [%s]}
                status: {status: %s, ackResourceMetadata: {arn: 'arn:%s'}}
                """.formatted(name, domain, others, status, name);
    }

    private static String host(String host) {
        return "rules: [{host: '" + host + "', http: {paths: [{path: /, pathType: Prefix, $web}]}}], tls: [{hosts: [b.example.com]}]";
    }

    @Test
    void aStarStandsForOneLabel() {
        Tls tls = AlbWorld.with(ingress("a", HTTPS, host("a.example.com")) + certificate("wild", "*.example.com", "", "ISSUED")
                + certificate("other", "example.org", "", "ISSUED")).build().listeners().getFirst().tls().orElseThrow();
        assertThat(tls.certificates()).extracting(Tls.Certificate::reference).containsExactly("arn:wild");
        assertThat(tls.certificates().getFirst().hostnames()).hasToString("[*.example.com]");
        assertThat(tls.policy()).isEqualTo("ELBSecurityPolicy-2016-08");
        assertThat(AlbWorld.with(ingress("a", HTTPS, host("x.a.example.com")) + certificate("wild", "*.example.com", "", "ISSUED")).failure())
                .isEqualTo("ingress: shop/a: no certificate found for host: x.a.example.com");
    }

    @Test
    void onlyIssuedOnesCountAndTwoAreTooMany() {
        String both = ingress("a", HTTPS, host("a.example.com")) + certificate("one", "a.example.com", "b.example.com", "ISSUED");
        assertThat(AlbWorld.with(both + certificate("old", "*.example.com", "", "EXPIRED")).failure()).isEmpty();
        assertThat(AlbWorld.with(both + certificate("two", "*.example.com", "", "ISSUED")).failure())
                .isEqualTo("ingress: shop/a: multiple certificates found for host: a.example.com, certARNs: [arn:one arn:two]");
    }

    @Test
    void theFirstOneNamedIsTheDefault() {
        Tls tls = AlbWorld.with(ingress("a", "@group.name: g, @certificate-arn: 'arn:z,arn:b', @ssl-policy: P", host("a.example.com"))
                + ingress("b", "@group.name: g, @certificate-arn: 'arn:a,arn:z'", host("a.example.com"))).build().listeners().getFirst().tls().orElseThrow();
        assertThat(tls.certificates()).extracting(Tls.Certificate::reference).containsExactly("arn:z", "arn:b", "arn:a");
        assertThat(tls.policy()).isEqualTo("P");
    }
}
