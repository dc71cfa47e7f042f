/** Blocks of addresses and who gets which: pure functions of pools, blocks and a request ({@code projectcalico/calico: libcalico-go/lib/ipam}). */
@org.springframework.modulith.NamedInterface("ipam")
package dev.glassplane.calico.ipam;
