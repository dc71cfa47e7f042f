package dev.glassplane.registry.kinds;

/** Secrets. */
final class SecretStrategy implements Strategy {}
