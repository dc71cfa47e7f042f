package dev.glassplane.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterImages;
import dev.glassplane.ipam.Decision.Action;
import dev.glassplane.ipam.Decision.Attach;
import dev.glassplane.ipam.Decision.Fill;
import dev.glassplane.ipam.PoolState.Interface;
import dev.glassplane.vpc.PoolSettings;
import java.util.Set;
import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.TestCluster;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class WarmPoolTests {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final Instant LONG_AGO = NOW.minusSeconds(3600);

    /** An m5.large: 3 interfaces, 9 slots. {@code assigned} is the pods of each full interface. */
    @ParameterizedTest
    @CsvSource({"1,0,nothing", "1,1,attach 1", "1,9,attach 1", "1,9 0,nothing", "1,9 1,attach 2", "1,9 9 9,nothing",
        "0,8,nothing", "0,9,attach 1", "0,0,nothing", "2,0,attach 1", "2,0 0,nothing", "2,1 0,attach 2",
        "1,0 0,detach eni-1", "1,9 0 0,detach eni-2", "1,0 9 0,detach eni-2", "1,0 9,nothing", "0,1 0,detach eni-1", "0,0 0,detach eni-1"})
    void theDecisionFollowsFromTheCounts(int warmEniTarget, String assigned, String expected) {
        List<Interface> interfaces = new ArrayList<>();
        for (String count : assigned.split(" ")) {
            interfaces.add(full(interfaces.size(), Integer.parseInt(count), 0));
        }
        Decision decision = WarmPool.decide(pool(interfaces), settings(Map.of("WARM_ENI_TARGET", "" + warmEniTarget)), NOW);
        assertThat(text(decision)).as(decision.arithmetic().toString()).isEqualTo(expected);
    }

    @Test
    void theArithmeticIsShown() {
        assertThat(WarmPool.decide(pool(List.of(full(0, 9, 0), full(1, 1, 2))), AwsNodeSettings.DEFAULT.pool(), NOW).arithmetic()).containsExactly(
                "total 18 addresses on 2 interfaces, assigned 10, cooling 2",
                "available = total 18 - assigned 10 = 8 (cooling addresses count)",
                "low: yes, available 8 < 9 per interface x WARM_ENI_TARGET 1 = 9",
                "grow: attach interface 3 of 3 with 9 addresses");
    }

    @Test
    void anInterfaceWithFreeSlotsIsFilledFirst() {
        Interface half = Interface.secondary("eni-0", 0, 4, 2, 0, LONG_AGO, LONG_AGO);
        assertThat(WarmPool.decide(pool(List.of(half)), AwsNodeSettings.DEFAULT.pool(), NOW).action()).contains(new Action.Grow(List.of(new Fill("eni-0", 5)), Optional.of(new Attach(1, 9))));
    }

    @Test
    void asManyAddressesAsPodsAreNeverTooFew() {
        PoolState small = pool(List.of(full(0, 9, 0)), 9, true, Optional.empty());
        assertThat(WarmPool.decide(small, AwsNodeSettings.DEFAULT.pool(), NOW)).returns(Optional.empty(), Decision::action)
                .returns(Optional.of(Shortage.MAX_PODS), Decision::shortage);
    }

    @Test
    void whyThereIsNoneIsSaid() {
        List<Interface> full = List.of(full(0, 9, 0));
        assertThat(WarmPool.decide(pool(full), settings(Map.of("MAX_ENI", "1")), NOW).shortage()).contains(Shortage.MAX_ENI);
        assertThat(WarmPool.decide(pool(full), settings(Map.of("ENABLE_IMDS_ONLY_MODE", "true")), NOW).shortage()).contains(Shortage.POOL_FIXED);
        assertThat(WarmPool.decide(pool(full, 29, false, Optional.empty()), AwsNodeSettings.DEFAULT.pool(), NOW).shortage())
                .contains(Shortage.UNSCHEDULABLE);
        PoolState paused = pool(full, 29, true, Optional.of(NOW));
        assertThat(WarmPool.decide(paused, AwsNodeSettings.DEFAULT.pool(), NOW)).returns(Optional.of(Shortage.BACK_OFF), Decision::shortage)
                .returns(Optional.of(NOW), Decision::again);
        assertThat(WarmPool.decide(paused, AwsNodeSettings.DEFAULT.pool(), NOW.plusMillis(1)).action()).contains(new Action.Grow(List.of(), Optional.of(new Attach(1, 9))));
        assertThat(WarmPool.decide(pool(List.of(full(0, 0, 9))), AwsNodeSettings.DEFAULT.pool(), NOW).shortage()).contains(Shortage.COOLING);
    }

    @Test
    void aYoungOrRestingInterfaceStays() {
        Interface young = Interface.secondary("eni-1", 1, 9, 0, 0, NOW.minusSeconds(59), NOW.minusSeconds(59));
        assertThat(WarmPool.decide(pool(List.of(full(0, 0, 0), young)), AwsNodeSettings.DEFAULT.pool(), NOW)).returns(Optional.empty(), Decision::action)
                .returns(Optional.of(NOW.plusSeconds(1)), Decision::again);
        assertThat(WarmPool.decide(pool(List.of(full(0, 0, 0), full(1, 0, 1))), AwsNodeSettings.DEFAULT.pool(), NOW).action()).isEmpty();
    }

    private static Interface full(int device, int assigned, int cooling) {
        return Interface.secondary("eni-" + device, device, 9, assigned, cooling, LONG_AGO, LONG_AGO);
    }

    private static PoolState pool(List<Interface> interfaces) {
        return pool(interfaces, 29, true, Optional.empty());
    }

    private static PoolState pool(List<Interface> interfaces, int maxPods, boolean schedulable, Optional<Instant> pausedUntil) {
        return new PoolState(interfaces, new PoolState.Limits(9, 3, Set.of(), maxPods), false, schedulable, pausedUntil, Optional.empty());
    }

    private static PoolSettings settings(Map<String, String> environment) {
        return AwsNodeSettings.ofEnvironment(environment).pool();
    }

    private static String text(Decision decision) {
        return decision.action().map(action -> switch (action) {
            case Action.Grow grow -> grow.fills().isEmpty() ? "attach " + grow.attach().orElseThrow().device()
                    : "fill " + grow.fills().getFirst().networkInterface();
            case Action.Release release -> "release " + release.slots();
            case Action.Detach detach -> "detach " + detach.networkInterface();
        }).orElse("nothing");
    }
}
