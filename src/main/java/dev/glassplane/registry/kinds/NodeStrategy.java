package dev.glassplane.registry.kinds;

import tools.jackson.databind.node.ObjectNode;

/** Nodes. */
final class NodeStrategy implements Strategy {

    /** Whoever creates a Node may set its status ({@code kubernetes/kubernetes: pkg/registry/core/node/strategy.go}). */
    @Override
    public void prepareCreate(ObjectNode object) {}
}
