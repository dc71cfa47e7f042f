package dev.glassplane.scenarios;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Family;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.InterfaceLabels;
import dev.glassplane.vpc.NetworkInterface;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Scenarios of IPv6 clusters: the Cluster object says {@code ipFamily: ipv6}. A node's InternalIP is its IPv6 address; annotation {@code scenario/ipv4} is the IPv4
 * address of its interface, {@code scenario/public-ipv4} the one that stands for it outside. Pods have addresses of the /80 of their node.
 */
final class ScenarioIpv6 {

    static final String IPV4 = "scenario/ipv4";
    private static final String PUBLIC_IPV4 = "scenario/public-ipv4";

    private ScenarioIpv6() {}

    /** @return whose addresses pods have */
    static Family family(List<ObjectNode> objects) {
        boolean six = objects.stream().anyMatch(object -> object.path("kind").asString("").equals("Cluster") && object.path("spec").path("ipFamily").asString("").equals("ipv6"));
        return six ? Family.IPV6 : Family.IPV4;
    }

    /** @return the interface of a node that its pods have their addresses of */
    static ObjectNode attached(ObjectNode node, List<ObjectNode> pods, String subnet) {
        String name = node.path("metadata").path("name").asString();
        JsonNode annotations = node.path("metadata").path("annotations");
        List<NetworkInterface.Address> used = pods.stream().map(pod -> NetworkInterface.Address.free(Ip.parse(pod.path("status").path("podIP").asString()))
                .heldBy(new NetworkInterface.Holder(pod.path("metadata").path("namespace").asString("default"), pod.path("metadata").path("name").asString(),
                        pod.path("metadata").path("uid").asString()))).sorted(Comparator.comparing(NetworkInterface.Address::ip)).toList();
        List<NetworkInterface.Prefix> prefixes = used.stream().limit(1)
                .map(address -> new NetworkInterface.Prefix(Cidr.parse(address.ip() + "/" + NetworkInterface.IPV6_PREFIX), used)).toList();
        return new NetworkInterface("eni-" + name, name, 0, subnet, String.format("02:00:00:00:%02x:00", name.hashCode() & 0xff),
                List.of(primary(annotations.path(IPV4).asString()), primary(node.path("status").path("addresses").path(0).path("address").asString())), prefixes,
                Instant.EPOCH, Instant.EPOCH, NetworkInterface.Agent.NONE)
                .with(new InterfaceLabels("", Map.of(), Ip.tryParse(annotations.path(PUBLIC_IPV4).asString("")))).toObject();
    }

    private static NetworkInterface.Address primary(String ip) {
        return new NetworkInterface.Address(Ip.parse(ip), true, Optional.empty(), Optional.empty());
    }
}
