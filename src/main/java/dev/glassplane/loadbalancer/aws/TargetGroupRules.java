package dev.glassplane.loadbalancer.aws;

import dev.glassplane.registry.ApiException;
import dev.glassplane.registry.DeleteOptions;
import dev.glassplane.registry.Kinds;
import dev.glassplane.registry.Objects;
import dev.glassplane.store.Stored;
import java.util.List;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes the rules that targets need into their security groups, takes those away that nobody needs, and in the end the shared group. */
final class TargetGroupRules {

    /** Tells the controller's rules from those of others ({@code pkg/networking/networking_manager.go}). */
    static final String MARK = "elbv2.k8s.aws/targetGroupBinding=shared";
    private static final Logger LOG = LoggerFactory.getLogger(TargetGroupRules.class);

    private final Objects objects;
    private final Kinds kinds;

    TargetGroupRules(Objects objects, Kinds kinds) {
        this.objects = objects;
        this.kinds = kinds;
    }

    /**
     * @param needed rules by security group
     * @param sure   whether these are all; if not, none is taken away
     */
    void bring(SortedMap<String, List<Permission>> needed, boolean sure, Cloud cloud) {
        for (Stored group : cloud.image().all(Manifests.SECURITY_GROUPS).values()) {
            List<Permission> rules = needed.getOrDefault(group.key().name(), List.of());
            ArrayNode wanted = merged(group.object().path("spec").path("ingressRules"), rules, sure);
            if (!same(group.object().path("spec").path("ingressRules"), wanted)) {
                write(group, rules, sure);
            }
        }
        if (sure) {
            release(cloud);
        }
    }

    private void write(Stored group, List<Permission> rules, boolean sure) {
        try {
            objects.modify(kinds.named(Manifests.SECURITY_GROUPS), "", group.key().name(), "", object -> {
                ArrayNode merged = merged(object.path("spec").path("ingressRules"), rules, sure);
                object.withObject("/spec").set("ingressRules", merged);
                return object;
            });
        } catch (ApiException e) {
            LOG.warn("rules of targets were refused by security group {}: {}", group.key().name(), e.getMessage());
        }
    }

    private static boolean same(JsonNode present, ArrayNode wanted) {
        return present.equals(wanted) || present.isEmpty() && wanted.isEmpty();
    }

    private static ArrayNode merged(JsonNode present, List<Permission> rules, boolean sure) {
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        present.valueStream().filter(rule -> !marked(rule)).forEach(rule -> merged.add(rule.deepCopy()));
        ArrayNode ours = JsonNodeFactory.instance.arrayNode();
        rules.forEach(rule -> ours.add(Manifests.rule(rule, MARK)));
        if (!sure) {
            present.valueStream().filter(rule -> marked(rule) && ours.valueStream().noneMatch(rule::equals)).forEach(rule -> merged.add(rule.deepCopy()));
        }
        merged.addAll(ours);
        return merged;
    }

    private static boolean marked(JsonNode rule) {
        List<JsonNode> peers = Manifests.peers(rule);
        return !peers.isEmpty() && peers.stream().allMatch(peer -> peer.path("description").stringValue("").equals(MARK));
    }

    /** The shared group goes when no load balancer has it any more. */
    private void release(Cloud cloud) {
        String id = cloud.backendGroup();
        boolean there = cloud.vpc().filters().groups().containsKey(id);
        boolean needed = cloud.vpc().interfaces().values().stream().anyMatch(of -> of.attributes().groups().contains(id));
        if (there && !needed && objects.get(kinds.named(Manifests.SECURITY_GROUPS), "", id).filter(group ->
                Manifests.tag(group.object(), Manifests.RESOURCE_TAG).equals(Manifests.BACKEND)).isPresent()) {
            objects.delete(kinds.named(Manifests.SECURITY_GROUPS), "", id, DeleteOptions.NOW);
        }
    }
}
