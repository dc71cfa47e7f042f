/**
 * kube-proxy's IPVS mode ({@code kubernetes: pkg/proxy/ipvs/proxier.go, ipset.go}): virtual servers, the dummy device that makes their addresses
 * local, ipsets, and the iptables rules around them, for both families. Decides nothing about what a Service means;
 * {@link dev.glassplane.proxy.ServiceView} does.
 */
package dev.glassplane.proxy.ipvs;
