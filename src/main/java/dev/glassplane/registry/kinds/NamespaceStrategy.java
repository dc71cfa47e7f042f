package dev.glassplane.registry.kinds;

/** Namespaces. */
final class NamespaceStrategy implements Strategy {}
