package dev.glassplane.linux.netfilter;

/** Words of {@code --ctstate}, in the order in which iptables prints them. */
public enum ConnectionStateWord {
    INVALID, NEW, RELATED, ESTABLISHED, UNTRACKED, SNAT, DNAT
}
