package dev.glassplane.ipam;

import dev.glassplane.ipam.PlanAnswer.PodTrouble;
import dev.glassplane.ipam.PlanAnswer.Sample;
import dev.glassplane.ipam.PlanAnswer.SettingAnswer;
import dev.glassplane.ipam.PlanAnswer.SubnetLow;
import dev.glassplane.vpc.SubnetMap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is written down while a setting is simulated. */
final class SimulationRecord {

    private final Instant start;
    private final Map<Shortage, Long> waited = new EnumMap<>(Shortage.class);
    private final Map<SimulatedPod, Waiting> open = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, SubnetLow> lows = new LinkedHashMap<>();
    private Duration longest = Duration.ZERO;
    private PodTrouble firstWait;
    private PodTrouble firstFailure;
    private PodTrouble unscheduled;

    private record Waiting(Instant since) {}

    SimulationRecord(Instant start) {
        this.start = start;
    }

    void waits(SimulatedPod pod, Instant now, Optional<Shortage> why, Decision decision) {
        Shortage cause = why.orElse(Shortage.POOL_GROWING);
        waited.merge(cause, 1L, Long::sum);
        open.put(pod, new Waiting(now));
        if (firstWait == null) {
            firstWait = trouble(pod, now, cause.name(), cause.sentence(), decision.arithmetic());
        }
        if (firstFailure == null && !cause.passing()) {
            firstFailure = trouble(pod, now, cause.name(), cause.sentence(), decision.arithmetic());
        }
    }

    void unscheduled(SimulatedPod pod, Instant now) {
        if (unscheduled == null) {
            unscheduled = trouble(pod, now, "TOO_MANY_PODS", "every node has as many pods as kubelet admits", List.of());
        }
    }

    private PodTrouble trouble(SimulatedPod pod, Instant now, String cause, String why, List<String> arithmetic) {
        return new PodTrouble(seconds(Duration.between(start, now)), pod.number, pod.node == null ? "" : Integer.toString(pod.node.number), cause, why,
                arithmetic);
    }

    void addressed(SimulatedPod pod, Instant now) {
        Waiting waiting = open.remove(pod);
        if (waiting != null) {
            Duration took = Duration.between(waiting.since(), now);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
    }

    /** A pod that ended while it waited has waited too. */
    void ended(SimulatedPod pod, Instant now) {
        addressed(pod, now);
    }

    void sample(Instant now, List<SimulatedNode> nodes, int waiting, Map<String, Long> calls, Collection<SubnetMap> subnets) {
        int forPods = 0;
        int used = 0;
        int interfaces = 0;
        for (SimulatedNode node : nodes) {
            for (PoolInterface of : node.pool().interfaces()) {
                interfaces++;
                for (Slot slot : of.slots()) {
                    forPods += slot.size();
                    used += slot.assigned();
                }
            }
        }
        samples.add(new Sample(Duration.between(start, now).toSeconds(), forPods + interfaces, forPods, used, waiting, interfaces, sum(calls)));
        subnets.forEach(map -> lows.merge(map.subnet().id(), new SubnetLow(map.subnet().id(), map.free(), map.wholeBlocks()),
                (a, b) -> new SubnetLow(a.id(), Math.min(a.lowestFree(), b.lowestFree()), Math.min(a.lowestFreeBlocks(), b.lowestFreeBlocks()))));
    }

    SettingAnswer answer(PlanSpec.Setting setting, int maxPods, Map<String, Long> calls, long podsCreated, int waiting, int notStarted) {
        Instant end = start.plusSeconds(samples.getLast().at());
        open.values().forEach(of -> longest = Duration.between(of.since(), end).compareTo(longest) > 0 ? Duration.between(of.since(), end) : longest);
        return new SettingAnswer(setting.name(), setting.env(), setting.settings().remarks(), maxPods,
                samples.stream().mapToInt(Sample::held).max().orElse(0), mean(samples.stream().mapToLong(Sample::held).sum()),
                mean(samples.stream().mapToLong(Sample::used).sum()), samples.stream().mapToInt(Sample::interfaces).max().orElse(0),
                calls, sum(calls), podsCreated, waited, seconds(longest), waiting, firstWait, firstFailure, unscheduled, notStarted,
                List.copyOf(lows.values()), List.copyOf(samples));
    }

    private long mean(long sum) {
        return Math.round((double) sum / samples.size());
    }

    private static long sum(Map<String, Long> calls) {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    private static double seconds(Duration of) {
        return of.toMillis() / 1000.0;
    }
}
