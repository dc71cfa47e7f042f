package dev.glassplane.registry.kinds;

/** Leases. */
final class LeaseStrategy implements Strategy {}
