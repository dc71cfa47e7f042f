package dev.glassplane.dataplane;

import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import java.util.Optional;
import java.util.Set;

/**
 * An agent that programs nodes: a pure function from views of the image to contributions. The node's state is the merge of
 * {@code program(cause, view, node)} over all programmers and causes; nothing else may influence it.
 *
 * @param <C> cause: the key of one unit of work, for example a Service; a value with equals. Where order matters (routes, devices) causes go
 *            by their natural order, or else by their text
 * @param <V> view: everything of the image that the unit reads; a value with equals
 */
public interface NodeProgrammer<C, V> {

    /** @return the agent's real name, for example {@code kube-proxy} */
    String component();

    /** @return whether this agent programs that node; asked again when facts about a node change or {@link #common} does */
    boolean runsOn(NodeFacts node, ClusterImage image);

    /** @return every cause in the image */
    Set<C> causes(ClusterImage image);

    /**
     * What every cause reads of the image beside its own objects: settings, counts. When the value changes, all causes are affected.
     *
     * @return a value with equals; quick to find, since every image is asked
     */
    default Object common(ClusterImage image) {
        return SAME_EVERYWHERE;
    }

    /**
     * Asked for a delta with the image before it and with the image after it; what either names counts, so that the cause of a deleted
     * object is found in the image that still has it.
     *
     * @return causes that the delta may have changed, added or removed; all of the image's if the delta is full. May return too many.
     */
    Set<C> affected(ClusterDelta delta, ClusterImage image);

    /** @return the view, empty if the cause is not (or no longer) in the image */
    Optional<V> view(C cause, ClusterImage image);

    /** @return names of the only nodes that can get anything of the cause; empty if any node can */
    default Optional<Set<String>> only(C cause, V view) {
        return Optional.empty();
    }

    /**
     * @return names of the only nodes for which {@link #reads} may answer otherwise than for the other nodes of their zone, so that one of those
     *         speaks for all of them; empty if any node may stand apart
     */
    default Optional<Set<String>> apart(C cause, V view) {
        return Optional.empty();
    }

    /**
     * @return what {@link #program} reads of the node, as a value with equals: nodes with equal answers share the contribution. Use
     *         {@link #SAME_EVERYWHERE} if it reads nothing: that answer for one node must be the answer for all.
     */
    Object reads(C cause, V view, NodeFacts node);

    /** @return the contribution; a function of the arguments alone */
    Contribution program(C cause, V view, NodeFacts node);

    /** Answer of {@link #reads} for contributions that are the same on every node. */
    Object SAME_EVERYWHERE = "same everywhere";
}
