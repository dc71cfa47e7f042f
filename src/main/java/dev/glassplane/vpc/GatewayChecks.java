package dev.glassplane.vpc;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.registry.FieldErrors;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What EC2 demands of internet gateways, NAT gateways and peering connections. */
final class GatewayChecks {

    private static final String ALLOCATION = "allocationID";

    private final Existing existing;
    private final FieldErrors errors;

    GatewayChecks(Existing existing, FieldErrors errors) {
        this.existing = existing;
        this.errors = errors;
    }

    void internetGateway(ObjectNode gateway) {
        JsonNode spec = gateway.path("spec");
        existing.vpc(spec, "vpc", "vpcRef", errors);
        String vpc = Json.reference(spec, "vpc", "vpcRef");
        existing.others(VpcReader.INTERNET_GATEWAYS, Existing.name(gateway)).filter(other -> !vpc.isEmpty()
                && Json.reference(other.path("spec"), "vpc", "vpcRef").equals(vpc)).findFirst().ifPresent(other -> errors.invalid("spec.vpc", vpc,
                "Resource.AlreadyAssociated: Network " + vpc + " already has an internet gateway attached, " + Existing.name(other)));
    }

    void egressOnlyGateway(ObjectNode gateway) {
        if (Json.reference(gateway.path("spec"), "vpcID", "vpcRef").isEmpty()) {
            errors.required("spec.vpcID", "MissingParameter: The request must contain the parameter VpcId");
        }
        existing.vpc(gateway.path("spec"), "vpcID", "vpcRef", errors);
    }

    void natGateway(ObjectNode gateway) {
        JsonNode spec = gateway.path("spec");
        Optional<ObjectNode> subnet = existing.referred(spec, "spec", "subnetID", "subnetRef", VpcReader.SUBNETS, "InvalidSubnetID.NotFound", "subnet", errors);
        existing.referred(spec, "spec", ALLOCATION, "allocationRef", VpcReader.ELASTIC_IPS, "InvalidAllocationID.NotFound", "allocation", errors);
        String allocation = Json.reference(spec, ALLOCATION, "allocationRef");
        if (!allocation.isEmpty() && Json.text(spec, "connectivityType").equals("private")) {
            errors.invalid("spec.allocationID", allocation, "InvalidParameterCombination: a private NAT gateway has no Elastic IP address");
        }
        existing.others(VpcReader.NAT_GATEWAYS, Existing.name(gateway)).filter(other -> !allocation.isEmpty()
                && Json.reference(other.path("spec"), ALLOCATION, "allocationRef").equals(allocation)).findFirst().ifPresent(other ->
                errors.invalid("spec.allocationID", allocation, "Resource.AlreadyAssociated: Elastic IP address " + allocation
                        + " is already associated with " + Existing.name(other)));
        subnet.flatMap(Subnet::of).ifPresent(found -> address(spec, found));
    }

    private void address(JsonNode spec, Subnet subnet) {
        String text = Json.text(spec, "privateIPAddress");
        Optional<Ip> ip = Ip.tryParse(text);
        if (!text.isEmpty() && (ip.isEmpty() || !subnet.cidr().contains(ip.get()) || subnet.reserved(ip.get()))) {
            errors.invalid("spec.privateIPAddress", text, "InvalidParameterValue: Address " + text + " does not fall within the subnet's address range; expected "
                    + "an address of " + subnet.cidr() + " but the first four and the last");
        }
    }

    void peering(ObjectNode connection) {
        JsonNode spec = connection.path("spec");
        Optional<ObjectNode> requester = existing.vpc(spec, "vpcID", "vpcRef", errors);
        Optional<ObjectNode> accepter = existing.vpc(spec, "peerVPCID", "peerVPCRef", errors);
        Peering read = Peering.of(connection);
        if (read.requester().equals(read.accepter())) {
            errors.invalid("spec.peerVPCID", read.accepter(), "InvalidParameterValue: a VPC cannot be peered with itself");
            return;
        }
        List<Cidr> own = requester.map(Existing::cidrs).orElse(List.of());
        List<Cidr> others = accepter.map(Existing::cidrs).orElse(List.of());
        own.stream().flatMap(one -> others.stream().filter(one::overlaps).map(other -> one + " and " + other)).findFirst().ifPresent(both ->
                errors.invalid("spec.peerVPCID", read.accepter(), "OverlappingCidr: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range: "
                        + both + " overlap"));
    }
}
