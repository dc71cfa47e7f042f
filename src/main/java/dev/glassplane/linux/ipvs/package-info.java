/**
 * The kernel's virtual servers (IPVS) as data: services and their real servers, the schedulers' exact rules, connections and what the tools
 * print. Source of the rules: {@code torvalds/linux: net/netfilter/ipvs}, Linux 6.12. The stack asks it at its hooks.
 */
@org.springframework.modulith.NamedInterface("ipvs")
package dev.glassplane.linux.ipvs;
