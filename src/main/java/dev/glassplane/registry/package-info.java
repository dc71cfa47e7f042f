/**
 * The one write path: kinds and their schemas, defaulting, validation, address allocation, patches, finalizers, preconditions. Whoever
 * changes an object, a client or a controller, comes through {@link dev.glassplane.registry.Objects}. The real-world counterpart is
 * kube-apiserver's {@code pkg/registry}.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"store", "net"})
package dev.glassplane.registry;
