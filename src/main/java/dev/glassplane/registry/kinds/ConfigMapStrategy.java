package dev.glassplane.registry.kinds;

/** ConfigMaps. */
final class ConfigMapStrategy implements Strategy {}
