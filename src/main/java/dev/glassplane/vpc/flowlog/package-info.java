/** VPC flow logs: what EC2 would write at a network interface of the packets that cross it. */
@org.springframework.modulith.NamedInterface("flowlog")
package dev.glassplane.vpc.flowlog;
