package dev.glassplane.loadbalancer.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.loadbalancer.model.TargetHealth.State;
import dev.glassplane.net.Ip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A target's life, checked every 10 seconds with thresholds of 3 and 2. */
class TargetStatesTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Registration WEB = new Registration("10.0.1.20", "", Ip.parse("10.0.1.20"), 8080, "us-east-1a", "demo/web");
    private static final HealthCheck CHECK = new HealthCheck("TCP", "traffic-port", "", "", Duration.ofSeconds(10), Duration.ofSeconds(10), 3, 2);
    private static final TargetHealth FAILED = new TargetHealth(State.UNHEALTHY, "Target.FailedHealthChecks", "Health checks failed");

    private TargetStates states = new TargetStates(CHECK, 3, Duration.ofSeconds(300), Optional.empty(), "us-east-1a"::equals, probe -> FAILED);
    private List<TargetEntry> targets = List.of();

    private TargetHealth at(int second, boolean registered, Probe probe) {
        targets = states.advance(targets, registered ? List.of(WEB) : List.of(), target -> probe, START.plusSeconds(second));
        return targets.isEmpty() ? null : targets.getFirst().health();
    }

    private Optional<Instant> due() {
        return states.due(targets);
    }

    @Test
    void aNewTargetIsHealthyAfterAsManyChecksAsTheThresholdSays() {
        assertThat(at(0, true, Probe.PASSES)).isEqualTo(new TargetHealth(State.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress"));
        assertThat(due()).contains(START.plusSeconds(30));
        assertThat(at(29, true, Probe.PASSES).state()).isEqualTo(State.INITIAL);
        assertThat(at(30, true, Probe.PASSES)).isEqualTo(TargetHealth.HEALTHY);
        assertThat(due()).isEmpty();
    }

    @Test
    void aFailureBetweenTwoChecksCountsFromTheNextOneOn() {
        at(0, true, Probe.PASSES);
        at(30, true, Probe.PASSES);
        assertThat(at(33, true, Probe.REFUSED).state()).isEqualTo(State.HEALTHY);
        assertThat(due()).contains(START.plusSeconds(50));
        assertThat(at(41, true, Probe.PASSES).state()).as("the row is broken").isEqualTo(State.HEALTHY);
        assertThat(due()).isEmpty();
        at(45, true, Probe.TIMEOUT);
        assertThat(at(60, true, Probe.TIMEOUT)).isEqualTo(FAILED);
        assertThat(at(61, true, Probe.PASSES)).isEqualTo(FAILED);
        assertThat(due()).contains(START.plusSeconds(90));
        assertThat(at(90, true, Probe.PASSES)).isEqualTo(TargetHealth.HEALTHY);
    }

    @Test
    void aTargetThatLeavesDrains() {
        at(0, true, Probe.PASSES);
        at(30, true, Probe.PASSES);
        assertThat(at(40, false, Probe.PASSES)).isEqualTo(new TargetHealth(State.DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress"));
        assertThat(due()).contains(START.plusSeconds(340));
        assertThat(at(339, false, Probe.PASSES).state()).isEqualTo(State.DRAINING);
        assertThat(at(340, false, Probe.PASSES)).isNull();
    }

    @Test
    void oneThatComesBackBeginsAnew() {
        at(0, true, Probe.PASSES);
        at(30, true, Probe.PASSES);
        at(40, false, Probe.PASSES);
        assertThat(at(50, true, Probe.PASSES).state()).isEqualTo(State.INITIAL);
        assertThat(due()).contains(START.plusSeconds(80));
    }

    @Test
    void aZoneWithoutANodeOfTheLoadBalancerIsNotInUse() {
        states = new TargetStates(CHECK, 3, Duration.ofSeconds(300), Optional.empty(), "us-east-1b"::equals, probe -> FAILED);
        assertThat(at(0, true, Probe.PASSES)).isEqualTo(new TargetHealth(State.UNUSED, "Target.NotInUse",
                "Target is in an Availability Zone that is not enabled for the load balancer"));
        assertThat(at(10, false, Probe.PASSES)).as("nothing is to be drained").isNull();
    }

    @Test
    void aSecondLookChangesNothing() {
        at(0, true, Probe.REFUSED);
        List<TargetEntry> before = targets;
        at(7, true, Probe.REFUSED);
        assertThat(targets).isEqualTo(before);
    }
}
