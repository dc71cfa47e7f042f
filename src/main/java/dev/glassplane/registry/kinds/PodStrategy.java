package dev.glassplane.registry.kinds;

/** Pods. */
final class PodStrategy implements Strategy {}
