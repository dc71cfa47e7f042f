package dev.glassplane.registry.kinds;

/** Services. */
final class ServiceStrategy implements Strategy {}
