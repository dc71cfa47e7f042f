/**
 * Gives nodes their podCIDRs in networks that want them: the node IPAM controller of kube-controller-manager with
 * {@code --allocate-node-cidrs}. Which address a pod gets of its node's podCIDR is not decided here.
 */
package dev.glassplane.controller.nodeipam;
