package dev.glassplane.policy.edits;

import dev.glassplane.dataplane.PolicyKnowledge.Direction;
import dev.glassplane.dataplane.PolicyKnowledge.Edit;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.net.Packet;
import dev.glassplane.policy.model.NetworkPolicy;
import dev.glassplane.store.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Edits of NetworkPolicies: one rule more in the one that is about the fewest pods, or one policy less. */
public final class KubernetesEdits {

    /** Policies that get a rule, and policies that are taken away. */
    private static final int POLICIES_MAX = 2;
    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private KubernetesEdits() {}

    /**
     * @param isolating policies that isolate the pod
     * @param following adds to an edit what control loops make of it
     */
    public static List<Edit> of(List<NetworkPolicy> isolating, Direction direction, Packet packet, ClusterImage image, UnaryOperator<ImageEdit> following) {
        List<Edit> edits = new ArrayList<>();
        List<NetworkPolicy> narrow = isolating.stream().sorted(Comparator.comparingLong((NetworkPolicy policy) -> image.pods().values().stream().filter(policy::selects).count())
                .thenComparing(NetworkPolicy::key)).limit(POLICIES_MAX).toList();
        OtherEnd other = OtherEnd.of(direction, packet, image);
        narrow.forEach(policy -> image.object(policy.key()).ifPresent(stored -> edits.add(admit(stored.object(), policy, direction, packet, other, following))));
        narrow.forEach(policy -> edits.add(new Edit(policy.key(), "NetworkPolicy", Optional.empty(), following.apply(ImageEdit.delete(policy.key())),
                "delete NetworkPolicy " + policy.name())));
        return edits;
    }

    private static Edit admit(ObjectNode object, NetworkPolicy policy, Direction direction, Packet packet, OtherEnd other, UnaryOperator<ImageEdit> following) {
        boolean ingress = direction == Direction.INGRESS;
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ArrayNode rules = patch.putObject("spec").putArray(direction.word());
        object.path("spec").path(direction.word()).forEach(rules::add);
        ObjectNode rule = rules.addObject();
        peer(rule.putArray(ingress ? "from" : "to").addObject(), other, policy.key());
        other.port().ifPresent(port -> {
            ObjectNode entry = rule.putArray("ports").addObject().put("protocol", packet.protocol().name());
            if (port.chars().allMatch(Character::isDigit)) {
                entry.put("port", Integer.parseInt(port));
            } else {
                entry.put("port", port);
            }
        });
        ObjectNode edited = object.deepCopy();
        ((ObjectNode) edited.path("spec")).set(direction.word(), rules);
        return new Edit(policy.key(), "NetworkPolicy", Optional.of(patch), following.apply(ImageEdit.put(policy.key(), edited)), "let NetworkPolicy " + policy.name()
                + " allow " + direction.word() + (ingress ? " from " : " to ") + other.words(policy.key())
                + other.port().map(port -> " on " + packet.protocol() + " " + port).orElse(" on every protocol"));
    }

    private static void peer(ObjectNode peer, OtherEnd other, ObjectKey policy) {
        if (other.namespace().isEmpty()) {
            peer.putObject("ipBlock").put("cidr", other.ip().asCidr().toString());
            return;
        }
        if (!other.namespace().get().equals(policy.namespace())) {
            peer.putObject("namespaceSelector").putObject("matchLabels").put(NAME_LABEL, other.namespace().get());
        }
        ObjectNode selector = peer.putObject("podSelector");
        if (!other.labels().isEmpty()) {
            ObjectNode labels = selector.putObject("matchLabels");
            for (Map.Entry<String, String> label : other.labels().entrySet()) {
                labels.put(label.getKey(), label.getValue());
            }
        }
    }
}
