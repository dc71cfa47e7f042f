package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ImageEdit;
import dev.glassplane.net.Packet;
import dev.glassplane.store.ObjectKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What NetworkPolicies mean for a pod, for those who explain packets and do not know policies. */
public interface PolicyKnowledge {

    /** Direction of traffic, seen from the pod that a policy selects. */
    enum Direction {
        INGRESS, EGRESS;

        /** @return {@code ingress} or {@code egress}, as the fields of a policy are called */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A cluster without policies. */
    PolicyKnowledge NONE = new PolicyKnowledge() {
        @Override
        public Standing standing(ObjectKey pod, Direction direction, ClusterImage image) {
            return new Standing.Silent();
        }

        @Override
        public Optional<Reason> reason(ObjectKey pod, Direction direction, Packet packet, ClusterImage image) {
            return Optional.empty();
        }
    };

    /** @return whether policies isolate the pod in this direction, and who sees to it */
    Standing standing(ObjectKey pod, Direction direction, ClusterImage image);

    /** @return why the one who enforces them lets a new connection's packet through at the pod or not; empty if nobody enforces anything there */
    Optional<Reason> reason(ObjectKey pod, Direction direction, Packet packet, ClusterImage image);

    /** @return edits of policies that may let a packet through which they do not let through at the pod; somebody else tries whether they do */
    default List<Edit> edits(ObjectKey pod, Direction direction, Packet packet, ClusterImage image) {
        return List.of();
    }

    /**
     * An edit that a user could make.
     *
     * @param object   what to edit
     * @param kind     its kind
     * @param patch    a merge patch of the object; empty to delete it
     * @param edit     that, and what control loops would make of it as far as the network reads it
     * @param sentence what it does, in words
     */
    record Edit(ObjectKey object, String kind, Optional<ObjectNode> patch, ImageEdit edit, String sentence) {}

    /** Whether policies isolate a pod, and who sees to it. */
    sealed interface Standing {

        /** No policy isolates it. */
        record Silent() implements Standing {}

        /** The node's tables see to it. */
        record Enforced() implements Standing {}

        /** Policies isolate it, and nobody sees to it; the sentence names them and says why. */
        record Ignored(String sentence) implements Standing {}

        /** Somebody sees to it, which is not modelled; the sentence cites the limit. */
        record NotModelled(String sentence) implements Standing {}
    }

    /**
     * @param allowed   whether a rule lets the packet through
     * @param byDefault whether no policy that isolates the pod has any rule for the direction
     * @param sentence  the rule that lets it through; or the policies that isolate the pod, and the rule that came nearest
     */
    record Reason(boolean allowed, boolean byDefault, String sentence) {}
}
