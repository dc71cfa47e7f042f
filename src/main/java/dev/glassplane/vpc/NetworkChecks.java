package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.registry.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of VPCs, subnets and prefix lists. */
final class NetworkChecks {

    private static final int LARGEST = 16;
    private static final int SMALLEST = 28;
    private static final int IPV6_LARGEST = 44;
    private static final int IPV6_SMALLEST_VPC = 60;
    private static final int IPV6_SMALLEST_SUBNET = 64;
    private static final int IPV6_STEP = 4;

    private final Existing existing;
    private final FieldErrors errors;

    NetworkChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    void vpc(ObjectNode vpc) {
        List<Cidr> seen = new ArrayList<>();
        List<JsonNode> blocks = Json.each(vpc.path("spec"), "cidrBlocks").toList();
        for (int i = 0; i < blocks.size(); i++) {
            String text = blocks.get(i).stringValue("");
            String path = "spec.cidrBlocks[" + i + "]";
            Optional<Cidr> cidr = Cidr.tryParse(text).filter(found -> found.network().isV4());
            if (cidr.isEmpty() || cidr.get().prefixLength() < LARGEST || cidr.get().prefixLength() > SMALLEST) {
                errors.invalid(path, text, "InvalidVpc.Range: The CIDR '" + text + "' is invalid; expected a prefix between /16 and /28");
                continue;
            }
            seen.stream().filter(cidr.get()::overlaps).findFirst().ifPresent(other ->
                    errors.invalid(path, text, "CidrConflict: The CIDR '" + text + "' conflicts with another CIDR of the VPC, " + other));
            seen.add(cidr.get());
        }
        ipv6(vpc);
        String name = Existing.name(vpc);
        existing.others(VpcReader.SUBNETS, "").flatMap(object -> Subnet.of(object).stream()).filter(subnet -> subnet.vpc().equals(name))
                .filter(subnet -> seen.stream().noneMatch(cidr -> cidr.contains(subnet.cidr()))).findFirst().ifPresent(subnet ->
                        errors.invalid("spec.cidrBlocks", seen.toString(), "DependencyViolation: subnet " + subnet.id() + " (" + subnet.cidr()
                                + ") would be in none of them"));
    }

    /** A prefix between /44 and /60 in steps of four; one that subnets are in stays. */
    private void ipv6(ObjectNode vpc) {
        String text = Json.text(vpc.path("spec"), "ipv6CIDRBlock");
        Optional<Cidr> cidr = Subnet.ipv6(vpc.path("spec"));
        if (!text.isEmpty() && cidr.filter(found -> fits(found, IPV6_SMALLEST_VPC)).isEmpty()) {
            errors.invalid("spec.ipv6CIDRBlock", text, "InvalidVpc.Range: The CIDR '" + text + "' is invalid; expected an IPv6 prefix between /44 and /60 in steps of four");
            return;
        }
        existing.others(VpcReader.SUBNETS, "").flatMap(object -> Subnet.of(object).stream()).filter(subnet -> subnet.vpc().equals(Existing.name(vpc)))
                .filter(subnet -> subnet.ipv6().filter(own -> cidr.filter(around -> around.contains(own)).isEmpty()).isPresent()).findFirst().ifPresent(subnet ->
                        errors.invalid("spec.ipv6CIDRBlock", text, "DependencyViolation: subnet " + subnet.id() + " (" + subnet.ipv6().orElseThrow() + ") would not be in it"));
    }

    private static boolean fits(Cidr cidr, int smallest) {
        return cidr.prefixLength() >= IPV6_LARGEST && cidr.prefixLength() <= smallest && cidr.prefixLength() % IPV6_STEP == 0;
    }

    private void ipv6(JsonNode spec, Optional<ObjectNode> vpc, List<Subnet> siblings) {
        String text = Json.text(spec, "ipv6CIDRBlock");
        if (text.isEmpty()) {
            return;
        }
        Optional<Cidr> cidr = Subnet.ipv6(spec).filter(found -> fits(found, IPV6_SMALLEST_SUBNET));
        if (cidr.isEmpty()) {
            errors.invalid("spec.ipv6CIDRBlock", text, "InvalidParameterValue: Value (" + text + ") for parameter ipv6CidrBlock is invalid; expected an IPv6 prefix "
                    + "between /44 and /64 in steps of four");
            return;
        }
        Optional<Cidr> around = vpc.flatMap(found -> Subnet.ipv6(found.path("spec")));
        if (vpc.isPresent() && around.filter(found -> found.contains(cidr.get())).isEmpty()) {
            errors.invalid("spec.ipv6CIDRBlock", text, "InvalidSubnet.Range: The CIDR '" + text + "' is invalid; expected a part of "
                    + around.map(Cidr::toString).orElse("the IPv6 CIDR of the VPC, which has none"));
        }
        siblings.stream().filter(other -> other.ipv6().filter(cidr.get()::overlaps).isPresent()).findFirst().ifPresent(other -> errors.invalid("spec.ipv6CIDRBlock",
                text, "InvalidSubnet.Conflict: The CIDR '" + text + "' conflicts with another subnet, " + other.id() + " (" + other.ipv6().orElseThrow() + ")"));
    }

