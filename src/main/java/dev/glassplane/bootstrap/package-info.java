/**
 * Brings a fresh cluster up: seeds its first objects through the registry, waits until the control loops and the dataplane have settled,
 * and tells the person at the keyboard what to do next. Also answers what the emulation covers. Counterparts: {@code eksctl create cluster}, kubeadm.
 */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"image", "registry", "store", "dataplane", "vpc", "net"})
package dev.glassplane.bootstrap;
