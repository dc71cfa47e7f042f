package dev.glassplane.loadbalancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyNamesTests {

    @Test
    void namesFitIntoWhatAServiceMayBeCalled() {
        assertThat(ProxyNames.of("web", "glassplane")).isEqualTo("web-glassplane");
        assertThat(ProxyNames.of("a.b", "glassplane")).matches("a-b-glassplane-[0-9a-f]{8}");
        assertThat(ProxyNames.of("g".repeat(200), "glassplane")).hasSize(63).isNotEqualTo(ProxyNames.of("g".repeat(201), "glassplane"));
        assertThat(ProxyNames.label("g".repeat(64))).hasSizeLessThanOrEqualTo(63);
    }

    @Test
    void privilegedPortsAreMovedAndNeverMeet() {
        assertThat(ProxyPorts.bound(List.of(80, 443, 8080, 10080))).isEqualTo(Map.of(80, 10081, 443, 10443, 8080, 8080, 10080, 10080));
        assertThat(ProxyPorts.bound(List.of(80, 80))).isEqualTo(Map.of(80, 10080));
    }
}
