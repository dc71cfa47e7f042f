package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the cloud provider and kubelet fill in on a Node; what is there stays. */
final class NodeRegistration {

    static final String ZONE = "topology.kubernetes.io/zone";
    private static final String DEFAULT_REGION = "us-east-1";

    private NodeRegistration() {}

    /** Fills in labels and spec.providerID. */
    static ObjectNode labelled(ObjectNode node, InstanceType type, String zone, String instanceId) {
        ObjectNode metadata = (ObjectNode) node.get("metadata");
        ObjectNode labels = metadata.path("labels").isObject() ? (ObjectNode) metadata.get("labels") : metadata.putObject("labels");
        String name = Json.text(metadata, "name");
        putAbsent(labels, "beta.kubernetes.io/instance-type", type.name());
        putAbsent(labels, InstanceTypeAdmission.LABEL, type.name());
        putAbsent(labels, "kubernetes.io/hostname", name);
        if (!zone.isEmpty()) {
            putAbsent(labels, "failure-domain.beta.kubernetes.io/region", region(zone));
            putAbsent(labels, "failure-domain.beta.kubernetes.io/zone", zone);
            putAbsent(labels, "topology.kubernetes.io/region", region(zone));
            putAbsent(labels, ZONE, zone);
        }
        ObjectNode spec = node.path("spec").isObject() ? (ObjectNode) node.get("spec") : node.putObject("spec");
        putAbsent(spec, "providerID", "aws:///" + zone + "/" + instanceId);
        return node;
    }

    /**
     * Fills in addresses, capacity and allocatable.
     *
     * @param ipv6 the only InternalIP of a node in an IPv6 cluster, as kubelet's {@code --node-ip} makes it there
     */
    static ObjectNode reported(ObjectNode node, InstanceType type, int maxPods, String zone, Ip address, Optional<Ip> ipv6) {
        ObjectNode status = node.path("status").isObject() ? (ObjectNode) node.get("status") : node.putObject("status");
        boolean addressed = Json.each(status, "addresses").anyMatch(entry -> Json.text(entry, "type").equals("InternalIP"));
        if (!addressed) {
            ArrayNode addresses = status.path("addresses").isArray() ? (ArrayNode) status.get("addresses") : status.putArray("addresses");
            String dns = dnsName(address, zone);
            add(addresses, "InternalIP", ipv6.orElse(address).toString());
            add(addresses, "InternalDNS", dns);
            add(addresses, "Hostname", dns);
        }
        fill(status, "capacity", NodeResources.capacity(type, maxPods));
        fill(status, "allocatable", NodeResources.allocatable(type, maxPods));
        return node;
    }

    /** @return {@code ip-10-0-1-10.ec2.internal}; regions other than us-east-1 have {@code REGION.compute.internal} */
    private static String dnsName(Ip address, String zone) {
        String region = zone.isEmpty() ? DEFAULT_REGION : region(zone);
        return "ip-" + address.toString().replace('.', '-') + "." + (region.equals(DEFAULT_REGION) ? "ec2" : region + ".compute") + ".internal";
    }

    private static String region(String zone) {
        return zone.replaceFirst("[a-z]$", "");
    }

    private static void add(ArrayNode addresses, String type, String address) {
        addresses.addObject().put("type", type).put("address", address);
    }

    private static void fill(ObjectNode status, String field, Map<String, String> figures) {
        ObjectNode target = status.path(field).isObject() ? (ObjectNode) status.get(field) : status.putObject(field);
        figures.forEach((name, value) -> putAbsent(target, name, value));
    }

    private static void putAbsent(ObjectNode object, String field, String value) {
        JsonNode there = object.path(field);
        if (there.isMissingNode() || there.isNull() || there.isString() && there.stringValue().isEmpty()) {
            object.put(field, value);
        }
    }
}
