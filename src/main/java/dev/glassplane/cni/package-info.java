/**
 * How a pod is wired into its node: links, routes, policy rules, source NAT. One sub-package per pod network. Counterparts:
 * aws-node, flannel, Calico.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calico", "calico::*", "dataplane", "image", "policy::calico", "registry", "store", "linux::*", "vpc", "net"})
package dev.glassplane.cni;
