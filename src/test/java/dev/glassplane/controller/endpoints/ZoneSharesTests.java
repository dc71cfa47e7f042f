package dev.glassplane.controller.endpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZoneSharesTests {

    @Test
    void aZoneWithTooManyEndpointsGivesSomeToOneWithTooFew() throws Exception {
        ZoneShares shares = ZoneShares.of(Map.of("a", 2000L, "b", 2000L), 4);
        assertThat(shares.assign(List.of("a", "a", "a", "b"))).containsExactly("b", "a", "a", "b");
        assertThat(shares.assign(List.of("a", "b", "a", "b"))).containsExactly("a", "b", "a", "b");
    }

    @Test
    void sharesFollowTheCpus() throws Exception {
        ZoneShares shares = ZoneShares.of(Map.of("a", 6000L, "b", 2000L), 8);
        assertThat(shares.desired()).isEqualTo(Map.of("a", 6.0, "b", 2.0));
    }

    @Test
    void overloadOfMoreThanAFifthIsRefused() {
        assertThatThrownBy(() -> ZoneShares.of(Map.of("a", 1000L, "b", 1000L, "c", 1000L), 4)).hasMessage(
                "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 3 zones)");
        assertThatThrownBy(() -> ZoneShares.of(Map.of("a", 1000L, "b", 1000L), 1))
                .hasMessage("Insufficient number of endpoints (1 endpoints, 2 zones)");
    }
}
