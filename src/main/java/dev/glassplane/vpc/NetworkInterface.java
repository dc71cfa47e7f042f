package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An elastic network interface with its addresses and the pods that hold them: the object NetworkInterface of glassplane.dev/v1.
 *
 * @param id          for example {@code eni-0a1b...}: the object's name
 * @param node        node it is attached to
 * @param device      device number, 0 is the node's primary interface
 * @param subnet      subnet id
 * @param mac         hardware address
 * @param addresses   the primary first
 * @param attachedAt  when it was attached
 * @param availableAt from when on its addresses can be given out; the attachment takes until then
 * @param pausedUntil no more addresses are asked for before, after the subnet ran out of them
 */
public record NetworkInterface(String id, String node, int device, String subnet, String mac, List<Address> addresses,
                               Instant attachedAt, Instant availableAt, Optional<Instant> pausedUntil) {

    /** Resource in object keys. */
    public static final String RESOURCE = "networkinterfaces.glassplane.dev";

    public NetworkInterface {
        addresses = List.copyOf(addresses);
    }

    /**
     * @param ip           the address
     * @param primary      the interface's own address, which no pod gets
     * @param holder       the pod that has it
     * @param coolingUntil set after a pod gave it back: nobody gets it before
     */
    public record Address(Ip ip, boolean primary, Optional<Holder> holder, Optional<Instant> coolingUntil) {

        /** @return a secondary address that nobody holds */
        public static Address free(Ip ip) {
            return new Address(ip, false, Optional.empty(), Optional.empty());
        }

        /** @return the same address, held */
        public Address heldBy(Holder by) {
            return new Address(ip, primary, Optional.of(by), Optional.empty());
        }

        /** @return the same address, given back */
        public Address cooling(Instant until) {
            return new Address(ip, primary, Optional.empty(), Optional.of(until));
        }
    }

    /** A pod, by name and by the one incarnation that is meant. */
    public record Holder(String namespace, String name, String uid) {}

    /** @return the node's device, {@code eth0} for device number 0 */
    public String deviceName() {
        return "eth" + device;
    }

    /** @return the interface's own address */
    public Optional<Ip> primary() {
        return addresses.stream().filter(Address::primary).map(Address::ip).findFirst();
    }

    /** @return addresses that pods can have */
    public List<Address> secondaries() {
        return addresses.stream().filter(address -> !address.primary()).toList();
    }

    /** @return the same interface with other addresses */
    public NetworkInterface with(List<Address> others) {
        return new NetworkInterface(id, node, device, subnet, mac, others, attachedAt, availableAt, pausedUntil);
    }

    /** @return the same interface, which asks for no more addresses until then */
    public NetworkInterface pausedUntil(Optional<Instant> until) {
        return new NetworkInterface(id, node, device, subnet, mac, addresses, attachedAt, availableAt, until);
    }

    /** @return the same interface with another primary address and subnet */
    NetworkInterface moved(Ip primary, String toSubnet, List<Address> secondaries) {
        List<Address> all = new ArrayList<>();
        all.add(new Address(primary, true, Optional.empty(), Optional.empty()));
        all.addAll(secondaries);
        return new NetworkInterface(id, node, device, toSubnet, mac, all, attachedAt, availableAt, pausedUntil);
    }

    /** @return what the stored object says; wrong addresses are left out */
    static NetworkInterface of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        List<Address> addresses = Json.each(status, "addresses").flatMap(address -> address(address).stream()).toList();
        Instant attachedAt = Json.instant(status, "attachedAt").orElse(Instant.EPOCH);
        return new NetworkInterface(Json.text(object.path("metadata"), "name"), Json.text(spec, "node"),
                spec.path("deviceNumber").asInt(0), Json.text(spec, "subnet"), Json.text(spec, "macAddress"), addresses, attachedAt,
                Json.instant(status, "availableAt").orElse(attachedAt), Json.instant(status, "allocationPausedUntil"));
    }

    private static Optional<Address> address(JsonNode address) {
        String[] pod = Json.text(address, "pod").split("/", 2);
        Optional<Holder> holder = pod.length < 2 ? Optional.empty()
                : Optional.of(new Holder(pod[0], pod[1], Json.text(address, "podUID")));
        return Ip.tryParse(Json.text(address, "ip"))
                .map(ip -> new Address(ip, address.path("primary").booleanValue(false), holder, Json.instant(address, "coolingUntil")));
    }

    /** @return a new object as it is created */
    public ObjectNode toObject() {
        ObjectNode object = JsonNodeFactory.instance.objectNode().put("apiVersion", "glassplane.dev/v1").put("kind", "NetworkInterface");
        object.putObject("metadata").put("name", id);
        object.putObject("spec").put("node", node).put("deviceNumber", device).put("subnet", subnet).put("macAddress", mac);
        writeTo(object);
        return object;
    }

    /** Writes what changes over an interface's life into an existing object. */
    public ObjectNode writeTo(ObjectNode object) {
        ((ObjectNode) object.get("spec")).put("subnet", subnet);
        ObjectNode status = object.putObject("status").put("attachedAt", attachedAt.toString());
        if (!availableAt.equals(attachedAt)) {
            status.put("availableAt", availableAt.toString());
        }
        pausedUntil.ifPresent(until -> status.put("allocationPausedUntil", until.toString()));
        status.put("privateIPAddress", primary().map(Ip::toString).orElse(""));
        List<Address> secondaries = secondaries();
        status.put("secondaryAddresses", secondaries.size());
        status.put("assignedAddresses", (int) secondaries.stream().filter(address -> address.holder().isPresent()).count());
        ArrayNode list = status.putArray("addresses");
        for (Address address : addresses) {
            ObjectNode entry = list.addObject().put("ip", address.ip().toString());
            if (address.primary()) {
                entry.put("primary", true);
            }
            address.holder().ifPresent(pod -> entry.put("pod", pod.namespace() + "/" + pod.name()).put("podUID", pod.uid()));
            address.coolingUntil().ifPresent(until -> entry.put("coolingUntil", until.toString()));
        }
        return object;
    }
}
