/**
 * The programs of Cilium's datapath as functions of a packet and the maps ({@code cilium/cilium: bpf/bpf_sock.c, bpf_lxc.c, bpf_host.c, bpf_xdp.c,
 * lib/nodeport.h, lib/lb.h, lib/nat.h}). They change nothing but what the kernel's programs remember.
 */
package dev.glassplane.linux.bpf.program;
