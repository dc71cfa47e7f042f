/**
 * kube-proxy's nftables mode: the table {@code kube-proxy} of {@code kubernetes: pkg/proxy/nftables/proxier.go} for both families, as 1.33 writes it
 * or as 1.34 to 1.36 do. Decides nothing about what a Service means; {@link dev.glassplane.proxy.ServiceView} does.
 */
package dev.glassplane.proxy.nftables;
