/**
 * Security groups and network ACLs: what EC2 lets pass at a network interface and at the edge of a subnet. Pure functions of a packet; they know
 * nothing of objects or images.
 */
@org.springframework.modulith.NamedInterface("firewall")
package dev.glassplane.vpc.firewall;