    void subnet(ObjectNode object) {
        JsonNode spec = object.path("spec");
        Optional<Subnet> read = Subnet.of(object);
        String text = Json.text(spec, "cidrBlock");
        if (read.isEmpty()) {
            errors.invalid("spec.cidrBlock", text, "InvalidParameterValue: Value (" + text + ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
            return;
        }
        Subnet subnet = read.get();
        if (subnet.cidr().prefixLength() < LARGEST || subnet.cidr().prefixLength() > SMALLEST) {
            errors.invalid("spec.cidrBlock", text, "InvalidSubnet.Range: The CIDR '" + text + "' is invalid; expected a prefix between /16 and /28");
            return;
        }
        Optional<ObjectNode> vpc = existing.vpc(spec, "vpcID", "vpcRef", errors);
        List<Cidr> around = vpc.map(Existing::cidrs).orElse(List.of());
        if (vpc.isPresent() && around.stream().noneMatch(cidr -> cidr.contains(subnet.cidr()))) {
            errors.invalid("spec.cidrBlock", text, "InvalidSubnet.Range: The CIDR '" + text + "' is invalid; expected a part of " + around + ", the CIDRs of "
                    + subnet.vpc());
        }
        List<Subnet> siblings = existing.others(VpcReader.SUBNETS, subnet.id()).flatMap(other -> Subnet.of(other).stream())
                .filter(other -> other.vpc().equals(subnet.vpc())).toList();
        siblings.stream().filter(other -> other.cidr().overlaps(subnet.cidr())).findFirst().ifPresent(other -> errors.invalid("spec.cidrBlock", text,
                "InvalidSubnet.Conflict: The CIDR '" + text + "' conflicts with another subnet, " + other.id() + " (" + other.cidr() + ")"));
        ipv6(spec, vpc, siblings);
        zone(subnet, siblings);
        routeTable(spec, subnet);
    }

    /** A VPC is in one region; which one its first subnet says. */
    private void zone(Subnet subnet, List<Subnet> siblings) {
        String zone = subnet.zone();
        if (!zone.matches("[a-z]{2}(-[a-z]+)+-[0-9]+[a-z]")) {
            errors.invalid("spec.availabilityZone", zone, "InvalidParameterValue: Value (" + zone + ") for parameter availabilityZone is invalid; expected a "
                    + "region and a letter, such as us-east-1a");
            return;
        }
        siblings.stream().map(Subnet::zone).filter(other -> !region(other).equals(region(zone))).findFirst().ifPresent(other ->
                errors.invalid("spec.availabilityZone", zone, "InvalidParameterValue: Value (" + zone + ") for parameter availabilityZone is invalid; expected a "
                        + "zone of " + region(other) + ", the region of " + subnet.vpc()));
    }

    private static String region(String zone) {
        return zone.replaceFirst("[a-z]$", "");
    }

    private void routeTable(JsonNode spec, Subnet subnet) {
        Json.each(spec, "routeTables").map(node -> node.stringValue("")).findFirst().ifPresent(id -> {
            Optional<ObjectNode> table = existing.find(VpcReader.ROUTE_TABLES, id);
            if (table.isEmpty()) {
                errors.invalid("spec.routeTables[0]", id, "InvalidRouteTableID.NotFound: The routeTable ID '" + id + "' does not exist");
            } else if (!Json.reference(table.get().path("spec"), "vpcID", "vpcRef").equals(subnet.vpc())) {
                errors.invalid("spec.routeTables[0]", id, "InvalidParameterValue: Route table " + id + " and network " + subnet.vpc()
                        + " belong to different networks");
            }
        });
    }

    void prefixList(ObjectNode list) {
        JsonNode spec = list.path("spec");
        boolean v4 = Json.text(spec, "addressFamily").equals("IPv4");
        List<JsonNode> entries = Json.each(spec, "entries").toList();
        for (int i = 0; i < entries.size(); i++) {
            String text = Json.text(entries.get(i), "cidr");
            if (Cidr.tryParse(text).filter(cidr -> cidr.network().isV4() == v4).isEmpty()) {
                errors.invalid("spec.entries[" + i + "].cidr", text, "InvalidParameterValue: Value (" + text + ") for parameter Cidr is invalid; expected a CIDR of "
                        + Json.text(spec, "addressFamily"));
            }
        }
        if (entries.size() > spec.path("maxEntries").asInt(0)) {
            errors.invalid("spec.entries", entries.size(), "PrefixListMaxEntriesExceeded: expected at most maxEntries, " + spec.path("maxEntries").asInt(0));
        }
    }
}
