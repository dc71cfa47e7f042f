package dev.glassplane.linux.netfilter;

/** The tool that a table belongs to; both run on the same machine. */
public enum Dialect {
    IPTABLES, NFTABLES
}
