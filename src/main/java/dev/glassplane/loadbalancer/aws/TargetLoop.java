package dev.glassplane.loadbalancer.aws;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.loadbalancer.LoadBalancerSources;
import dev.glassplane.loadbalancer.LoadBalancers;
import dev.glassplane.loadbalancer.model.HealthCheck;
import dev.glassplane.loadbalancer.model.LoadBalancer;
import dev.glassplane.loadbalancer.model.Provider;
import dev.glassplane.loadbalancer.model.TargetGroup;
import dev.glassplane.loadbalancer.model.TargetHealth;
import dev.glassplane.registry.EventRecorder;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import dev.glassplane.vpc.CloudIds;
import dev.glassplane.vpc.Vpc;
import dev.glassplane.vpc.VpcFabric;
import dev.glassplane.vpc.VpcFabricSource;
import dev.glassplane.vpc.VpcReader;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;

/**
 * Keeps the targets of TargetGroupBindings with their health, the rules that targets need in their security groups, and the readiness gates of pods. Stands for
 * the controller and for Elastic Load Balancing, which checks the targets.
 */
@Component
@Order(960)
class TargetLoop implements ControlLoop {

    private static final String COMPONENT = "targetGroupBinding";
    private static final Duration DRAINING = Duration.ofSeconds(300);
    private static final String DELAY = "deregistration_delay.timeout_seconds";
    private static final String NOT_USED = "Target group is not configured to receive traffic from the load balancer";
    private static final HealthCheck DEFAULT_CHECK = new HealthCheck("TCP", HealthCheck.TRAFFIC_PORT, "", "", Duration.ofSeconds(30), Duration.ofSeconds(10), 5, 2);

    private final Objects objects;
    private final Kinds kinds;
    private final EventRecorder events;
    private final VpcReader reader;
    private final VpcFabricSource fabrics;
    private final LoadBalancerSources sources;
    private final CloudIds ids;
    private final TargetGroupRules rules;
    private final ReadinessGates gates;

    TargetLoop(Objects objects, Kinds kinds, EventRecorder events, VpcReader reader, VpcFabricSource fabrics, LoadBalancerSources sources, CloudIds ids) {
        this.objects = objects;
        this.kinds = kinds;
        this.events = events;
        this.reader = reader;
        this.fabrics = fabrics;
        this.sources = sources;
        this.ids = ids;
        this.rules = new TargetGroupRules(objects, kinds);
        this.gates = new ReadinessGates(objects, kinds);
    }

    @Override
    public String name() {
        return "target-group-binding";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        gates.see(delta, image);
        boolean anything = !image.all(Binding.RESOURCE).isEmpty() || delta.touches(Binding.RESOURCE) || delta.touches(Manifests.SECURITY_GROUPS);
        if (!anything || !ClusterNetwork.of(image).is(PodNetwork.VPC)) {
            return Optional.empty();
        }
        return new Run(image, now).work();
    }

    /** A target group with the load balancer that uses it. */
    private record Used(LoadBalancer loadBalancer, TargetGroup group) {}

    /** One run on one image. */
    private final class Run {

        private final ClusterImage image;
        private final Instant now;
        private final Cloud cloud;
        private final Registrations registrations;
        private final TargetProbe probe;
        private final Map<String, Used> used = new HashMap<>();
        private Optional<Instant> due = Optional.empty();

        Run(ClusterImage image, Instant now) {
            this.image = image;
            this.now = now;
            Vpc vpc = reader.of(image);
            VpcFabric fabric = fabrics.of(image);
            cloud = Cloud.of(image, vpc, ids);
            registrations = new Registrations(image, vpc);
            probe = new TargetProbe(image, fabric, registrations);
            LoadBalancers all = sources.of(image);
            all.all().forEach(each -> each.targetGroups().values().stream().filter(group -> group.arn().isPresent())
                    .forEach(group -> used.put(group.name(), new Used(each, group))));
        }

