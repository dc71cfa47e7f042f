package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostLocalTests {

    private final HostLocal plugin = new HostLocal(Cidr.parse("10.244.1.0/24"));

    private static Optional<Ip> ip(String text) {
        return Optional.of(Ip.parse(text));
    }

    @Test
    void theFirstPodComesBehindTheGateway() {
        assertThat(plugin.next(Optional.empty(), Set.of()::contains)).isEqualTo(ip("10.244.1.2"));
    }

    @Test
    void aFreedAddressWaitsForItsTurn() {
        assertThat(plugin.next(ip("10.244.1.7"), Set.of(Ip.parse("10.244.1.2"))::contains)).isEqualTo(ip("10.244.1.8"));
        assertThat(plugin.next(ip("10.244.1.7"), Set.of(Ip.parse("10.244.1.8"))::contains)).isEqualTo(ip("10.244.1.9"));
    }

    @Test
    void behindTheLastItBeginsAnewAndNeverGivesTheGateway() {
        assertThat(plugin.next(ip("10.244.1.254"), Set.of()::contains)).isEqualTo(ip("10.244.1.2"));
        assertThat(plugin.next(ip("10.244.1.253"), Set.of()::contains)).isEqualTo(ip("10.244.1.254"));
    }

    /** An address of another range, as after a new podCIDR, says nothing. */
    @Test
    void theLastOneOfAnotherRangeDoesNotCount() {
        assertThat(plugin.next(ip("10.244.9.200"), Set.of()::contains)).isEqualTo(ip("10.244.1.2"));
    }

    @Test
    void aFullRangeSaysSo() {
        assertThat(plugin.capacity()).isEqualTo(253);
        assertThat(plugin.next(ip("10.244.1.9"), _ -> true)).isEmpty();
        assertThat(plugin.exhausted()).isEqualTo("failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254");
    }

    @Test
    void theLastFreeOneIsFoundWhereverTheSearchBegins() {
        for (int last = 1; last <= 254; last++) {
            assertThat(plugin.next(ip("10.244.1." + last), ip -> !ip.equals(Ip.parse("10.244.1.100")))).isEqualTo(ip("10.244.1.100"));
        }
    }
}
