/**
 * The maps of Cilium's kube-proxy replacement as the kernel keeps them: names, sizes, keys and values with their exact bytes, the programs that
 * read them, and the tools that print them. Names and layouts are those that users see ({@code cilium/cilium: bpf/lib/common.h, bpf/lib/lb.h,
 * pkg/loadbalancer/maps/types.go}).
 */
@org.springframework.modulith.NamedInterface("bpf")
package dev.glassplane.linux.bpf;
