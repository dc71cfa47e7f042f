package dev.glassplane.loadbalancer.model;

import dev.glassplane.net.Ip;
import java.util.Optional;

/**
 * A node of an AWS load balancer: its place in one availability zone. There is one in each subnet that the load balancer is in.
 *
 * @param zone      availability zone, {@code us-east-1a}
 * @param subnet    id of the subnet
 * @param eni       id of the network interface (a NetworkInterface object has that name), empty until it exists
 * @param privateIp address in the subnet, IPv4
 * @param publicIp  the address that the internet gateway maps to it; set if the load balancer faces the internet
 * @param ipv6      address of a dual-stack load balancer
 */
public record LbNode(String zone, String subnet, String eni, Ip privateIp, Optional<Ip> publicIp, Optional<Ip> ipv6) {

    /** An IPv4 node. */
    public LbNode(String zone, String subnet, String eni, Ip privateIp, Optional<Ip> publicIp) {
        this(zone, subnet, eni, privateIp, publicIp, Optional.empty());
    }
}
