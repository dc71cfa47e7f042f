package dev.glassplane.net;

/**
 * What an outer packet carries.
 *
 * @param kind   how the inner packet is wrapped
 * @param id     network id (VNI), 0 where the kind has none
 * @param mac    hardware address that the inner frame is for, empty where the inner packet has no frame
 * @param packet the inner packet
 */
public record Tunnel(Kind kind, int id, String mac, Packet packet) {

    /** Kinds of tunnels. */
    public enum Kind {
        /** Outer IPv4 header, UDP, VXLAN header, inner Ethernet header. */
        VXLAN(50),
        /** Outer IPv4 header. */
        IPIP(20);

        private final int overhead;

        Kind(int overhead) {
            this.overhead = overhead;
        }

        /** @return bytes that the outer packet is longer than the inner one */
        public int overhead() {
            return overhead;
        }
    }
}
