package dev.glassplane.ipam;

import dev.glassplane.vpc.AwsNodeSettings;
import dev.glassplane.vpc.InstanceType;
import dev.glassplane.vpc.MaxPodsSettings;
import dev.glassplane.vpc.Subnet;
import dev.glassplane.vpc.Vpc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A plan that can be run.
 *
 * @param groups      nodes in order
 * @param vpc         the subnets, and what is in them before
 * @param steps       numbers of pods, the first at the start
 * @param lifetime    mean life of a pod, zero if pods stay
 * @param ramp        in which time a number of pods is reached
 * @param settings    to compare
 * @param duration    how long to watch
 * @param sample      time between two samples
 * @param maxPods     what kubelet is told
 * @param attachDelay how long attaching an interface takes
 * @param seed        of all draws
 */
record PlanSpec(List<Group> groups, Vpc vpc, List<Step> steps, Duration lifetime, Duration ramp, List<Setting> settings, Duration duration,
                Duration sample, MaxPodsSettings maxPods, Duration attachDelay, long seed) {

    PlanSpec {
        groups = List.copyOf(groups);
        steps = List.copyOf(steps);
        settings = List.copyOf(settings);
    }

    /** Nodes that are alike; {@code podSubnet} is that of their ENIConfig. */
    record Group(int count, InstanceType type, Subnet subnet, Optional<Subnet> podSubnet, OptionalInt maxPods) {}

    /** So many pods from a time on. */
    record Step(Duration at, int pods) {}

    /** An environment of aws-node. */
    record Setting(String name, Map<String, String> env, AwsNodeSettings settings) {}
}
