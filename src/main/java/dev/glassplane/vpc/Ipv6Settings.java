package dev.glassplane.vpc;

/**
 * What aws-node's environment says in an IPv6 cluster ({@code aws/amazon-vpc-cni-k8s: README.md}, ENABLE_IPv6, ENABLE_V4_EGRESS).
 *
 * @param enabled    pods have addresses of the /80 of their node's primary interface; the cluster's IP family decides
 * @param ipv4Egress ENABLE_V4_EGRESS: beside it a pod has an IPv4 address that only its node knows, with which it reaches IPv4 servers
 */
public record Ipv6Settings(boolean enabled, boolean ipv4Egress) {}
