/**
 * Calico on a node: {@code FelixProgrammer} decides what is programmed when, {@code NodeTables} writes a node's devices and routes of its own,
 * {@code BlockTables} the routes to blocks, {@code PodWiring} what the CNI plugin makes for a pod, {@code StaticChains}, {@code DispatchChains} and
 * {@code EndpointChains} Felix's iptables chains. The counterparts are Felix, BIRD and the CNI plugin of {@code projectcalico/calico} v3.30.
 */
package dev.glassplane.cni.bgp;
