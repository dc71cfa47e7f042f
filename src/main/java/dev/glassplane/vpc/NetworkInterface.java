package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An elastic network interface with its addresses and the pods that hold them: the object NetworkInterface of glassplane.dev/v1.
 *
 * @param id          for example {@code eni-0a1b...}: the object's name
 * @param node        node it is attached to; empty for one of something else in the VPC, such as a database
 * @param device      device number, 0 is the node's primary interface
 * @param subnet      subnet id
 * @param mac         hardware address
 * @param addresses   single addresses, the primary first; in an IPv6 cluster the interface's own IPv6 address is among them
 * @param prefixes    /28 prefixes, or the one /80 of an IPv6 cluster
 * @param attachedAt  when it was attached
 * @param availableAt from when on its addresses can be given out; the attachment takes until then
 * @param agent       what aws-node of the node remembers; on the primary interface
 * @param attributes  what can be set on it
 */
public record NetworkInterface(String id, String node, int device, String subnet, String mac, List<Address> addresses, List<Prefix> prefixes,
                               Instant attachedAt, Instant availableAt, Agent agent, Attributes attributes) {

    /** Resource in object keys. */
    public static final String RESOURCE = "networkinterfaces.glassplane.dev";

    /** Length of the prefix of IPv6 addresses that EC2 delegates to an interface. */
    public static final int IPV6_PREFIX = 80;
    private static final String NO_MANAGE = "node.k8s.amazonaws.com/no_manage";

    public NetworkInterface {
        addresses = List.copyOf(addresses);
        prefixes = List.copyOf(prefixes);
    }

    /** An interface that the VPC CNI manages. */
    public NetworkInterface(String id, String node, int device, String subnet, String mac, List<Address> addresses, List<Prefix> prefixes,
                            Instant attachedAt, Instant availableAt, Agent agent) {
        this(id, node, device, subnet, mac, addresses, prefixes, attachedAt, availableAt, agent, Attributes.PLAIN);
    }

    /**
     * What can be set on an interface.
     *
     * @param groups          ids of its own security groups; empty if it has what {@link Vpc#groupsOf} says
     * @param sourceDestCheck whether only packets from and to its own addresses pass
     * @param managed         false if a tag keeps the VPC CNI away from it
     * @param role            what it is for
     * @param about           description, tags and public address
     */
    public record Attributes(List<String> groups, boolean sourceDestCheck, boolean managed, InterfaceRole role, InterfaceLabels about) {

        /** Nothing was set. */
        public static final Attributes PLAIN = new Attributes(List.of(), true, true, InterfaceRole.PLAIN, InterfaceLabels.NONE);

        public Attributes {
            groups = List.copyOf(groups);
        }
    }

    /** @return the public address that internet gateways map to its primary one */
    public Optional<Ip> publicIp() {
        return attributes.about().publicIp();
    }

    /** @return whether the VPC CNI gives its addresses to pods */
    public boolean managed() {
        return attributes.managed() && attributes.role() instanceof InterfaceRole.Plain;
    }

    /** @return whether the VPC CNI neither sets it up nor counts on it: tag {@code node.k8s.amazonaws.com/no_manage} */
    public boolean ignored() {
        return !attributes.managed();
    }

    /** @return whether it carries branch interfaces */
    public boolean trunk() {
        return attributes.role() instanceof InterfaceRole.Trunk;
    }

    /** @return what a pod's own interface has beside an ordinary one; its device number here is its VLAN id */
    public Optional<InterfaceRole.Branch> branch() {
        return attributes.role().branch();
    }

    /** @return the pod whose own interface it is, or was until it rests */
    public Optional<Holder> branchPod() {
        return addresses.stream().filter(address -> address.primary()).flatMap(address -> address.holder().stream()).findFirst();
    }

    /** @return the same interface for another purpose */
    public NetworkInterface withRole(InterfaceRole role) {
        return new NetworkInterface(id, node, device, subnet, mac, addresses, prefixes, attachedAt, availableAt, agent,
                new Attributes(attributes.groups(), attributes.sourceDestCheck(), attributes.managed(), role, attributes.about()));
    }

    /** @return the same interface with these security groups */
    public NetworkInterface withGroups(List<String> groups) {
        return new NetworkInterface(id, node, device, subnet, mac, addresses, prefixes, attachedAt, availableAt, agent,
                new Attributes(groups, attributes.sourceDestCheck(), attributes.managed(), attributes.role(), attributes.about()));
    }

    /** @return the same interface with this description, these tags and this public address */
    public NetworkInterface with(InterfaceLabels labels) {
        return new NetworkInterface(id, node, device, subnet, mac, addresses, prefixes, attachedAt, availableAt, agent,
                new Attributes(attributes.groups(), attributes.sourceDestCheck(), attributes.managed(), attributes.role(), labels));
    }

    /**
     * A delegated prefix: pods can have all its addresses.
     *
     * @param cidr aligned /28; of IPv6 a /80
     * @param used addresses that pods have or had, ascending
     */
    public record Prefix(Cidr cidr, List<Address> used) {
        public Prefix {
            used = List.copyOf(used);
        }
    }

    /**
     * What the address manager of the node remembers between its looks at the pool.
     *
     * @param pausedUntil no more addresses are asked for before, after the subnet ran out of them
     * @param shrunkAt    when addresses were last given back for being too many
     * @param prefixMode  whether it started with prefix delegation
     */
    public record Agent(Optional<Instant> pausedUntil, Optional<Instant> shrunkAt, boolean prefixMode) {

        /** Nothing to remember. */
        public static final Agent NONE = new Agent(Optional.empty(), Optional.empty(), false);
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

    /** @return the node's device, {@code eth0} for device number 0; that of the VLAN for a pod's own interface */
    public String deviceName() {
        return (branch().isPresent() ? "vlan.eth." : "eth") + device;
    }

    /** @return the interface's own IPv4 address */
    public Optional<Ip> primary() {
        return addresses.stream().filter(Address::primary).map(Address::ip).filter(Ip::isV4).findFirst();
    }

    /** @return the interface's own IPv6 address */
    public Optional<Ip> ipv6() {
        return addresses.stream().filter(Address::primary).map(Address::ip).filter(ip -> !ip.isV4()).findFirst();
    }

    /** @return the prefix of IPv6 addresses for pods */
    public Optional<Prefix> ipv6Prefix() {
        return prefixes.stream().filter(prefix -> !prefix.cidr().network().isV4()).findFirst();
    }

    /** @return the same interface with an IPv6 address of its own */
    NetworkInterface withIpv6(Ip ip) {
        List<Address> all = new ArrayList<>(addresses);
        all.add(new Address(ip, true, Optional.empty(), Optional.empty()));
        return with(all, prefixes);
    }

    /** @return single addresses that pods can have */
    public List<Address> secondaries() {
        return addresses.stream().filter(address -> !address.primary()).toList();
    }

    /** @return every address that a pod has or had, of prefixes too, and free secondary ones */
    public Stream<Address> podAddresses() {
        return Stream.concat(addresses.stream().filter(address -> !address.primary()), prefixes.stream().flatMap(prefix -> prefix.used().stream()));
    }

    /** @return how many IPv4 addresses pods can have */
    public int podAddressCount() {
        return (int) addresses.stream().filter(address -> !address.primary()).count()
                + (int) prefixes.stream().filter(prefix -> prefix.cidr().network().isV4()).count() * SubnetMap.BLOCK;
    }

    /** @return whether the interface shows that this pod has the address */
    public boolean shows(Ip ip, String podUid) {
        return podAddresses().anyMatch(address -> address.ip().equals(ip) && address.holder().filter(pod -> pod.uid().equals(podUid)).isPresent());
    }

    /** @return the same interface with other addresses and prefixes */
    public NetworkInterface with(List<Address> others, List<Prefix> otherPrefixes) {
        return new NetworkInterface(id, node, device, subnet, mac, others, otherPrefixes, attachedAt, availableAt, agent, attributes);
    }

    /** @return the same interface, of which aws-node remembers this */
    public NetworkInterface with(Agent memory) {
        return new NetworkInterface(id, node, device, subnet, mac, addresses, prefixes, attachedAt, availableAt, memory, attributes);
    }

    /** @return the same interface with another primary address and subnet */
    NetworkInterface moved(Ip primary, String toSubnet, List<Address> secondaries) {
        List<Address> all = new ArrayList<>();
        all.add(new Address(primary, true, Optional.empty(), Optional.empty()));
        all.addAll(secondaries);
        ipv6().filter(_ -> toSubnet.equals(subnet)).ifPresent(ip -> all.add(new Address(ip, true, Optional.empty(), Optional.empty())));
        List<Prefix> kept = toSubnet.equals(subnet) ? prefixes : List.of();
        return new NetworkInterface(id, node, device, toSubnet, mac, all, kept, attachedAt, availableAt, agent, attributes);
    }

    /** @return what the stored object says; wrong addresses are left out */
    public static NetworkInterface of(JsonNode object) {
        JsonNode spec = object.path("spec");
        JsonNode status = object.path("status");
        InterfaceRole role = InterfaceRole.of(spec);
        List<Address> addresses = Json.each(status, "addresses").flatMap(address -> address(address).stream()).toList();
        Instant attachedAt = Json.instant(status, "attachedAt").orElse(Instant.EPOCH);
        return new NetworkInterface(Json.text(object.path("metadata"), "name"), Json.text(spec, "node"),
                role.branch().map(InterfaceRole.Branch::vlan).orElse(spec.path("deviceNumber").asInt(0)), Json.text(spec, "subnet"), Json.text(spec, "macAddress"), addresses,
                Json.each(status, "prefixes").flatMap(prefix -> prefix(prefix).stream()).toList(), attachedAt,
                Json.instant(status, "availableAt").orElse(attachedAt), new Agent(Json.instant(status, "allocationPausedUntil"),
                        Json.instant(status, "poolShrunkAt"), status.path("prefixDelegation").booleanValue(false)),
                new Attributes(Json.each(spec, "securityGroups").map(group -> group.stringValue("")).toList(),
                        spec.path("sourceDestCheck").booleanValue(true), managed(spec), role, InterfaceLabels.of(spec)));
    }

    private static boolean managed(JsonNode spec) {
        boolean tagged = "true".equals(InterfaceLabels.tags(spec).get(NO_MANAGE));
        return !tagged || spec.path("deviceNumber").asInt(0) == 0 && !spec.has("interfaceType");
    }

    private static Optional<Prefix> prefix(JsonNode prefix) {
        return Cidr.tryParse(Json.text(prefix, "prefix")).filter(NetworkInterface::delegated)
                .map(cidr -> new Prefix(cidr, Json.each(prefix, "addresses").flatMap(address -> address(address).stream())
                        .filter(address -> cidr.contains(address.ip())).sorted(Comparator.comparing(Address::ip)).toList()));
    }

    private static boolean delegated(Cidr cidr) {
        return cidr.network().isV4() ? cidr.size() == SubnetMap.BLOCK : cidr.prefixLength() == IPV6_PREFIX;
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
        ObjectNode spec = object.putObject("spec").put("node", node).put("deviceNumber", device).put("subnet", subnet).put("macAddress", mac);
        if (!attributes.groups().isEmpty()) {
            attributes.groups().forEach(spec.putArray("securityGroups")::add);
        }
        attributes.role().writeTo(spec);
        attributes.about().writeTo(spec);
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
        agent.pausedUntil().ifPresent(until -> status.put("allocationPausedUntil", until.toString()));
        agent.shrunkAt().ifPresent(at -> status.put("poolShrunkAt", at.toString()));
        if (agent.prefixMode()) {
            status.put("prefixDelegation", true);
        }
        status.put("privateIPAddress", primary().map(Ip::toString).orElse(""));
        status.put("secondaryAddresses", secondaries().size());
        status.put("assignedAddresses", (int) podAddresses().filter(address -> address.holder().isPresent()).count());
        ArrayNode list = status.putArray("addresses");
        addresses.forEach(address -> write(address, list));
        if (!prefixes.isEmpty()) {
            ArrayNode blocks = status.putArray("prefixes");
            for (Prefix prefix : prefixes) {
                ObjectNode block = blocks.addObject().put("prefix", prefix.cidr().toString());
                if (!prefix.used().isEmpty()) {
                    ArrayNode used = block.putArray("addresses");
                    prefix.used().forEach(address -> write(address, used));
                }
            }
        }
        return object;
    }

    private static void write(Address address, ArrayNode list) {
        ObjectNode entry = list.addObject().put("ip", address.ip().toString());
        if (address.primary()) {
            entry.put("primary", true);
        }
        address.holder().ifPresent(pod -> entry.put("pod", pod.namespace() + "/" + pod.name()).put("podUID", pod.uid()));
        address.coolingUntil().ifPresent(until -> entry.put("coolingUntil", until.toString()));
    }
}
