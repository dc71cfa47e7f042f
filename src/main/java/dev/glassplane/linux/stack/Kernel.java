package dev.glassplane.linux.stack;

import dev.glassplane.linux.bpf.BpfMemory;
import java.util.Optional;

/**
 * The kernel under a network namespace: what all namespaces of a machine share. Programs of the socket hooks sit on cgroups, so those of the node
 * see what processes of its pods send.
 *
 * @param node the machine's own namespace, for a namespace of a pod; empty for the machine's own
 * @param bpf  what the programs of the machine remember; the walk adds to it
 */
public record Kernel(Optional<HostState> node, BpfMemory bpf) {}
