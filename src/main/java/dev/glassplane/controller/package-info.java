/**
 * The control loops of a cluster: workloads, scheduling, kubelet, endpoints, namespaces, garbage collection, node lifecycle. Each
 * writes through the registry like any client. Counterparts: kube-controller-manager, kube-scheduler, kubelet.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "net"})
package dev.glassplane.controller;
