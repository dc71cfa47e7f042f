package dev.glassplane.registry.kinds;

/** StatefulSets. */
final class StatefulSetStrategy implements Strategy {}
