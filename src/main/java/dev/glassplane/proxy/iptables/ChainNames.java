package dev.glassplane.proxy.iptables;

import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.NameHash;
import dev.glassplane.proxy.ServicePortName;

/** Names of kube-proxy's chains; those of a Service port end in a hash of its name. */
final class ChainNames {

    static final String SERVICES = "KUBE-SERVICES";
    static final String EXTERNAL_SERVICES = "KUBE-EXTERNAL-SERVICES";
    static final String NODE_PORTS = "KUBE-NODEPORTS";
    static final String POSTROUTING = "KUBE-POSTROUTING";
    static final String MARK_MASQ = "KUBE-MARK-MASQ";
    static final String FORWARD = "KUBE-FORWARD";
    static final String PROXY_FIREWALL = "KUBE-PROXY-FIREWALL";
    static final String FIREWALL = "KUBE-FIREWALL";
    static final String CANARY = "KUBE-PROXY-CANARY";

    private static final int HASH_CHARACTERS = 16;

    private final String port;
    private final String hash;

    /** @param name of the Service port whose chains are named */
    ChainNames(ServicePortName name) {
        port = name + name.protocol().word();
        hash = NameHash.of(port, HASH_CHARACTERS);
    }

    /** Dispatch to endpoints of the cluster. */
    String cluster() {
        return "KUBE-SVC-" + hash;
    }

    /** Dispatch to endpoints of this node. */
    String local() {
        return "KUBE-SVL-" + hash;
    }

    /** Where external traffic comes in. */
    String external() {
        return "KUBE-EXT-" + hash;
    }

    /** Source ranges of the load balancer. */
    String firewall() {
        return "KUBE-FW-" + hash;
    }

    /** One endpoint. */
    String endpoint(EndpointView endpoint) {
        return "KUBE-SEP-" + NameHash.of(port + endpoint.text(), HASH_CHARACTERS);
    }
}
