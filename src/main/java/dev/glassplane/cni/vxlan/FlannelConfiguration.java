package dev.glassplane.cni.vxlan;

import dev.glassplane.net.Cidr;

/**
 * What of {@code net-conf.json} and {@code cni-conf.json} decides ({@code flannel-io/flannel: Documentation/configuration.md, backends.md}).
 *
 * @param network        Network: the prefix of all pods
 * @param backend        Backend.Type
 * @param vni            Backend.VNI
 * @param port           Backend.Port; the kernel's 8472 if it is not set
 * @param directRouting  Backend.DirectRouting: nodes of the same subnet are reached by a plain route
 * @param learning       Backend.Learning
 * @param mtu            Backend.MTU of the outer packets; that of the node's interface if it is not set
 * @param hairpin        hairpinMode of the bridge plugin
 * @param defaultGateway isDefaultGateway of the bridge plugin: pods have a default route
 */
record FlannelConfiguration(Cidr network, Backend backend, int vni, int port, boolean directRouting, boolean learning, int mtu, boolean hairpin,
                            boolean defaultGateway) {

    /** MTU of an EC2 instance's interface. */
    static final int INTERFACE_MTU = 9001;
    /** Outer Ethernet header aside: IPv4 20, UDP 8, VXLAN 8, inner Ethernet 14. */
    static final int OVERHEAD = 50;
    static final int DEFAULT_VNI = 1;
    /** What Linux took before there was a standard port. */
    static final int DEFAULT_PORT = 8472;

    /** How packets get to another node. */
    enum Backend {
        VXLAN("vxlan"), HOST_GW("host-gw");

        private final String word;

        Backend(String word) {
            this.word = word;
        }

        /** @return the value of Backend.Type, and of the annotation backend-type */
        String word() {
            return word;
        }
    }

    /** @return what Flannel's manifest installs */
    static FlannelConfiguration usual(Cidr network) {
        return new FlannelConfiguration(network, Backend.VXLAN, DEFAULT_VNI, DEFAULT_PORT, false, false, INTERFACE_MTU, true, true);
    }

    /** @return name of the VXLAN device */
    String device() {
        return "flannel." + vni;
    }

    /** @return MTU of pods, their bridge and the VXLAN device: FLANNEL_MTU of {@code /run/flannel/subnet.env} */
    int podMtu() {
        return backend == Backend.VXLAN ? mtu - OVERHEAD : INTERFACE_MTU;
    }
}
