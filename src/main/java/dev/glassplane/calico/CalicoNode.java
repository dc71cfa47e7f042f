package dev.glassplane.calico;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A node as Calico sees it. What a Calico Node object holds stands in annotations of the Kubernetes Node, as with the Kubernetes datastore
 * ({@code projectcalico/calico: libcalico-go/lib/backend/k8s/resources/node.go}).
 *
 * @param name      node name
 * @param labels    node labels
 * @param ip        annotation {@code projectcalico.org/IPv4Address}, or what the Node reports before it is written
 * @param network   its subnet, from the same annotation
 * @param gateway   router of that subnet
 * @param asNumber  annotation {@code projectcalico.org/ASNumber}
 * @param clusterId annotation {@code projectcalico.org/RouteReflectorClusterID}: the node is a route reflector
 * @param ipip      annotation {@code projectcalico.org/IPv4IPIPTunnelAddr}
 * @param vxlan     annotation {@code projectcalico.org/IPv4VXLANTunnelAddr}
 * @param up        whether its agents run: the Node is Ready
 */
public record CalicoNode(String name, Map<String, String> labels, Ip ip, Cidr network, Ip gateway, Optional<Long> asNumber,
                         Optional<String> clusterId, Optional<Ip> ipip, Optional<Ip> vxlan, boolean up) {

    /** Annotation: address with prefix length. */
    public static final String ADDRESS = "projectcalico.org/IPv4Address";
    /** Annotation: address of tunl0. */
    public static final String IPIP_ADDRESS = "projectcalico.org/IPv4IPIPTunnelAddr";
    /** Annotation: address of vxlan.calico. */
    public static final String VXLAN_ADDRESS = "projectcalico.org/IPv4VXLANTunnelAddr";
    /** Annotation: AS number. */
    public static final String AS_NUMBER = "projectcalico.org/ASNumber";
    /** Annotation: id of the cluster of route reflectors that it is one of. */
    public static final String CLUSTER_ID = "projectcalico.org/RouteReflectorClusterID";
    private static final byte VTEP_FIRST_OCTET = 'f';
    private static final int VTEP_HASH_OCTETS = 5;

    public CalicoNode {
        labels = Map.copyOf(labels);
    }

    /** @return whether the address is on the node's link */
    public boolean onLink(Ip other) {
        return network.contains(other);
    }

    /** @return hardware address of vxlan.calico: {@code f} and the first octets of the name's SHA-1 ({@code felix/calc/vxlan_resolver.go}) */
    public String vtepMac() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(name.getBytes(StandardCharsets.UTF_8));
            StringJoiner mac = new StringJoiner(":").add(HexFormat.of().toHexDigits(VTEP_FIRST_OCTET));
            for (int i = 0; i < VTEP_HASH_OCTETS; i++) {
                mac.add(HexFormat.of().toHexDigits(hash[i]));
            }
            return mac.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
