package dev.glassplane.registry.kinds;

/** Endpointss. */
final class EndpointsStrategy implements Strategy {}
