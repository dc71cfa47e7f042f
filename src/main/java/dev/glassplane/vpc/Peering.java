package dev.glassplane.vpc;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A peering connection between two VPCs. It leads from one to the other and no further.
 *
 * @param id        name of the VPCPeeringConnection object
 * @param requester VPC that asked for it
 * @param accepter  VPC at the other end
 * @param active    whether the other end accepted it
 */
public record Peering(String id, String requester, String accepter, boolean active) {

    static Peering of(JsonNode object) {
        JsonNode spec = object.path("spec");
        return new Peering(Json.text(object.path("metadata"), "name"), Json.reference(spec, "vpcID", "vpcRef"),
                Json.reference(spec, "peerVPCID", "peerVPCRef"), spec.path("acceptRequest").booleanValue(false));
    }

    /** @return the VPC at the other end, empty if this VPC is not at either */
    Optional<String> from(String vpc) {
        return vpc.equals(requester) ? Optional.of(accepter) : vpc.equals(accepter) ? Optional.of(requester) : Optional.empty();
    }

    /** @return whether it connects the two, now */
    boolean connects(String one, String other) {
        return active && from(one).filter(other::equals).isPresent();
    }
}
