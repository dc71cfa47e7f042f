/**
 * Which address a pod gets: the decision function of the VPC CNI address manager, and the loop that carries it out. Counterpart:
 * ipamd.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "vpc", "net"})
package dev.glassplane.ipam;
