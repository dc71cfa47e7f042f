package dev.glassplane.registry.kinds;

/** Nodes. */
final class NodeStrategy implements Strategy {}
