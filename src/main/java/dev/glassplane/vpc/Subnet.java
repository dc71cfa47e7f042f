package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A subnet of the VPC.
 *
 * @param id         name of the Subnet object: it is the subnet's id here
 * @param vpc        name of the VPC object
 * @param zone       availability zone, for example {@code us-east-1a}
 * @param cidr       IPv4 prefix
 * @param routeTable name of the associated RouteTable, empty if only the VPC's implicit table holds
 * @param tags       EC2 tags
 * @param reservations CIDR reservations
 * @param inUse      addresses that others than the cluster's nodes have
 * @param publicOnLaunch whether instances get a public address beside their own
 * @param ipv6       IPv6 prefix, a /64, if it has one
 */
public record Subnet(String id, String vpc, String zone, Cidr cidr, String routeTable, Map<String, String> tags,
                     List<Reservation> reservations, List<Cidr> inUse, boolean publicOnLaunch, Optional<Cidr> ipv6) implements Comparable<Subnet> {

    /** Tag that offers a subnet to the VPC CNI, or with value 0 keeps it away. */
    private static final String ROLE_CNI = "kubernetes.io/role/cni";

    public Subnet {
        tags = Map.copyOf(tags);
        reservations = List.copyOf(reservations);
        inUse = List.copyOf(inUse);
    }

    /**
     * A part of the subnet that EC2 does not give out by itself.
     *
     * @param cidr   the part
     * @param prefix prefixes come from here first; otherwise nothing does unless asked for by address
     */
    public record Reservation(Cidr cidr, boolean prefix) {}

    /** A subnet whose instances get no public address. */
    public Subnet(String id, String vpc, String zone, Cidr cidr, String routeTable, Map<String, String> tags, List<Reservation> reservations, List<Cidr> inUse) {
        this(id, vpc, zone, cidr, routeTable, tags, reservations, inUse, false, Optional.empty());
    }

    /** @return a subnet with nothing special about it */
    public static Subnet plain(String id, String vpc, String zone, Cidr cidr, String routeTable) {
        return new Subnet(id, vpc, zone, cidr, routeTable, Map.of(), List.of(), List.of());
    }

    /** @return whether the address is in one of its prefixes */
    public boolean contains(Ip ip) {
        return cidr.contains(ip) || ipv6.filter(prefix -> prefix.contains(ip)).isPresent();
    }

    /** @return whether a tag offers it to interfaces of nodes of other subnets */
    public boolean offeredToCni() {
        return tags.containsKey(ROLE_CNI) && !keptFromCni();
    }

    /** @return whether a tag keeps its addresses from pods */
    public boolean keptFromCni() {
        return "0".equals(tags.get(ROLE_CNI));
    }

    /** @return whether a reservation covers the address */
    public boolean setAside(Ip ip) {
        for (Reservation reservation : reservations) {
            if (reservation.cidr().contains(ip)) {
                return true;
            }
        }
        return false;
    }

    /** AWS keeps the first four addresses and the last: network, router, DNS, future use, broadcast. */
    public static final int RESERVED = 5;
    /** Offset of the first address that can be used. */
    static final int FIRST_USABLE = 4;

    /** @return the VPC router's address in this subnet, which the VPC CNI uses as gateway */
    public Ip gateway() {
        return cidr.at(1);
    }

    /** @return number of addresses that can be used */
    public long usable() {
        return Math.max(0, cidr.size() - RESERVED);
    }

    /** @return whether AWS keeps this address of the subnet for itself */
    public boolean reserved(Ip ip) {
        long offset = ip.low() - cidr.network().low();
        return cidr.contains(ip) && (offset < FIRST_USABLE || offset == cidr.size() - 1);
    }

    /** Subnets are tried in the order of their addresses. */
    @Override
    public int compareTo(Subnet other) {
        int byCidr = cidr.compareTo(other.cidr);
        return byCidr != 0 ? byCidr : id.compareTo(other.id);
    }

    /** @return the Subnet object's content, empty without an IPv4 prefix */
    static Optional<Subnet> of(JsonNode object) {
        JsonNode spec = object.path("spec");
        String table = Json.each(spec, "routeTables").map(node -> node.stringValue("")).findFirst()
                .orElseGet(() -> Json.each(spec, "routeTableRefs").map(ref -> Json.text(ref.path("from"), "name")).findFirst().orElse(""));
        return Cidr.tryParse(Json.text(spec, "cidrBlock")).filter(cidr -> cidr.network().isV4()).map(cidr -> new Subnet(
                Json.text(object.path("metadata"), "name"), Json.reference(spec, "vpcID", "vpcRef"), Json.text(spec, "availabilityZone"),
                cidr, table, tags(spec), reservations(spec), Json.cidrs(spec, "inUse"),
                spec.path("mapPublicIPOnLaunch").booleanValue(false), ipv6(spec)));
    }

    /** @return the IPv6 prefix that the spec of a VPC or Subnet names */
    static Optional<Cidr> ipv6(JsonNode spec) {
        return Cidr.tryParse(Json.text(spec, "ipv6CIDRBlock")).filter(cidr -> !cidr.network().isV4());
    }

    private static Map<String, String> tags(JsonNode spec) {
        Map<String, String> tags = new LinkedHashMap<>();
        Json.each(spec, "tags").forEach(tag -> tags.put(Json.text(tag, "key"), Json.text(tag, "value")));
        return tags;
    }

    private static List<Reservation> reservations(JsonNode spec) {
        return Json.each(spec, "cidrReservations").flatMap(of -> Cidr.tryParse(Json.text(of, "cidr"))
                .map(cidr -> new Reservation(cidr, Json.text(of, "type").equals("prefix"))).stream()).toList();
    }
}
