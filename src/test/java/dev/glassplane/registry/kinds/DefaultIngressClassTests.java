package dev.glassplane.registry.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glassplane.registry.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** Which class a new Ingress gets, and what of a class stays as it is. */
class DefaultIngressClassTests {

    private static final String CLASS = "{apiVersion: networking.k8s.io/v1, kind: IngressClass, metadata: {name: %s, annotations: "
            + "{ingressclass.kubernetes.io/is-default-class: '%s'}}, spec: {controller: a.b/c}}";
    private static final String INGRESS = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, annotations: {%s}}, spec: "
            + "{%s defaultBackend: {service: {name: web, port: {number: 80}}}}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                | ''                       | newest
            ''                                | ingressClassName: other, | other
            'kubernetes.io/ingress.class: alb'| ''                       | ''
            """)
    void theNewestDefaultIsTaken(String annotations, String field, String expected) {
        try (TestRegistry registry = new TestRegistry()) {
            registry.create(CLASS.formatted("older", true));
            registry.now = registry.now.plus(Duration.ofMinutes(1));
            registry.create(CLASS.formatted("newest", true));
            registry.now = registry.now.plus(Duration.ofMinutes(1));
            registry.create(CLASS.formatted("no-default", false));
            assertThat(registry.create(INGRESS.formatted(annotations, field)).object().path("spec").path("ingressClassName").asString("")).isEqualTo(expected);
        }
    }

    @Test
    void withoutADefaultThereIsNoClass() {
        try (TestRegistry registry = new TestRegistry()) {
            registry.create(CLASS.formatted("no-default", false));
            var ingress = registry.create(INGRESS.formatted("", "")).object();
            assertThat(ingress.path("spec").has("ingressClassName")).isFalse();
            assertThat(ingress.path("status").toString()).isEqualTo("{\"loadBalancer\":{}}");
            assertThat(ingress.path("metadata").path("generation").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aControllerStays() {
        try (TestRegistry registry = new TestRegistry()) {
            registry.create(CLASS.formatted("alb", false));
            assertThatThrownBy(() -> registry.update(CLASS.formatted("alb", false).replace("a.b/c", "a.b/d")))
                    .hasMessage("IngressClass.networking.k8s.io \"alb\" is invalid: spec.controller: Invalid value: \"a.b/d\": field is immutable");
        }
    }
}
