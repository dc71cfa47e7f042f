package dev.glassplane.loadbalancer.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostnamesTests {

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {
        "'', a.example, a.example",
        "a.example, '', a.example",
        "*.example, a.example, a.example",
        "*.example, a.b.example, a.b.example",
        "*.example, example, none",
        "*.example, *.b.example, *.b.example",
        "*.b.example, *.example, *.b.example",
        "*.example, *.test, none",
        "a.example, A.Example, A.Example",
        "*.ample, a.example, none",
    })
    void theMoreSpecificNameIsWhatBothMean(String listener, String route, String common) {
        assertThat(Hostnames.common(listener, route).orElse(null)).isEqualTo(common);
    }

    @Test
    void aRouteKeepsTheNamesThatTheListenerHasToo() {
        assertThat(Hostnames.intersect("*.example", List.of("a.example", "a.test", "*.b.example"))).containsExactly("a.example", "*.b.example");
        assertThat(Hostnames.intersect("*.example", List.of())).containsExactly("*.example");
        assertThat(Hostnames.intersect("", List.of())).containsExactly("");
        assertThat(Hostnames.intersect("a.example", List.of("b.example"))).isEmpty();
    }
}
