/**
 * The network stack of one Linux host as data: netfilter, routing, connection tracking, and the order in which the kernel asks them. Each
 * kernel machine has its state (immutable), its one evaluator and its printers. Knows no Kubernetes, no Spring, no clock of its own.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"net"})
package dev.glassplane.linux;
