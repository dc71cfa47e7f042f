package dev.glassplane.linux.bpf;

/** Why a program drops a packet: number and text as {@code cilium-dbg monitor} prints them ({@code cilium/cilium: pkg/monitor/api/drop.go}). */
public enum DropReason {
    INVALID_SOURCE_IP(132, "Invalid source ip"),
    FRAGMENTATION_NEEDED(136, "Fragmentation needed"),
    SERVICE_BACKEND_NOT_FOUND(158, "Service backend not found"),
    NO_MAPPING_FOR_NAT_MASQUERADE(167, "No mapping for NAT masquerade"),
    FIB_LOOKUP_FAILED(169, "FIB lookup failed"),
    IS_A_CLUSTERIP(174, "Is a ClusterIP"),
    DENIED_BY_LB_SRC_RANGE_CHECK(177, "Denied by LB src range check"),
    TTL_EXCEEDED(196, "TTL exceeded");

    private final int code;
    private final String text;

    DropReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** @return its number */
    public int code() {
        return code;
    }

    /** @return {@code Is a ClusterIP} */
    public String text() {
        return text;
    }
}
