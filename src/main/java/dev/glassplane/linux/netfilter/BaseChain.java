package dev.glassplane.linux.netfilter;

/**
 * What makes a chain a base chain: the kernel enters it by itself.
 *
 * @param type     filter or nat (nat chains see only the first packet of a connection)
 * @param hook     where the kernel enters it
 * @param priority smaller runs earlier; iptables: raw -300, mangle -150, nat -100 (dst) or 100 (src), filter 0
 * @param accept   policy at the end of the chain: accept or drop
 */
public record BaseChain(Type type, Hook hook, int priority, boolean accept) {

    /** Kind of a base chain. */
    public enum Type {
        FILTER, NAT
    }
}
