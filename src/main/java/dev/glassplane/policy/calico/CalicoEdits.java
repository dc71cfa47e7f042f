package dev.glassplane.policy.calico;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.PolicyKnowledge.Edit;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.net.Packet;
import dev.glassplane.policy.edits.KubernetesEdits;
import dev.glassplane.policy.edits.OtherEnd;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.policy.model.PolicyReader;
import dev.glassplane.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Edits of the policies that deny a packet: a rule that allows it, before all others where rules are asked in order, or one policy less. */
final class CalicoEdits {

    /** Policies of Calico's own kinds that are edited. */
    private static final int POLICIES_MAX = 2;

    private CalicoEdits() {}

    /** @param denying policies of the tier that denies the packet, or the one that does */
    static List<Edit> of(List<FelixPolicy> denying, Direction direction, Packet packet, ClusterImage image) {
        List<NetworkPolicy> kubernetes = denying.stream().filter(policy -> !policy.ofCalico()).flatMap(policy -> image.object(policy.key()).stream())
                .map(stored -> PolicyReader.read(stored.key(), stored.object())).toList();
        List<Edit> edits = new ArrayList<>(KubernetesEdits.of(kubernetes, direction, packet, image, UnaryOperator.identity()));
        denying.stream().filter(FelixPolicy::ofCalico).limit(POLICIES_MAX).forEach(policy -> image.object(policy.key()).ifPresent(stored -> {
            edits.add(allow(stored, policy, direction, packet, OtherEnd.of(direction, packet, image)));
            edits.add(new Edit(policy.key(), kind(policy), Optional.empty(), ImageEdit.delete(policy.key()), "delete " + policy.name()));
        }));
        return edits;
    }

    private static String kind(FelixPolicy policy) {
        return policy.key().namespace().isEmpty() ? "GlobalNetworkPolicy" : "NetworkPolicy";
    }

    private static Edit allow(Stored stored, FelixPolicy policy, Direction direction, Packet packet, OtherEnd other) {
        boolean ingress = direction == Direction.INGRESS;
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = patch.putObject("spec").putArray(direction.word());
        ObjectNode rule = rules.addObject().put("action", "Allow").put("protocol", packet.protocol().name());
        peer(rule.putObject(ingress ? "source" : "destination"), other, policy);
        other.port().ifPresent(port -> {
            ObjectNode destination = ingress ? rule.putObject("destination") : (ObjectNode) rule.path("destination");
            destination.putArray("ports").add(Integer.parseInt(port));
        });
        stored.object().path("spec").path(direction.word()).forEach(rules::add);
        ObjectNode edited = stored.object().deepCopy();
        ((ObjectNode) edited.path("spec")).set(direction.word(), rules);
        return new Edit(policy.key(), kind(policy), Optional.of(patch), ImageEdit.put(policy.key(), edited), "let " + policy.name() + " allow, before its other rules, "
                + direction.word() + (ingress ? " from " : " to ") + other.words(policy.key()) + " on " + packet.protocol() + other.port().map(port -> " " + port).orElse(""));
    }

    private static void peer(ObjectNode end, OtherEnd other, FelixPolicy policy) {
        if (other.namespace().isEmpty()) {
            end.putArray("nets").add(other.ip().asCidr().toString());
            return;
        }
        end.put("selector", other.labels().isEmpty() ? "all()" : other.labels().entrySet().stream().map(label -> label.getKey() + " == '" + label.getValue() + "'")
                .collect(Collectors.joining(" && ")));
        if (!other.namespace().get().equals(policy.key().namespace())) {
            end.put("namespaceSelector", "projectcalico.org/name == '" + other.namespace().get() + "'");
        }
    }
}
