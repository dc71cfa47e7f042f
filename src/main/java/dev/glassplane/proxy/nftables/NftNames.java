package dev.glassplane.proxy.nftables;

import dev.glassplane.proxy.EndpointView;
import dev.glassplane.proxy.NameHash;
import dev.glassplane.proxy.ServicePortName;

/** Names of kube-proxy's chains, sets and maps; those of a Service port begin with what they are for and a hash of its name. */
final class NftNames {

    static final String TABLE = "kube-proxy";
    static final String CLUSTER_IPS = "cluster-ips";
    static final String NODE_PORT_IPS = "nodeport-ips";
    static final String NO_ENDPOINT_SERVICES = "no-endpoint-services";
    static final String NO_ENDPOINT_NODE_PORTS = "no-endpoint-nodeports";
    static final String FIREWALL_IPS = "firewall-ips";
    static final String SERVICE_IPS = "service-ips";
    static final String SERVICE_NODE_PORTS = "service-nodeports";
    static final String SERVICES = "services";
    static final String MASQUERADING = "masquerading";
    static final String MARK_FOR_MASQUERADE = "mark-for-masquerade";
    static final String REJECT = "reject-chain";
    static final String NODE_PORT_ENDPOINTS_CHECK = "nodeport-endpoints-check";
    static final String SERVICE_ENDPOINTS_CHECK = "service-endpoints-check";
    static final String FIREWALL_CHECK = "firewall-check";
    static final String CLUSTER_IPS_CHECK = "cluster-ips-check";

    private static final int HASH_CHARACTERS = 8;
    /** The longest name that nft takes, less the longest prefix that kube-proxy may put before. */
    private static final int BASE_CHARACTERS_MAX = 256 - 16;

    private final String port;
    private final String base;

    /** @param name of the Service port whose chains are named */
    NftNames(ServicePortName name) {
        port = name.namespace() + "/" + name.service() + "/" + name.protocol().word() + "/" + name.port();
        base = base(port);
    }

    /** Hash and name; a name that is too long loses its end. */
    private static String base(String name) {
        String base = NameHash.of(name, HASH_CHARACTERS) + "-" + name;
        return base.length() > BASE_CHARACTERS_MAX ? base.substring(0, BASE_CHARACTERS_MAX - 3) + "..." : base;
    }

    /** Dispatch to endpoints of the cluster. */
    String cluster() {
        return "service-" + base;
    }

    /** Dispatch to endpoints of this node. */
    String local() {
        return "local-" + base;
    }

    /** Where external traffic comes in. */
    String external() {
        return "external-" + base;
    }

    /** Source ranges of the load balancer. */
    String firewall() {
        return "firewall-" + base;
    }

    /** One endpoint. */
    String endpoint(EndpointView endpoint) {
        return "endpoint-" + endpointBase(endpoint);
    }

    /** Clients that stick to one endpoint. */
    String affinity(EndpointView endpoint) {
        return "affinity-" + endpointBase(endpoint);
    }

    /** The colons of an IPv6 address may not stand in a name. */
    private String endpointBase(EndpointView endpoint) {
        return base(port + "__" + endpoint.address().ip().toString().replace(':', '.') + "/" + endpoint.address().port());
    }
}
