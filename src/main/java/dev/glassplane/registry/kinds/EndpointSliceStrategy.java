package dev.glassplane.registry.kinds;

/** EndpointSlices. */
final class EndpointSliceStrategy implements Strategy {}
