package dev.glassplane.vpc;

import org.pcollections.TreePMap;

/**
 * What leads out of the VPCs of an image.
 *
 * @param internet VPC that each internet gateway is attached to, by the gateway's id; empty if to none
 * @param nat      NAT gateways by id
 * @param peerings peering connections by id
 * @param egressOnly VPC of each egress-only internet gateway, by the gateway's id
 */
public record Gateways(TreePMap<String, String> internet, TreePMap<String, NatGateway> nat, TreePMap<String, Peering> peerings,
                       TreePMap<String, String> egressOnly) {

    /** None. */
    static final Gateways EMPTY = new Gateways(TreePMap.empty(), TreePMap.empty(), TreePMap.empty(), TreePMap.empty());
}
