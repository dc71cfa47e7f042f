package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.vpc.NetworkInterface.Address;
import dev.glassplane.vpc.firewall.SecurityGroup;
import dev.glassplane.vpc.flowlog.FlowLog;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of network interfaces and their security groups, and of flow logs. */
final class InterfaceChecks {

    private final Existing existing;
    private final FieldErrors errors;

    InterfaceChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    /** Addresses of nodes' interfaces are given out by control loops, which know what is free. */
    void networkInterface(ObjectNode object) {
        NetworkInterface read = NetworkInterface.of(object);
        Optional<Subnet> subnet = existing.find(VpcReader.SUBNETS, read.subnet()).flatMap(Subnet::of);
        groups(read.attributes().groups(), "spec.securityGroups", subnet.map(Subnet::vpc));
        if (!read.node().isEmpty()) {
            return;
        }
        if (subnet.isEmpty()) {
            errors.invalid("spec.subnet", read.subnet(), "InvalidSubnetID.NotFound: The subnet ID '" + read.subnet() + "' does not exist");
            return;
        }
        for (Address address : read.addresses()) {
            Ip ip = address.ip();
            if (!subnet.get().contains(ip) || subnet.get().reserved(ip)) {
                errors.invalid("status.addresses", ip.toString(), "InvalidParameterValue: Address " + ip + " does not fall within the subnet's address range; expected "
                        + "an address of " + subnet.get().cidr() + " but the first four and the last");
            }
            existing.others(NetworkInterface.RESOURCE, read.id()).map(NetworkInterface::of).filter(other -> has(other, ip)).findFirst().ifPresent(other ->
                    errors.invalid("status.addresses", ip.toString(), "InvalidIPAddress.InUse: Address " + ip + " is in use by " + other.id()));
        }
    }

    private static boolean has(NetworkInterface of, Ip ip) {
        return of.addresses().stream().anyMatch(address -> address.ip().equals(ip)) || of.prefixes().stream().anyMatch(prefix -> prefix.cidr().contains(ip));
    }

    void node(ObjectNode node) {
        String wanted = node.path("metadata").path("annotations").path(SecurityGroupsOfNode.ANNOTATION).stringValue("");
        groups(SecurityGroupsOfNode.ids(wanted), "metadata.annotations[" + SecurityGroupsOfNode.ANNOTATION + "]", Optional.empty());
    }

    private void groups(List<String> ids, String path, Optional<String> vpc) {
        if (ids.size() > Filters.GROUPS_MAX) {
            errors.invalid(path, ids.toString(), "SecurityGroupsPerInterfaceLimitExceeded: The maximum number of security groups per interface has been reached; "
                    + "expected at most " + Filters.GROUPS_MAX);
        }
        for (String id : ids) {
            Optional<SecurityGroup> group = existing.find(FilterObjects.SECURITY_GROUPS, id).map(FilterObjects::group);
            boolean byDefault = vpc.isPresent() ? id.equals(SecurityGroup.defaultId(vpc.get())) : id.startsWith(SecurityGroup.defaultId(""));
            if (group.isEmpty() && !byDefault) {
                errors.invalid(path, id, "InvalidGroup.NotFound: The security group '" + id + "' does not exist"
                        + vpc.map(of -> " in VPC '" + of + "'").orElse(""));
            } else if (group.isPresent() && vpc.isPresent() && !group.get().vpc().equals(vpc.get())) {
                errors.invalid(path, id, "InvalidParameter: Security group " + id + " and subnet belong to different networks, " + group.get().vpc() + " and " + vpc.get());
            }
        }
    }

    void flowLog(ObjectNode object) {
        JsonNode spec = object.path("spec");
        String id = Json.text(spec, "resourceID");
        String resource = switch (Json.text(spec, "resourceType")) {
            case "VPC" -> VpcReader.VPCS;
            case "Subnet" -> VpcReader.SUBNETS;
            default -> NetworkInterface.RESOURCE;
        };
        if (existing.find(resource, id).isEmpty()) {
            errors.invalid("spec.resourceID", id, "InvalidParameterValue: there is no " + Json.text(spec, "resourceType") + " '" + id + "'");
        }
        try {
            FlowLog.fields(Json.text(spec, "logFormat"));
        } catch (FlowLog.FormatException e) {
            errors.invalid("spec.logFormat", Json.text(spec, "logFormat"), "InvalidParameterValue: " + e.getMessage() + " (limit: flow-logs)");
        }
    }
}
