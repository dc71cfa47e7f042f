/**
 * The eBPF mode: Cilium's kube-proxy replacement beside the AWS VPC CNI (CNI chaining, native routing). Writes the entries of Cilium's load
 * balancer maps and says which programs are attached where. What a Service means is decided by {@link dev.glassplane.proxy.ServiceView}; where
 * Cilium decides otherwise than kube-proxy, it is decided here and listed in docs/mode-differences.md. The machine that owns the maps is
 * {@code linux.bpf}.
 */
package dev.glassplane.proxy.ebpf;
