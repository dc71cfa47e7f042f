/**
 * What the agents of each node programmed: contributions per cause, merged into a {@link dev.glassplane.dataplane.NodeState} per node, and
 * published as one {@link dev.glassplane.dataplane.Dataplane} per image. The definition is the full recompute; increments must equal it.
 * Also the table dumps. Decides nothing about Services or pods: programmers do.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "linux::*", "net"})
package dev.glassplane.dataplane;
