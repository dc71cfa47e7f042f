package dev.glassplane.cni.vxlan;

import dev.glassplane.cni.Devices;
import dev.glassplane.image.Node;
import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A node's subnet, as flanneld there publishes it in annotations of its Node ({@code flannel-io/flannel: pkg/subnet/kube}).
 *
 * @param subnet   the node's podCIDR
 * @param publicIp where other nodes send to
 * @param backend  annotation backend-type
 * @param vtepMac  hardware address of its VXLAN device, empty with another backend
 */
record Lease(Cidr subnet, Ip publicIp, String backend, String vtepMac) {

    private static final String PREFIX = "flannel.alpha.coreos.com/";
    private static final String BACKEND_DATA = PREFIX + "backend-data";
    private static final String BACKEND_TYPE = PREFIX + "backend-type";
    private static final String MANAGED = PREFIX + "kube-subnet-manager";
    private static final String PUBLIC_IP = PREFIX + "public-ip";
    private static final String OVERWRITE = PREFIX + "public-ip-overwrite";

    /** @return the lease of the node; empty if it has none, or one that no flanneld could read */
    static Optional<Lease> of(Node node) {
        Map<String, String> annotations = node.annotations();
        Optional<Ip> publicIp = Ip.tryParse(annotations.getOrDefault(PUBLIC_IP, ""));
        if (!annotations.getOrDefault(MANAGED, "").equals("true") || publicIp.isEmpty()) {
            return Optional.empty();
        }
        String backend = annotations.getOrDefault(BACKEND_TYPE, "");
        Optional<String> mac = vtepMac(annotations.getOrDefault(BACKEND_DATA, ""));
        boolean readable = !backend.equals(FlannelConfiguration.Backend.VXLAN.word()) || mac.isPresent();
        return FlannelAddresses.podCidr(node).filter(_ -> readable).map(cidr -> new Lease(cidr, publicIp.get(), backend, mac.orElse("")));
    }

    private static Optional<String> vtepMac(String json) {
        try {
            JsonNode mac = JsonMapper.shared().readTree(json).path("VtepMAC");
            return Optional.of(mac.stringValue("")).filter(text -> text.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}"));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /**
     * @return the annotations that flanneld writes on the node when it starts; empty if it does not start there, since the node has no podCIDR of the
     *         network or no address yet
     */
    static Map<String, String> annotations(Node node, FlannelConfiguration configuration) {
        Optional<Ip> own = node.internalIps().stream().filter(Ip::isV4).findFirst();
        if (own.isEmpty() || FlannelAddresses.podCidr(node).filter(configuration.network()::contains).isEmpty()) {
            return Map.of();
        }
        String mac = of(node).map(Lease::vtepMac).filter(text -> !text.isEmpty()).orElseGet(() -> Devices.mac("flannel/" + node.name()));
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(BACKEND_DATA, configuration.backend() == FlannelConfiguration.Backend.VXLAN
                ? "{\"VNI\":" + configuration.vni() + ",\"VtepMAC\":\"" + mac + "\"}" : "null");
        annotations.put(BACKEND_TYPE, configuration.backend().word());
        annotations.put(MANAGED, "true");
        annotations.put(PUBLIC_IP, Ip.tryParse(node.annotations().getOrDefault(OVERWRITE, "")).orElse(own.get()).toString());
        return annotations;
    }
}
