/** netfilter: tables, chains, rules, their evaluator and the printers that spell them as iptables and nft do. */
@org.springframework.modulith.NamedInterface("netfilter")
package dev.glassplane.linux.netfilter;
