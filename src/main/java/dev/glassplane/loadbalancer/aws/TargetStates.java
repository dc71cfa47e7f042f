package dev.glassplane.loadbalancer.aws;

import dev.glassplane.loadbalancer.aws.TargetEntry.Turn;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.loadbalancer.model.TargetHealth.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Health of the targets of a group over time (ELB user guides, "Health checks for target groups"): checks come at every interval from the registration on;
 * as many equal results in a row as the threshold says change the state. What matters is when the state would change if results stay as they are,
 * so nothing is written in between.
 *
 * @param check     how targets are checked
 * @param first     successes in a row that a new target needs: one for an ALB, the threshold for an NLB
 * @param draining  how long a deregistered target stays
 * @param idle      why no target of the group gets traffic, empty if they do
 * @param reachable whether the load balancer is in a zone
 * @param words     what the ELB API says of a failed check
 */
record TargetStates(HealthCheck check, int first, Duration draining, Optional<String> idle, Function<String, Boolean> reachable, Function<Probe, TargetHealth> words) {

    static final TargetHealth CHECKING = new TargetHealth(State.INITIAL, "Elb.InitialHealthChecking", "Initial health checks in progress");
    private static final TargetHealth DRAINING = new TargetHealth(State.DRAINING, "Target.DeregistrationInProgress", "Target deregistration is in progress");
    private static final String OTHER_ZONE = "Target is in an Availability Zone that is not enabled for the load balancer";

    /**
     * @param before  targets as they were, in any order
     * @param wanted  who should be registered
     * @param results what a health check finds now
     * @return targets as they are now, by address; among them those that drain
     */
    List<TargetEntry> advance(List<TargetEntry> before, List<Registration> wanted, Function<Registration, Probe> results, Instant now) {
        Map<String, TargetEntry> known = new LinkedHashMap<>();
        before.forEach(entry -> known.put(entry.target().key(), entry));
        List<TargetEntry> after = new ArrayList<>();
        for (Registration target : wanted) {
            TargetEntry old = known.remove(target.key());
            after.add(registered(target, Optional.ofNullable(old).filter(entry -> entry.health().state() != State.DRAINING), results, now));
        }
        known.values().forEach(entry -> leaving(entry, now).ifPresent(after::add));
        return after.stream().sorted(java.util.Comparator.comparing(TargetEntry::target)).toList();
    }

    /** @return when one of the targets changes by itself */
    Optional<Instant> due(List<TargetEntry> targets) {
        return targets.stream().flatMap(entry -> entry.health().state() == State.DRAINING ? Optional.of(entry.since().plus(draining)).stream()
                : entry.next().map(Turn::at).stream()).min(Instant::compareTo);
    }

    private Optional<TargetEntry> leaving(TargetEntry entry, Instant now) {
        return switch (entry.health().state()) {
            case DRAINING -> entry.since().plus(draining).isAfter(now) ? Optional.of(entry) : Optional.empty();
            case UNUSED -> Optional.empty();
            case INITIAL, HEALTHY, UNHEALTHY, UNHEALTHY_DRAINING, UNAVAILABLE -> draining.isZero() ? Optional.empty()
                    : Optional.of(new TargetEntry(entry.target(), DRAINING, now, Optional.empty()));
        };
    }

    private TargetEntry registered(Registration target, Optional<TargetEntry> old, Function<Registration, Probe> results, Instant now) {
        Optional<String> unused = idle.or(() -> target.zone().equals("all") || reachable.apply(target.zone()) ? Optional.empty() : Optional.of(OTHER_ZONE));
        if (unused.isPresent()) {
            return new TargetEntry(target, new TargetHealth(State.UNUSED, "Target.NotInUse", unused.get()), old.map(TargetEntry::since).orElse(now), Optional.empty());
        }
        TargetEntry entry = old.filter(found -> found.health().state() != State.UNUSED).orElseGet(() -> new TargetEntry(target, CHECKING, now, Optional.empty()));
        Probe result = results.apply(target);
        State heading = result == Probe.PASSES ? State.HEALTHY : State.UNHEALTHY;
        TargetHealth reached = result == Probe.PASSES ? TargetHealth.HEALTHY : words.apply(result);
        if (entry.health().state() == heading) {
            return new TargetEntry(target, reached, entry.since(), Optional.empty());
        }
        Turn turn = entry.next().filter(found -> found.to() == heading).orElseGet(() -> new Turn(heading, after(entry, heading, now)));
        return turn.at().isAfter(now) ? new TargetEntry(target, entry.health(), entry.since(), Optional.of(turn))
                : new TargetEntry(target, reached, entry.since(), Optional.empty());
    }

    /** The end of a row of equal results that begins with the next check. */
    private Instant after(TargetEntry entry, State heading, Instant now) {
        int needed = heading == State.UNHEALTHY ? check.unhealthyThreshold() : entry.health().state() == State.INITIAL ? first : check.healthyThreshold();
        long interval = Math.max(1, check.interval().toMillis());
        long passed = Math.max(0, Duration.between(entry.since(), now).toMillis());
        long next = Math.max(1, (passed + interval - 1) / interval);
        return entry.since().plusMillis((next + needed - 1) * interval);
    }
}
