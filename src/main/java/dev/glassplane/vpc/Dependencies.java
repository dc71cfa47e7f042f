package dev.glassplane.vpc;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What keeps an object of the cloud from being deleted, in EC2's words ({@code DependencyViolation}). */
final class Dependencies {

    private static final List<String> OF_VPC = List.of(VpcReader.SUBNETS, VpcReader.INTERNET_GATEWAYS, VpcReader.EGRESS_ONLY_GATEWAYS, VpcReader.ROUTE_TABLES,
            FilterObjects.SECURITY_GROUPS, FilterObjects.NETWORK_ACLS);
    private static final int NAMES_MAX = 3;

    private final Existing existing;

    Dependencies(Existing existing) {
        this.existing = existing;
    }

    /** @return why EC2 refuses to delete the object */
    Optional<String> of(String resource, ObjectNode object) {
        String name = Existing.name(object);
        return switch (resource) {
            case VpcReader.VPCS -> needed("The vpc '" + name + "' has dependencies and cannot be deleted.", OF_VPC.stream().flatMap(kind -> existing.others(kind, ""))
                    .filter(other -> mentions(other.path("spec"), name)));
            case VpcReader.SUBNETS -> needed("The subnet '" + name + "' has dependencies and cannot be deleted.", Stream.of(NetworkInterface.RESOURCE, VpcReader.NAT_GATEWAYS)
                    .flatMap(kind -> existing.others(kind, "")).filter(other -> mentions(other.path("spec"), name)));
            case VpcReader.ROUTE_TABLES -> needed("The routeTable '" + name + "' has dependencies and cannot be deleted.", existing.others(VpcReader.SUBNETS, "")
                    .filter(other -> mentions(other.path("spec").path("routeTables"), name) || mentions(other.path("spec").path("routeTableRefs"), name)));
            case FilterObjects.SECURITY_GROUPS -> needed("resource " + name + " has a dependent object", Stream.concat(
                    existing.others(NetworkInterface.RESOURCE, "").filter(other -> mentions(other.path("spec").path("securityGroups"), name)),
                    existing.others(FilterObjects.SECURITY_GROUPS, name).filter(other -> mentions(other.path("spec"), name))));
            case VpcReader.INTERNET_GATEWAYS -> mapped(Json.reference(object.path("spec"), "vpc", "vpcRef"));
            default -> Optional.empty();
        };
    }

    /** Deleting an attached gateway means to detach it first. */
    private Optional<String> mapped(String vpc) {
        List<String> subnets = existing.others(VpcReader.SUBNETS, "").filter(subnet -> Json.reference(subnet.path("spec"), "vpcID", "vpcRef").equals(vpc)).map(Existing::name)
                .toList();
        List<String> nodes = existing.others("nodes", "").filter(node -> Json.each(node.path("status"), "addresses")
                .anyMatch(address -> Json.text(address, "type").equals("ExternalIP"))).map(Existing::name).toList();
        Stream<ObjectNode> interfaces = existing.others(NetworkInterface.RESOURCE, "").filter(of -> subnets.contains(Json.text(of.path("spec"), "subnet")))
                .filter(of -> !Json.text(of.path("spec"), "publicIPAddress").isEmpty() || nodes.contains(Json.text(of.path("spec"), "node")));
        Stream<ObjectNode> translators = existing.others(VpcReader.NAT_GATEWAYS, "").filter(gateway -> !Json.text(gateway.path("spec"), "connectivityType").equals("private"))
                .filter(gateway -> subnets.contains(Json.reference(gateway.path("spec"), "subnetID", "subnetRef")));
        return needed("Network " + vpc + " has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.",
                Stream.concat(interfaces, translators));
    }

    private static Optional<String> needed(String words, Stream<ObjectNode> by) {
        List<String> names = by.map(object -> Json.text(object, "kind") + " " + Existing.name(object)).sorted().toList();
        return names.isEmpty() ? Optional.empty() : Optional.of("DependencyViolation: " + words + " (" + String.join(", ", names.subList(0, Math.min(names.size(), NAMES_MAX)))
                + (names.size() > NAMES_MAX ? " and " + (names.size() - NAMES_MAX) + " more" : "") + ")");
    }

    /** An object's name is its id, so that references by id and by name are the same text. */
    private static boolean mentions(JsonNode node, String name) {
        return node.isString() ? node.stringValue().equals(name) : node.valueStream().anyMatch(child -> mentions(child, name));
    }
}
