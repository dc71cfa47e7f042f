/**
 * Cluster addresses and node ports of Services. What is taken follows from the log, so a reset or a restart needs no repair; between a
 * choice and its write the address is reserved, so nobody gets it twice. Rules: {@code kubernetes/kubernetes:
 * pkg/registry/core/service/storage/alloc.go}, {@code ipallocator}, {@code portallocator}.
 */
package dev.glassplane.registry.allocation;
