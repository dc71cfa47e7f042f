package dev.glassplane.registry.kinds;

/** ReplicaSets. */
final class ReplicaSetStrategy implements Strategy {}