        Optional<Instant> work() {
            TargetRules needed = new TargetRules(cloud);
            boolean sure = true;
            Map<Binding, List<TargetEntry>> targets = new HashMap<>();
            for (Binding binding : Binding.all(image)) {
                List<Registration> wanted = registrations.of(binding);
                targets.put(binding, keep(binding, wanted));
                try {
                    needed.add(binding, wanted);
                } catch (DeployFailure e) {
                    sure = false;
                    warn(binding, "FailedNetworkReconcile", e.getMessage());
                }
            }
            rules.bring(needed.rules(), sure, cloud);
            gates.write(targets, image, now);
            return due;
        }

        private List<TargetEntry> keep(Binding binding, List<Registration> wanted) {
            Optional<Used> use = Optional.ofNullable(used.get(binding.targetGroup()));
            if (use.isEmpty() && binding.owned()) {
                return binding.targets(); // its load balancer cannot be built as the objects are now, so it stays as it is
            }
            if (registrations.port(binding).isEmpty()) {
                warn(binding, "BackendNotFound", "backend not found: " + missing(binding));
            }
            TargetStates states = states(use);
            List<TargetEntry> after = states.advance(binding.targets(), wanted, target -> probe.of(target, states.check(), use.orElseThrow().loadBalancer()), now);
            states.due(after).ifPresent(at -> due = due.filter(other -> other.isBefore(at)).or(() -> Optional.of(at)));
            write(binding, after);
            return after;
        }

        private String missing(Binding binding) {
            return image.service(binding.key().namespace(), binding.service()).isEmpty() ? "Service \"" + binding.service() + "\" not found"
                    : "unable to find port " + binding.port() + " on service " + binding.key().namespace() + "/" + binding.service();
        }

        private TargetStates states(Optional<Used> use) {
            HealthCheck check = use.flatMap(of -> of.group().healthCheck()).orElse(DEFAULT_CHECK);
            boolean alb = use.filter(of -> of.loadBalancer().provider() == Provider.ALB).isPresent();
            Duration draining = use.map(of -> of.group().attributes().get(DELAY)).filter(text -> text.matches("[0-9]{1,4}"))
                    .map(text -> Duration.ofSeconds(Long.parseLong(text))).orElse(DRAINING);
            return new TargetStates(check, alb ? 1 : check.healthyThreshold(), draining, use.isPresent() ? Optional.empty() : Optional.of(NOT_USED),
                    zone -> use.isPresent() && use.get().loadBalancer().nodes().stream().anyMatch(node -> node.zone().equals(zone)), found -> failed(found, alb));
        }

        private void write(Binding binding, List<TargetEntry> after) {
            Stored stored = image.object(binding.key()).orElseThrow();
            long generation = stored.object().path("metadata").path("generation").asLong(1);
            boolean seen = stored.object().path("status").path("observedGeneration").asLong(0) == generation;
            if (seen && after.equals(binding.targets()) && stored.object().path("status").has("targets")) {
                return;
            }
            objects.modify(kinds.named(Binding.RESOURCE), binding.key().namespace(), binding.key().name(), "status", object -> {
                var status = object.putObject("status").put("observedGeneration", generation);
                ArrayNode list = status.putArray("targets");
                after.forEach(entry -> entry.writeTo(list.addObject()));
                return object;
            });
        }

        private void warn(Binding binding, String reason, String message) {
            image.object(binding.key()).ifPresent(stored -> events.record(kinds.named(Binding.RESOURCE), stored.object(), COMPONENT, "", EventRecorder.WARNING,
                    reason, message));
        }
    }

    /** Only ALBs tell why a check failed (ELB API reference, {@code TargetHealth}). */
    private static TargetHealth failed(Probe found, boolean alb) {
        String reason = !alb ? "Target.FailedHealthChecks" : switch (found) {
            case TIMEOUT -> "Target.Timeout";
            case UNAVAILABLE -> "Target.ResponseCodeMismatch";
            case REFUSED, PASSES -> "Target.FailedHealthChecks";
        };
        return new TargetHealth(TargetHealth.State.UNHEALTHY, reason, alb ? found.description() : Probe.REFUSED.description());
    }
}
