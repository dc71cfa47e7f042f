/**
 * Walks a packet over devices and explains each step. Reads the tables of one dataplane and nothing else.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"dataplane", "dns", "image", "loadbalancer", "loadbalancer::model", "loadbalancer::evaluate", "registry", "store", "linux::*", "vpc", "vpc::*", "net"})
package dev.glassplane.trace;
