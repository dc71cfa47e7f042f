package dev.glassplane.image;

import java.util.Optional;

/**
 * The pod network of nodes, as their kubelets ask for it: a node is not ready before its CNI plugin is set up. Every bean of this type is asked; it
 * is a pure function of the image.
 */
public interface NodeNetwork {

    /** @return why the network's agent has not set up the node's CNI plugin, in its words; an empty text if it is still at it; empty if it is done */
    Optional<String> problem(Node node, ClusterImage image);

    /** @return whether an answer can change with objects of this resource, the Node itself aside */
    boolean reads(String resource);

    /** @return name of the agent, as events name their source */
    String agent();
}
