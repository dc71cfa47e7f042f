package dev.glassplane.linux.bpf;

/** The agents' programs that are modelled, with the kind of place that they attach to. */
public enum BpfProgram {
    /** connect(2): rewrites the destination. */
    SOCK_CONNECT("cil_sock4_connect", "cgroup"),
    /** sendmsg(2) of an unconnected socket. */
    SOCK_SENDMSG("cil_sock4_sendmsg", "cgroup"),
    /** recvmsg(2): names the service as the sender again. */
    SOCK_RECVMSG("cil_sock4_recvmsg", "cgroup"),
    /** getpeername(2): the same for a connected socket. */
    SOCK_GETPEERNAME("cil_sock4_getpeername", "cgroup"),
    /** Before anything else on a native device. */
    XDP_ENTRY("cil_xdp_entry", "xdp"),
    /** Packets that come in by a native device. */
    FROM_NETDEV("cil_from_netdev", "tc ingress"),
    /** Packets that leave by a native device. */
    TO_NETDEV("cil_to_netdev", "tc egress"),
    /** Packets that leave a pod. */
    FROM_CONTAINER("cil_from_container", "tc ingress"),
    /** Packets on their way into a pod. */
    TO_CONTAINER("cil_to_container", "tc egress"),
    /** Of the network policy agent: packets that leave a pod. */
    HANDLE_EGRESS("handle_egress", "tc ingress"),
    /** Of the network policy agent: packets on their way into a pod. */
    HANDLE_INGRESS("handle_ingress", "tc egress");

    private final String name4;
    private final String hook;

    BpfProgram(String name4, String hook) {
        this.name4 = name4;
        this.hook = hook;
    }

    /** @return its name; programs of the socket hooks exist once for each family */
    public String name(dev.glassplane.net.Family family) {
        return family == dev.glassplane.net.Family.IPV4 ? name4 : name4.replace("cil_sock4_", "cil_sock6_");
    }

    /** @return {@code cgroup}, {@code xdp}, {@code tc ingress} or {@code tc egress} */
    public String hook() {
        return hook;
    }
}
