/**
 * Calico's picture of the cluster: IP pools and their blocks, who speaks BGP with whom, and what follows from both. Owns the kinds of
 * {@code crd.projectcalico.org/v1}, hands out addresses, and prints what {@code calicoctl} and BIRD print. Programs no node: {@code cni} does.
 * Counterparts: calico-ipam, calico-node's start-up, calico-kube-controllers, confd and BIRD.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "vpc", "net"})
package dev.glassplane.calico;
