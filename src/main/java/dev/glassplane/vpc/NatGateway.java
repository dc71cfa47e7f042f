package dev.glassplane.vpc;

import dev.glassplane.net.Ip;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A NAT gateway: it stands in a subnet, whose route table decides its own way out, and gives packets its address as their source.
 *
 * @param id        name of the NATGateway object
 * @param subnet    where it stands
 * @param isPublic  whether an internet gateway knows its public address
 * @param privateIp its address in the subnet
 * @param publicIp  its public address, empty if no object names one
 */
public record NatGateway(String id, String subnet, boolean isPublic, Optional<Ip> privateIp, Optional<Ip> publicIp) {

    static NatGateway of(JsonNode object, ElasticIps elasticIps) {
        JsonNode spec = object.path("spec");
        Optional<Ip> elastic = elasticIps.of(Json.reference(spec, "allocationID", "allocationRef"));
        Optional<Ip> reported = Json.each(object.path("status"), "natGatewayAddresses").flatMap(each -> Ip.tryParse(Json.text(each, "publicIP")).stream()).findFirst();
        return new NatGateway(Json.text(object.path("metadata"), "name"), Json.reference(spec, "subnetID", "subnetRef"),
                !Json.text(spec, "connectivityType").equals("private"), Ip.tryParse(Json.text(spec, "privateIPAddress")), elastic.or(() -> reported));
    }

    /** @return the same gateway with an address in its subnet */
    NatGateway at(Ip ip) {
        return new NatGateway(id, subnet, isPublic, Optional.of(ip), publicIp);
    }

    /** @return id of the interface that EC2 makes for it */
    public String eni() {
        return "eni-" + id;
    }

    /** Finds the address of an Elastic IP address by its allocation id. */
    @FunctionalInterface
    interface ElasticIps {
        Optional<Ip> of(String allocation);
    }
}
