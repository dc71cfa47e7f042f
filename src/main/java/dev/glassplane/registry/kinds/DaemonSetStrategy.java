package dev.glassplane.registry.kinds;

/** DaemonSets. */
final class DaemonSetStrategy implements Strategy {}
