/**
 * Named sets of addresses, ports and combinations of them, which iptables rules ask ({@code torvalds/linux: net/netfilter/ipset}, revisions as of
 * Linux 6.18, printed as ipset 7.17 does): declarations and members as entries of a host, the test of a packet, and the printers.
 */
@org.springframework.modulith.NamedInterface("ipset")
package dev.glassplane.linux.ipset;
