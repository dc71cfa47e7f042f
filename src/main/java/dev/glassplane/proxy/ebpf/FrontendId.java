package dev.glassplane.proxy.ebpf;

import dev.glassplane.linux.bpf.L4;
import dev.glassplane.linux.bpf.Scope;
import dev.glassplane.linux.bpf.ServiceKey;
import dev.glassplane.net.Ip;
import dev.glassplane.net.IpPort;

/**
 * Identity of a frontend in the whole cluster: what gets one rev-NAT id, and what only one Service can have.
 *
 * @param ofNode   the node port on a node's own address: {@code address} is then unspecified, and each node puts its own in its place
 * @param address  address and port; port 0 in a wildcard
 * @param protocol {@link L4#ANY} in a wildcard
 * @param scope    who it is for
 */
record FrontendId(boolean ofNode, IpPort address, L4 protocol, Scope scope) implements Comparable<FrontendId> {

    static FrontendId wildcard(Ip address) {
        return new FrontendId(false, new IpPort(address, 0), L4.ANY, Scope.EXTERNAL);
    }

    /** @return whether it only catches unknown ports of its address: such a frontend has no id */
    boolean isWildcard() {
        return protocol == L4.ANY;
    }

    /** @return key of its slot 0 on a node where the address is this one */
    ServiceKey master(Ip here) {
        return ServiceKey.master(new IpPort(here, address.port()), protocol, scope);
    }

    @Override
    public int compareTo(FrontendId other) {
        return toString().compareTo(other.toString());
    }

    /** @return a text that no other frontend has */
    @Override
    public String toString() {
        return (ofNode ? "node " : "") + address + "/" + protocol + (scope == Scope.INTERNAL ? "/i" : "");
    }
}
