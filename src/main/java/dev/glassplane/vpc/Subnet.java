package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
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
 */
public record Subnet(String id, String vpc, String zone, Cidr cidr, String routeTable) implements Comparable<Subnet> {

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
                cidr, table));
    }
}
