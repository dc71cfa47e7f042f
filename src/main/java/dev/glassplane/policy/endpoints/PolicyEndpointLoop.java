package dev.glassplane.policy.endpoints;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ControlLoop;
import dev.glassplane.image.LabelSelector;
import dev.glassplane.image.Pod;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.Policies;
import dev.glassplane.policy.model.PolicyPeer;
import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kind;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * The network policy controller of EKS: keeps the PolicyEndpoints of every policy, as long as ConfigMap kube-system/amazon-vpc-cni says so. A pod's
 * change concerns the policies that count it or counted it.
 */
@Component
@Order(940)
final class PolicyEndpointLoop implements ControlLoop {

    private static final Duration RETRY_DELAY = Duration.ofSeconds(15);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final WriteOptions BY = WriteOptions.by("amazon-network-policy-controller-k8s");
    private static final Logger LOG = LoggerFactory.getLogger(PolicyEndpointLoop.class);

    private final Objects objects;
    private final Policies policies;
    private final Kind kind;
    private final Map<ObjectKey, Set<ObjectKey>> counted = new HashMap<>();
    private final Set<ObjectKey> refused = new HashSet<>();
    private boolean on;

    PolicyEndpointLoop(Objects objects, Kinds kinds, Policies policies) {
        this.objects = objects;
        this.policies = policies;
        this.kind = kinds.named(PolicyEndpoints.RESOURCE);
    }

    @Override
    public String name() {
        return "network-policy-controller";
    }

    @Override
    public Optional<Instant> reconcile(ClusterDelta delta, ClusterImage image, Instant now) {
        boolean turned = on != ControllerSwitch.on(image);
        on = ControllerSwitch.on(image);
        if (!on) {
            counted.clear();
            refused.clear();
            return Optional.empty();
        }
        Set<ObjectKey> due = new TreeSet<>(refused);
        refused.clear();
        due.addAll(delta.full() || turned ? image.all(NetworkPolicy.RESOURCE).keySet() : concerned(delta, image));
        due.forEach(key -> policies.of(key, image).ifPresentOrElse(policy -> attempt(policy, image), () -> counted.remove(key)));
        return refused.isEmpty() ? Optional.empty() : Optional.of(now.plus(RETRY_DELAY));
    }

    private Set<ObjectKey> concerned(ClusterDelta delta, ClusterImage image) {
        Set<ObjectKey> concerned = new TreeSet<>();
        for (ObjectKey touched : delta.touched()) {
            switch (touched.resource()) {
                case NetworkPolicy.RESOURCE -> concerned.add(touched);
                case PolicyEndpoints.RESOURCE -> policies.in(touched.namespace(), image).stream().filter(policy ->
                        touched.name().startsWith(policy.key().name() + "-")).map(NetworkPolicy::key).forEach(concerned::add);
                case "namespaces" -> policies.all(image).stream().filter(policy -> peers(policy).anyMatch(peer -> peer.namespaces().isPresent()))
                        .map(NetworkPolicy::key).forEach(concerned::add);
                case "services" -> policies.all(image).stream().filter(policy -> reachesPods(policy, touched.namespace(), image))
                        .map(NetworkPolicy::key).forEach(concerned::add);
                case "pods" -> policies.all(image).stream().filter(policy -> !concerned.contains(policy.key()) && counts(policy, touched, image))
                        .map(NetworkPolicy::key).forEach(concerned::add);
                default -> { }
            }
        }
        return concerned;
    }

    private static Stream<PolicyPeer.Pods> peers(NetworkPolicy policy) {
        return Stream.concat(policy.ingress().stream(), policy.egress().stream()).flatMap(rule -> rule.peers().stream())
                .filter(PolicyPeer.Pods.class::isInstance).map(PolicyPeer.Pods.class::cast);
    }

    /** An egress rule about pods of the namespace opens its Services, by ports that any of its pods may name. */
    private static boolean reachesPods(NetworkPolicy policy, String namespace, ClusterImage image) {
        return policy.egress().stream().flatMap(rule -> rule.peers().stream()).anyMatch(peer -> peer instanceof PolicyPeer.Pods pods
                && speaksOf(pods, policy, namespace, image));
    }

    private static boolean speaksOf(PolicyPeer.Pods peer, NetworkPolicy policy, String namespace, ClusterImage image) {
        return peer.namespaces().map(selector -> selector.matches(Policies.labelsOf(namespace, image))).orElse(policy.key().namespace().equals(namespace));
    }

    private boolean counts(NetworkPolicy policy, ObjectKey key, ClusterImage image) {
        Pod pod = image.pods().get(key);
        return counted.getOrDefault(policy.key(), Set.of()).contains(key) || pod != null && (policy.selects(pod) || peers(policy).anyMatch(peer ->
                peer.pods().orElse(LabelSelector.ALL).matches(pod.labels()) && speaksOf(peer, policy, key.namespace(), image)))
                || policy.egress().stream().anyMatch(rule -> !rule.ports().isEmpty()) && reachesPods(policy, key.namespace(), image);
    }

    private void attempt(NetworkPolicy policy, ClusterImage image) {
        try {
            EndpointResolver resolver = new EndpointResolver(image, policy);
            PolicyEndpointPlan plan = PolicyEndpoints.plan(policy, image, resolver);
            counted.put(policy.key(), Set.copyOf(resolver.used()));
            plan.written().forEach(draft -> draft.existing().ifPresentOrElse(stored -> update(stored, draft.spec()), () -> create(policy, draft.spec())));
            plan.dropped().forEach(stored -> quietly(() -> objects.delete(kind, stored.key().namespace(), stored.key().name(), DeleteOptions.NOW)));
        } catch (ApiException e) {
            LOG.warn("{}: {} was refused, next try in {} s: {}", name(), policy.key(), RETRY_DELAY.toSeconds(), e.getMessage());
            refused.add(policy.key());
        }
    }

    private void create(NetworkPolicy policy, ObjectNode spec) {
        quietly(() -> objects.create(kind, policy.key().namespace(), PolicyEndpoints.fresh(policy, spec), BY));
    }

    private void update(Stored seen, ObjectNode spec) {
        if (!seen.object().path("spec").equals(spec)) {
            quietly(() -> objects.modify(kind, seen.key().namespace(), seen.key().name(), "", current -> {
                current.set("spec", spec);
                return current;
            }));
        }
    }

    /** Somebody else was faster: the next image shows it. */
    private static void quietly(Runnable write) {
        try {
            write.run();
        } catch (ApiException e) {
            if (e.code() != NOT_FOUND && e.code() != CONFLICT) {
                throw e;
            }
        }
    }
}
