/**
 * kube-proxy's iptables mode: the chains and rules of {@code kubernetes: pkg/proxy/iptables/proxier.go} (v1.33) for both families. Decides
 * nothing about what a Service means; {@link dev.glassplane.proxy.ServiceView} does.
 */
package dev.glassplane.proxy.iptables;
