package dev.glassplane.calico;

/** How packets between pods of different nodes travel: the two mode fields of an IPPool, of which one at most is not {@code Never}. */
public enum Encapsulation {
    /** As they are. */
    NONE,
    /** In an IPv4 packet of protocol 4. */
    IPIP,
    /** The same, but as they are between nodes of one subnet. */
    IPIP_CROSS_SUBNET,
    /** In a UDP datagram. */
    VXLAN,
    /** The same, but as they are between nodes of one subnet. */
    VXLAN_CROSS_SUBNET;

    /** Bytes that IPIP adds. */
    public static final int IPIP_OVERHEAD = 20;
    /** Bytes that VXLAN adds over IPv4. */
    public static final int VXLAN_OVERHEAD = 50;

    /** @return whether it needs {@code tunl0} */
    public boolean ipip() {
        return this == IPIP || this == IPIP_CROSS_SUBNET;
    }

    /** @return whether it needs {@code vxlan.calico} */
    public boolean vxlan() {
        return this == VXLAN || this == VXLAN_CROSS_SUBNET;
    }

    /** @return whether packets between these two nodes go without */
    public boolean plain(boolean sameSubnet) {
        return switch (this) {
            case NONE -> true;
            case IPIP_CROSS_SUBNET, VXLAN_CROSS_SUBNET -> sameSubnet;
            case IPIP, VXLAN -> false;
        };
    }

    /** @param ipip  {@code spec.ipipMode}
     *  @param vxlan {@code spec.vxlanMode}; both {@code Always}, {@code CrossSubnet} or {@code Never} */
    static Encapsulation of(String ipip, String vxlan) {
        return switch (ipip) {
            case "Always" -> IPIP;
            case "CrossSubnet" -> IPIP_CROSS_SUBNET;
            default -> switch (vxlan) {
                case "Always" -> VXLAN;
                case "CrossSubnet" -> VXLAN_CROSS_SUBNET;
                default -> NONE;
            };
        };
    }
}
