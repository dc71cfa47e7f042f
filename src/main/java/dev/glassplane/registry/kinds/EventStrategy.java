package dev.glassplane.registry.kinds;

/** Events. */
final class EventStrategy implements Strategy {}
