/**
 * The cloud network below the nodes: instance types and their limits, network interfaces, subnets, routes, and who answers for an address.
 * The real-world counterpart is Amazon EC2/VPC.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "net"})
package dev.glassplane.vpc;
