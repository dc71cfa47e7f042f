/**
 * What a Service means on a node, decided once, and one writer per proxy mode. Counterpart: kube-proxy.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"dataplane", "image", "registry", "store", "vpc", "linux::*", "net"})
package dev.glassplane.proxy;
