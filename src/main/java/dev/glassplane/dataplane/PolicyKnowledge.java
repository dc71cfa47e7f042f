package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Packet;
import dev.glassplane.store.ObjectKey;
import java.util.Locale;
import java.util.Optional;

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
