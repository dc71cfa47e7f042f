/**
 * Flannel: {@link dev.glassplane.cni.vxlan.FlannelLoop} writes each node's lease into its annotations, {@code FlannelProgrammer} decides what is
 * programmed when, {@code NodeTables} writes a node's own devices and rules and the ways to the other nodes, {@code PodWiring} what the plugins
 * flannel and bridge make for a pod. The counterparts are {@code flannel-io/flannel} and {@code containernetworking/plugins}.
 */
package dev.glassplane.cni.vxlan;
