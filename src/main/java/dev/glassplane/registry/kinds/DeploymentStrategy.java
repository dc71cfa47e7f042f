package dev.glassplane.registry.kinds;

/** Deployments. */
final class DeploymentStrategy implements Strategy {}
