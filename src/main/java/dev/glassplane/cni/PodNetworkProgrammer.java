package dev.glassplane.cni;

import dev.glassplane.dataplane.NodeFacts;
import dev.glassplane.dataplane.NodeProgrammer;
import dev.glassplane.image.ClusterDelta;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.image.ClusterNetwork;
import dev.glassplane.image.PodNetwork;
import dev.glassplane.store.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/**
 * The agent of a pod network on every node: its DaemonSet tolerates every taint that keeps pods away. A cause is the key of a Node or of a Pod, or one
 * that the network adds. In a cluster with another pod network it does nothing.
 *
 * @param <V> view
 */
public abstract class PodNetworkProgrammer<V> implements NodeProgrammer<ObjectKey, V> {

    /** Resource of a Node's cause. */
    protected static final String NODES = "nodes";
    /** Resource of a Pod's cause. */
    protected static final String PODS = "pods";

    private final String component;
    private final PodNetwork network;

    /**
     * @param component the agent's real name
     * @param network   whose agent it is
     */
    protected PodNetworkProgrammer(String component, PodNetwork network) {
        this.component = component;
        this.network = network;
    }

    /** Adds causes beside Nodes and Pods. */
    protected void addCauses(ClusterImage image, Set<ObjectKey> causes) {}

    /** Adds what an object that changed may change beside its own cause, if it is a Node or a Pod. */
    protected abstract void addAffected(ObjectKey changed, ClusterImage image, Set<ObjectKey> affected);

    /** @return whether the cluster has this pod network */
    protected final boolean isHere(ClusterImage image) {
        return ClusterNetwork.of(image).is(network);
    }

    @Override
    public final String component() {
        return component;
    }

    @Override
    public final boolean runsOn(NodeFacts node, ClusterImage image) {
        return isHere(image);
    }

    @Override
    public final Set<ObjectKey> causes(ClusterImage image) {
        if (!isHere(image)) {
            return Set.of();
        }
        Set<ObjectKey> causes = new HashSet<>(image.nodes().keySet());
        causes.addAll(image.pods().keySet());
        addCauses(image, causes);
        return causes;
    }

    @Override
    public final Set<ObjectKey> affected(ClusterDelta delta, ClusterImage image) {
        if (delta.full() || !isHere(image)) {
            return causes(image);
        }
        Set<ObjectKey> affected = new HashSet<>();
        for (ObjectKey key : delta.touched()) {
            if (key.resource().equals(NODES) || key.resource().equals(PODS)) {
                affected.add(key);
            }
            addAffected(key, image, affected);
        }
        return affected;
    }
}
